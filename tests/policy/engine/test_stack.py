"""Stacks of a run: grouping, finding, following what a property points at."""

from __future__ import annotations

from typing import Any

from pulumi_policy import PolicyCustomTimeouts, PolicyResource, PolicyResourceOptions
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, unknown_checking_proxy

from policy.engine.stack import Stack, estate
from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource

OPTIONS = PolicyResourceOptions(False, [], None, [], PolicyCustomTimeouts(0, 0, 0), [])
SUBNET, GROUP = "aws:ec2/subnet:Subnet", "aws:rds/subnetGroup:SubnetGroup"


def resource(token: str, name: str, props: dict[str, Any], stack: str = "dr", **behind: Any) -> PolicyResource:
    urn = f"urn:pulumi:{stack}::shop::{token}::{name}"
    dependencies = {key: list(found) for key, found in behind.items()}
    return PolicyResource(token, unknown_checking_proxy(props), urn, name, OPTIONS, None, None, [], dependencies)


def only(*resources: PolicyResource) -> tuple[Stack, Resource]:
    """The one stack, and its subnet group."""
    (stack,) = estate(list(resources), StackConfig({})).stacks
    return stack, next(stack.of(GROUP))


A, B = resource(SUBNET, "a", {"id": "subnet-a"}), resource(SUBNET, "b", {"id": "subnet-b"})
NEW = resource(SUBNET, "new", {"id": UNKNOWN_STRING_VALUE})


def test_known_identifiers_are_looked_up_and_others_are_strangers() -> None:
    stack, group = only(A, B, resource(GROUP, "g", {"subnetIds": ["subnet-a", "subnet-x"]}, subnetIds=[A]))
    links = stack.links(group, "subnetIds", SUBNET)
    assert [found.name for found in links.resources] == ["a"]
    assert links.strangers == ("subnet-x",)
    assert not links.complete


def test_unknown_ones_are_found_by_dependency() -> None:
    listed = [UNKNOWN_STRING_VALUE, "subnet-a"]
    stack, group = only(A, NEW, resource(GROUP, "g", {"subnetIds": listed}, subnetIds=[A, NEW]))
    links = stack.links(group, "subnetIds", SUBNET)
    assert {found.name for found in links.resources} == {"a", "new"}
    assert links.complete


def test_an_unknown_without_a_source_stays_unknown() -> None:
    stack, group = only(A, resource(GROUP, "g", {"subnetIds": UNKNOWN_STRING_VALUE}))
    assert stack.links(group, "subnetIds", SUBNET).unknown


def test_a_list_of_objects_is_followed_inside() -> None:
    stack, group = only(A, resource(GROUP, "g", {"mappings": [{"subnetId": "subnet-a"}]}))
    assert stack.links(group, "mappings", SUBNET, inside="subnetId").complete


def test_stacks_are_kept_apart_and_only_one_has_config() -> None:
    config = StackConfig({"aws:region": "us-west-2"})
    one = estate([A], config)
    assert [(s.project, s.name, s.config) for s in one.stacks] == [("shop", "dr", config)]
    assert one.stacks[0].region() == "us-west-2"
    two = estate([A, resource(SUBNET, "a", {"region": "eu-west-1"}, "primary")], config)
    assert [stack.name for stack in two.stacks] == ["dr", "primary"]
    assert not any(stack.config.given for stack in two.stacks)
    assert two.stacks[1].region() == "eu-west-1"
    assert [stack.name for stack, _ in two.of(SUBNET)] == ["dr", "primary"]


def test_the_rules_of_a_request_share_one_index() -> None:
    resources = [A, B]
    config = StackConfig({})
    assert estate(resources, config).stacks is estate(resources, config).stacks
    assert estate(list(resources), config).stacks is not estate(resources, config).stacks


def test_outputs_and_inputs_that_were_seen() -> None:
    root = resource("pulumi:pulumi:Stack", "shop-dr", {"peer_vpc_cidr": "10.0.0.0/16"})
    asked = Resource(SUBNET, "a", A.urn, {"seen": True})
    found = estate([root, A], StackConfig({}), {A.urn: asked})
    assert list(found.stacks[0].output("peer_vpc_cidr", "other")) == [("peer_vpc_cidr", "10.0.0.0/16")]
    subnet = next(found.stacks[0].of(SUBNET))
    assert found.inputs(subnet) is asked
