"""VPCs, ranges, subnets and internet gateways: their life on the lab, drift, replacement, import."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
IGW = "aws:ec2/internetGateway:InternetGateway"
MAIN = {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True, "tags": {"Name": "main"}}


def test_vpc_lives(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(VPC, "main", MAIN)
    live = aws("ec2").describe_vpcs(VpcIds=[made.ident])["Vpcs"][0]
    assert live["CidrBlock"] == "10.0.0.0/16"
    assert made.outputs["defaultSecurityGroupId"].startswith("sg-")
    assert made.outputs["mainRouteTableId"].startswith("rtb-")
    engine.lives_through(made, MAIN)


def test_vpc_changes_in_place_but_its_range_replaces(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(VPC, "main", MAIN)
    found = engine.diff(made, {**MAIN, "cidrBlock": "10.9.0.0/16"})
    assert found.replaces == {"cidrBlock"}
    changed = engine.update(made, {**MAIN, "enableDnsHostnames": False})
    attribute = aws("ec2").describe_vpc_attribute(VpcId=made.ident, Attribute="enableDnsHostnames")
    assert attribute["EnableDnsHostnames"]["Value"] is False
    assert changed.outputs["enableDnsHostnames"] is False


def test_tags_changed_by_hand_are_drift_and_default_tags_are_not(
    engine_in: Callable[..., Any], aws: Callable[..., Any]
) -> None:
    engine = engine_in("us-east-1", defaultTags='{"tags": {"owner": "us"}}')
    made = engine.create(VPC, "main", MAIN)
    assert made.outputs["tagsAll"] == {"Name": "main", "owner": "us"}
    assert engine.refresh(made).inputs == made.inputs
    aws("ec2").create_tags(Resources=[made.ident], Tags=[{"Key": "by", "Value": "hand"}])
    drifted = engine.refresh(made)
    assert engine.diff(drifted, MAIN).changed == {"tags"}
    mended = engine.update(drifted, MAIN)
    assert mended.outputs["tagsAll"] == {"Name": "main", "owner": "us"}
    live = aws("ec2").describe_vpcs(VpcIds=[made.ident])["Vpcs"][0]["Tags"]
    assert {tag["Key"] for tag in live} == {"Name", "owner"}


def test_changed_default_tags_reach_existing_resources(engine_in: Callable[..., Any]) -> None:
    made = engine_in("us-east-1", defaultTags='{"tags": {"owner": "us"}}').create(VPC, "main", MAIN)
    later = engine_in("us-east-1", defaultTags='{"tags": {"owner": "them"}}')
    assert later.diff(made, MAIN).changed == {"tagsAll"}
    assert later.update(made, MAIN).outputs["tagsAll"]["owner"] == "them"


@pytest.mark.parametrize("cidr", ["10.0.0.1/16", "10.0.0.0/8", "10.0.0.0/29", "ten"])
def test_vpc_range_is_checked(engine: Any, cidr: str) -> None:
    _, failures = engine.check(VPC, "main", {"cidrBlock": cidr})
    assert len(failures) == 1
    assert "cidrBlock" in failures[0]


def test_subnet_lives(engine: Any) -> None:
    vpc = engine.create(VPC, "main", MAIN).ident
    inputs = {"vpcId": vpc, "cidrBlock": "10.0.1.0/24", "availabilityZone": "us-east-1b", "mapPublicIpOnLaunch": True}
    made = engine.create(SUBNET, "a", inputs)
    assert made.outputs["availabilityZoneId"].startswith("use1-az")
    off = engine.update(made, {**inputs, "mapPublicIpOnLaunch": False})
    assert off.outputs["mapPublicIpOnLaunch"] is False
    engine.lives_through(off, {**inputs, "mapPublicIpOnLaunch": False})


def test_subnet_import(engine: Any) -> None:
    vpc = engine.create(VPC, "main", MAIN).ident
    inputs = {"vpcId": vpc, "cidrBlock": "10.0.1.0/24", "availabilityZone": "us-east-1b"}
    made = engine.create(SUBNET, "a", inputs)
    imported = engine.imported(SUBNET, "a", made.ident)
    assert engine.diff(imported, inputs).changed == set()
    assert engine.imported(SUBNET, "a", "subnet-00000000000000000") is None


def test_subnet_of_a_missing_vpc_fails_with_aws_own_words(engine: Any) -> None:
    with pytest.raises(
        Exception, match=r"creating aws:ec2/subnet:Subnet \(a\): InvalidVpcID.NotFound: VpcID vpc-nothere"
    ):
        engine.create(SUBNET, "a", {"vpcId": "vpc-nothere", "cidrBlock": "10.0.1.0/24"})


def test_internet_gateway_lives_and_moves(engine: Any) -> None:
    one, two = (engine.create(VPC, name, {"cidrBlock": "10.0.0.0/16"}).ident for name in ("one", "two"))
    made = engine.create(IGW, "igw", {"vpcId": one})
    moved = engine.update(made, {"vpcId": two})
    assert moved.outputs["vpcId"] == two
    engine.lives_through(moved, {"vpcId": two})


def test_functions_tell_a_vpcs_range_and_its_subnets(engine: Any) -> None:
    home, other = (
        engine.create("aws:ec2/vpc:Vpc", name, {"cidrBlock": cidr}).ident
        for name, cidr in (("home", "10.0.0.0/16"), ("other", "10.1.0.0/16"))
    )
    made = [
        engine.create("aws:ec2/subnet:Subnet", name, {"vpcId": vpc, "cidrBlock": cidr}).ident
        for name, vpc, cidr in (("a", home, "10.0.0.0/24"), ("b", home, "10.0.1.0/24"), ("c", other, "10.1.0.0/24"))
    ]
    told = engine.invoke("aws:ec2/getVpc:getVpc", {"id": home})
    assert (told["cidrBlock"], [one["cidrBlock"] for one in told["cidrBlockAssociations"]]) == (
        "10.0.0.0/16",
        ["10.0.0.0/16"],
    )
    found = engine.invoke("aws:ec2/getSubnets:getSubnets", {"filters": [{"name": "vpc-id", "values": [home]}]})
    assert found["ids"] == sorted(made[:2])
