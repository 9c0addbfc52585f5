"""The schema data as values."""

from __future__ import annotations

import json

import pytest

from lab.provider import schema
from lab.provider.errors import UnknownType


@pytest.mark.parametrize("name", ["types.json", "extra.json", "bridge.json"])
def test_every_data_file_names_its_sources(name: str) -> None:
    meta = json.loads((schema.FOLDER / name).read_text())["_meta"]
    assert any("terraform-provider-aws" in text for text in meta["source"].values())
    assert any("pulumi" in text for text in meta["source"].values())


@pytest.mark.parametrize("token", schema.tokens())
def test_facts_speak_of_inputs_that_exist(token: str) -> None:
    facts = schema.facts(token)
    named = {*facts.required, *facts.defaults, *facts.conflicts, *facts.required_with, *facts.rules, *facts.force_new}
    named |= {path for group in (*facts.exactly_one, *facts.at_least_one) for path in group}
    assert {path.split(".")[0] for path in named} <= facts.inputs
    assert facts.autoname is None or facts.autoname.field in facts.inputs


def test_what_the_bridge_adds() -> None:
    assert schema.facts("aws:ec2/securityGroup:SecurityGroup").defaults["description"] == "Managed by Pulumi"
    assert schema.facts("aws:iam/role:Role").autoname == schema.Autoname("name", 64)
    assert schema.facts("aws:route53/record:Record").autoname is None
    assert schema.facts("aws:iam/rolePolicyAttachment:RolePolicyAttachment").delete_before_replace


def test_defaults_have_their_kind() -> None:
    assert schema.facts("aws:ec2/vpc:Vpc").defaults["enableDnsSupport"] is True
    assert schema.facts("aws:lb/targetGroup:TargetGroup").defaults["deregistrationDelay"] == 300
    assert schema.facts("aws:apigatewayv2/integration:Integration").defaults["payloadFormatVersion"] == "1.0"


def test_validators_of_the_newer_kind_become_groups() -> None:
    group = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")
    assert schema.facts("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").exactly_one == (group,)


def test_an_unknown_type_is_named() -> None:
    with pytest.raises(UnknownType, match="aws:no/such:Thing"):
        schema.facts("aws:no/such:Thing")
