"""A resource as rules see it."""

from __future__ import annotations

from pulumi_policy import PolicyCustomTimeouts, PolicyProviderResource, PolicyResource, PolicyResourceOptions
from pulumi_policy import ResourceValidationArgs as Args
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, unknown_checking_proxy

from policy.engine.subject import Resource, arn_account, arn_region, of_args, of_stack, urn_stack

URN = "urn:pulumi:dr::shop::my:component:Box$aws:ec2/vpc:Vpc::main"
OPTIONS = PolicyResourceOptions(True, ["tags"], None, [], PolicyCustomTimeouts(0, 0, 0), [])
PROVIDER = PolicyProviderResource("pulumi:providers:aws", {"region": "eu-west-1"}, "urn:p", "p")


def test_a_resource_policys_arguments_become_a_resource() -> None:
    props = unknown_checking_proxy({"cidrBlock": "10.0.0.0/16", "count": 2.0, "on": True, "id": UNKNOWN_STRING_VALUE})
    made = of_args(Args("aws:ec2/vpc:Vpc", props, URN, "main", OPTIONS, PROVIDER))
    assert (made.stack, made.project, made.protect, made.ignored) == ("dr", "shop", True, frozenset({"tags"}))
    assert made.label == "aws:ec2/vpc:Vpc 'main' (stack dr)"
    assert (made.text("cidrBlock"), made.whole("count"), made.flag("on")) == ("10.0.0.0/16", 2, True)
    assert made.unknown("id")
    assert made.text("id") is None
    assert made.texts("cidrBlock") == ["10.0.0.0/16"]
    assert list(made.behind("cidrBlock")) == []


def test_a_stack_policys_resource_knows_what_its_values_depend_on() -> None:
    key = PolicyResource("aws:kms/key:Key", {}, "urn:pulumi:dr::shop::k::k", "k", OPTIONS, None, None, [], {})
    made = of_stack(PolicyResource("t", {}, URN, "main", OPTIONS, None, None, [], {"kmsKeyId": [key]}))
    assert [other.type for other in made.behind("kmsKeyId")] == ["aws:kms/key:Key"]


def test_the_region_is_its_own_its_providers_or_its_arns() -> None:
    own = Resource("t", "n", URN, {"region": "eu-west-2"}, {"region": "eu-west-1"})
    assert own.region() == "eu-west-2"
    assert Resource("t", "n", URN, {}, {"region": "eu-west-1"}).region("x") == "eu-west-1"
    assert Resource("t", "n", URN, {"arn": "arn:aws:rds:us-east-2:1:db:x"}).region() == "us-east-2"
    assert Resource("t", "n", URN, {}).region("fallback") == "fallback"
    assert Resource("t", "n", URN, {}).region() is None


def test_urns_and_arns_are_read_leniently() -> None:
    assert urn_stack(URN) == ("shop", "dr")
    assert urn_stack("no urn") == ("", "")
    assert arn_region("arn:aws:kms:us-west-2:1:key/x") == "us-west-2"
    assert arn_account("arn:aws:iam::123456789012:role/x") == "123456789012"
    assert arn_region("arn:aws:iam::123456789012:role/x") is None
    assert arn_region("alias/aws/rds") is None
    assert arn_region(None) is None
