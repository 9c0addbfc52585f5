"""What stands in one zone: compute, functions, clusters, file systems; and what is spread by several together."""

from __future__ import annotations

from typing import Any

import pytest

from tests.policy.blueprint import Blueprint, Ref
from tests.policy.clean import SUBNET, VPC
from tests.policy.verdicts import said

NAME = "availability-zone-plan"
ASG, NODES = "aws:autoscaling/group:Group", "aws:eks/nodeGroup:NodeGroup"


def network(*zones: str) -> tuple[Blueprint, list[Ref]]:
    made = Blueprint("dr", "shop", "us-west-2")
    vpc = made.add(VPC, "vpc", cidrBlock="10.1.0.0/16")
    found = []
    for index, zone in enumerate(zones):
        key = made.add(
            SUBNET, f"s-{index}", vpcId=Ref(vpc), cidrBlock=f"10.1.{index}.0/24", availabilityZone=f"us-west-2{zone}"
        )
        found.append(Ref(key))
    return made, found


CONSUMERS: list[tuple[str, str, Any]] = [
    (ASG, "vpcZoneIdentifiers", None),
    ("aws:lambda/function:Function", "vpcConfig", "subnetIds"),
    ("aws:eks/cluster:Cluster", "vpcConfig", "subnetIds"),
    (NODES, "subnetIds", None),
    ("aws:ecs/service:Service", "networkConfiguration", "subnets"),
    ("aws:dax/subnetGroup:SubnetGroup", "subnetIds", None),
]


@pytest.mark.parametrize(("token", "key", "below"), CONSUMERS)
@pytest.mark.parametrize("mode", ["preview", "up", "analyze"])
def test_a_consumer_in_one_zone_is_refused_and_in_two_is_not(
    token: str, key: str, below: str | None, mode: str
) -> None:
    made, (one, two) = network("a", "b")
    made.add(token, "it", **{key: {below: [one]} if below else [one]})
    (verdict,) = said(NAME, made, mode=mode)
    assert "over 1 zone (us-west-2a)" in verdict.message
    assert '{"availability-zone-plan": {"singleZone": ["it"]}}' in verdict.message
    assert said(NAME, made, mode=mode, policy_config={NAME: {"singleZone": ["it"]}}) == []
    made.edit(f"{token}::it", **{key: {below: [one, two]} if below else [one, two]})
    assert said(NAME, made, mode=mode) == []


@pytest.mark.parametrize("token", [ASG, NODES])
def test_a_group_in_each_zone_is_spread_together(token: str) -> None:
    key = "vpcZoneIdentifiers" if token == ASG else "subnetIds"
    made, (one, two) = network("a", "b")
    made.add(token, "nodes-a", **{key: [one]})
    assert len(said(NAME, made)) == 1
    made.add(token, "nodes-b", **{key: [two]})
    assert said(NAME, made) == []


def test_a_group_of_one_machine_is_only_advised_against() -> None:
    made, (one, _) = network("a", "b")
    made.add(ASG, "bastion", vpcZoneIdentifiers=[one], maxSize=1)
    assert said(NAME, made) == []
    assert len(said(NAME, made, refuses=False)) == 1


def test_a_scaling_group_by_zone_names() -> None:
    made, _ = network("a", "b")
    made.add(ASG, "g", availabilityZones=["us-west-2a"], maxSize=4)
    assert len(said(NAME, made)) == 1
    made.edit(f"{ASG}::g", availabilityZones=["us-west-2a", "us-west-2c"])
    assert said(NAME, made) == []


def test_a_file_system_is_reached_in_two_zones() -> None:
    made, (one, two) = network("a", "b")
    system = made.add("aws:efs/fileSystem:FileSystem", "fs", encrypted=True)
    made.add("aws:efs/mountTarget:MountTarget", "m1", fileSystemId=Ref(system), subnetId=one)
    (verdict,) = said(NAME, made)
    assert "the mount targets of a file system over 1 zone" in verdict.message
    made.add("aws:efs/mountTarget:MountTarget", "m2", fileSystemId=Ref(system), subnetId=two)
    assert said(NAME, made) == []
    made.edit(system, availabilityZoneName="us-west-2a")
    (verdict,) = said(NAME, made)
    assert "storage class One Zone" in verdict.message


def test_subnets_of_elsewhere_are_nothing_to_speak_of_in_compute() -> None:
    made = Blueprint("dr", "shop", "us-west-2")
    made.add(ASG, "g", vpcZoneIdentifiers=["subnet-1", "subnet-2"])
    assert said(NAME, made, refuses=False) == []
