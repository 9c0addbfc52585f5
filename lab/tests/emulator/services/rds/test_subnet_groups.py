from __future__ import annotations

from typing import Any


def subnets(emulator: Any, zones: str) -> list[str]:
    ec2 = emulator.client("ec2", "us-west-2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    made = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.1.{n}.0/24", AvailabilityZone=f"us-west-2{zone}")
        for n, zone in enumerate(zones)
    ]
    return [one["Subnet"]["SubnetId"] for one in made]


def create(emulator: Any, ids: list[str]) -> Any:
    rds = emulator.client("rds", "us-west-2")
    return rds.create_db_subnet_group(DBSubnetGroupName="app", DBSubnetGroupDescription="app", SubnetIds=ids)


def test_two_zones_are_required(emulator: Any, refused: Any) -> None:
    with refused("DBSubnetGroupDoesNotCoverEnoughAZs", "Current AZ coverage: us-west-2a."):
        create(emulator, subnets(emulator, "aa"))


def test_a_cluster_stands_in_its_groups_zones(regions: Any) -> None:
    create(regions.emulator, subnets(regions.emulator, "bd"))
    made = regions.create_cluster(regions.west, "solo", DBSubnetGroupName="app")
    assert {"us-west-2b", "us-west-2d"} <= set(made["AvailabilityZones"])
    instance = regions.create_instance(regions.west, "solo-1", "solo")
    assert instance["AvailabilityZone"] == "us-west-2b"


def test_a_modified_group_stays_and_still_needs_two_zones(regions: Any, refused: Any) -> None:
    create(regions.emulator, subnets(regions.emulator, "ab"))
    modify = regions.west.modify_db_subnet_group
    modify(DBSubnetGroupName="app", SubnetIds=subnets(regions.emulator, "cd"))
    assert [g["DBSubnetGroupName"] for g in regions.west.describe_db_subnet_groups()["DBSubnetGroups"]] == ["app"]
    with refused("DBSubnetGroupDoesNotCoverEnoughAZs", "Current AZ coverage: us-west-2c."):
        modify(DBSubnetGroupName="app", SubnetIds=subnets(regions.emulator, "cc"))
