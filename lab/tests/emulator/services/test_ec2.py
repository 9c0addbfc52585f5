"""VPC endpoints with their DNS and routes, the mode of NAT gateways, descriptions of rules."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def network(emulator: Any) -> Any:
    ec2 = emulator.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    tables = [ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"] for _ in range(2)]
    return ec2, vpc, tables


def routes(ec2: Any, table: str) -> list[str]:
    (found,) = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
    return [route["GatewayId"] for route in found["Routes"] if route.get("DestinationPrefixListId")]


def test_a_gateway_endpoint_has_no_private_dns(network: Any) -> None:
    ec2, vpc, (table, _) = network
    made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3", RouteTableIds=[table])
    assert made["VpcEndpoint"]["PrivateDnsEnabled"] is False


def test_an_interface_endpoint_has_it_unless_told_otherwise(network: Any) -> None:
    ec2, vpc, _ = network
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    wanted = {"VpcId": vpc, "VpcEndpointType": "Interface", "SubnetIds": [subnet]}
    service = "com.amazonaws.us-east-1.sqs"
    assert ec2.create_vpc_endpoint(**wanted, ServiceName=service)["VpcEndpoint"]["PrivateDnsEnabled"] is True
    off = ec2.create_vpc_endpoint(**wanted, ServiceName=service, PrivateDnsEnabled=False)
    assert off["VpcEndpoint"]["PrivateDnsEnabled"] is False


def test_the_route_follows_the_route_tables(network: Any) -> None:
    ec2, vpc, (first, second) = network
    made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3", RouteTableIds=[first])
    ident = made["VpcEndpoint"]["VpcEndpointId"]
    assert (routes(ec2, first), routes(ec2, second)) == ([ident], [])
    ec2.modify_vpc_endpoint(VpcEndpointId=ident, AddRouteTableIds=[second], RemoveRouteTableIds=[first])
    assert (routes(ec2, first), routes(ec2, second)) == ([], [ident])


def test_a_nat_gateway_is_zonal(network: Any) -> None:
    ec2, vpc, _ = network
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    made = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]
    assert made["AvailabilityMode"] == "zonal"
    (found,) = ec2.describe_nat_gateways(NatGatewayIds=[made["NatGatewayId"]])["NatGateways"]
    assert found["AvailabilityMode"] == "zonal"


def test_rules_tell_their_descriptions(network: Any) -> None:
    ec2, vpc, _ = network
    group, other = (
        ec2.create_security_group(GroupName=name, Description="x", VpcId=vpc)["GroupId"] for name in ("a", "b")
    )
    ports = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80}
    permissions = [
        {**ports, "IpRanges": [{"CidrIp": "10.0.0.0/16", "Description": "a range"}]},
        {**ports, "UserIdGroupPairs": [{"GroupId": other, "Description": "a group"}]},
        {**ports, "IpRanges": [{"CidrIp": "10.1.0.0/16"}]},
    ]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=permissions)
    found = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])["SecurityGroupRules"]
    told = [rule.get("Description") for rule in found if not rule["IsEgress"]]
    assert sorted(told, key=str) == [None, "a group", "a range"]
