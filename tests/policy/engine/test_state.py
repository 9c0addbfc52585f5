"""Resources out of a state file, as rules read them."""

from __future__ import annotations

from policy.engine.stack import estate
from policy.engine.stack_config import StackConfig
from policy.engine.state import as_policy_resources, held, of_types
from tests.policy.blueprint import Blueprint, Ref, deployment
from tests.policy.clean import SUBNET, VPC

ASG = "aws:autoscaling/group:Group"


def made() -> Blueprint:
    blueprint = Blueprint("dr", "shop", "us-west-2")
    vpc = blueprint.add(VPC, "vpc", cidrBlock="10.0.0.0/16", _protect=True, _ignored=["tags"])
    subnet = blueprint.add(SUBNET, "a", vpcId=Ref(vpc), availabilityZone="us-west-2a")
    blueprint.add(ASG, "g", vpcZoneIdentifiers=[Ref(subnet)])
    return blueprint


def test_a_resource_has_inputs_outputs_options_provider_and_dependencies() -> None:
    resources = held(deployment(made())["deployment"]["resources"])
    (vpc,) = of_types(resources, frozenset((VPC,)))
    asked = vpc.asked()
    assert (asked.name, asked.protect, asked.ignored, asked.region()) == ("vpc", True, frozenset({"tags"}), "us-west-2")
    assert asked.get("arn") is None, "inputs only"
    (stack,) = estate(as_policy_resources(resources), StackConfig({})).stacks
    (group,) = stack.of(ASG)
    assert [one.name for one in group.behind("vpcZoneIdentifiers")] == ["a"]
    assert stack.links(group, "vpcZoneIdentifiers", SUBNET).complete
    assert len(list(of_types(resources, frozenset()))) == len(resources)


def test_what_is_about_to_be_deleted_is_left_out() -> None:
    entries = deployment(made())["deployment"]["resources"]
    entries[-1]["delete"] = True
    assert ASG not in {one.resource_type for one in held(entries)}
