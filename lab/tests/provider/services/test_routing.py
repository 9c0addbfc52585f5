"""Route tables, routes, associations, addresses and NAT gateways on the lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

TABLE = "aws:ec2/routeTable:RouteTable"
ROUTE = "aws:ec2/route:Route"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
EIP = "aws:ec2/eip:Eip"
NAT = "aws:ec2/natGateway:NatGateway"


@pytest.fixture
def network(engine: Any) -> dict[str, str]:
    """A VPC with a subnet, an internet gateway and a route table."""
    vpc = engine.create("aws:ec2/vpc:Vpc", "main", {"cidrBlock": "10.0.0.0/16"}).ident
    subnet = engine.create("aws:ec2/subnet:Subnet", "a", {"vpcId": vpc, "cidrBlock": "10.0.1.0/24"}).ident
    gateway = engine.create("aws:ec2/internetGateway:InternetGateway", "igw", {"vpcId": vpc}).ident
    table = engine.create(TABLE, "public", {"vpcId": vpc}).ident
    return {"vpc": vpc, "subnet": subnet, "gateway": gateway, "table": table}


def test_route_table_with_its_own_routes_lives(engine: Any, network: dict[str, str]) -> None:
    routes = [{"cidrBlock": "0.0.0.0/0", "gatewayId": network["gateway"]}]
    inputs = {"vpcId": network["vpc"], "routes": routes, "tags": {"Name": "x"}}
    made = engine.create(TABLE, "own", inputs)
    assert made.outputs["routes"] == routes
    without = engine.update(made, {**inputs, "routes": []})
    assert without.outputs["routes"] == []
    engine.lives_through(without, {**inputs, "routes": []})


def test_route_lives_and_changes_its_target(engine: Any, network: dict[str, str], aws: Callable[..., Any]) -> None:
    inputs = {
        "routeTableId": network["table"],
        "destinationCidrBlock": "0.0.0.0/0",
        "gatewayId": network["gateway"],
    }
    made = engine.create(ROUTE, "out", inputs)
    assert made.outputs["state"] == "active"
    imported = engine.imported(ROUTE, "out", f"{network['table']}_0.0.0.0/0")
    assert imported.inputs["gatewayId"] == network["gateway"]
    assert engine.diff(made, {**inputs, "destinationCidrBlock": "10.9.0.0/16"}).replaces == {"destinationCidrBlock"}
    engine.lives_through(made, inputs)
    live = aws("ec2").describe_route_tables(RouteTableIds=[network["table"]])["RouteTables"][0]["Routes"]
    assert [route["DestinationCidrBlock"] for route in live] == ["10.0.0.0/16"]


def test_route_needs_exactly_one_target_and_destination(engine: Any, network: dict[str, str]) -> None:
    both = {
        "routeTableId": network["table"],
        "destinationCidrBlock": "0.0.0.0/0",
        "gatewayId": "igw-1",
        "natGatewayId": "nat-1",
    }
    _, failures = engine.check(ROUTE, "out", both)
    assert len(failures) == 1
    assert "`gatewayId,natGatewayId` were specified" in failures[0]
    _, failures = engine.check(ROUTE, "out", {"routeTableId": network["table"], "gatewayId": "igw-1"})
    assert len(failures) == 1
    assert (
        "one of `destinationCidrBlock,destinationIpv6CidrBlock,destinationPrefixListId` must be specified"
        in failures[0]
    )


def test_association_moves_in_place_and_lives(engine: Any, network: dict[str, str]) -> None:
    inputs = {"subnetId": network["subnet"], "routeTableId": network["table"]}
    made = engine.create(ASSOCIATION, "a", inputs)
    other = engine.create(TABLE, "other", {"vpcId": network["vpc"]}).ident
    assert engine.diff(made, {**inputs, "routeTableId": other}).replaces == set()
    moved = engine.update(made, {**inputs, "routeTableId": other})
    assert moved.outputs["routeTableId"] == other
    engine.lives_through(moved, {**inputs, "routeTableId": other})


def test_nat_gateway_with_its_address(engine: Any, network: dict[str, str]) -> None:
    address = engine.create(EIP, "nat", {"domain": "vpc", "tags": {"Name": "nat"}})
    assert address.outputs["allocationId"] == address.ident
    inputs = {"subnetId": network["subnet"], "allocationId": address.ident, "tags": {"Name": "nat"}}
    made = engine.create(NAT, "nat", inputs)
    assert made.outputs["publicIp"] == address.outputs["publicIp"]
    assert engine.diff(made, {**inputs, "subnetId": "subnet-other"}).replaces == {"subnetId"}
    engine.lives_through(made, inputs)
    engine.lives_through(address, {"domain": "vpc", "tags": {"Name": "nat"}})


def test_private_nat_gateway_takes_no_address(engine: Any) -> None:
    _, failures = engine.check(
        NAT, "nat", {"subnetId": "subnet-1", "connectivityType": "private", "allocationId": "eipalloc-1"}
    )
    assert failures == [
        "`allocationId` is not supported with connectivity_type = private. Examine values at 'nat.allocationId'."
    ]
