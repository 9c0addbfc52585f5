"""The network's frame: VPCs, further address ranges, subnets, internet gateways."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.provider.fields import aws_args, live_values, upper, words
from lab.provider.resource import Change, Place, Resource, State
from lab.provider.services.account import refuse_unknown
from lab.provider.services.ec2 import Ec2Resource, first, tags_of
from lab.provider.waiting import wait_for

VPC_SWITCHES = ("enableDnsSupport", "enableDnsHostnames", "enableNetworkAddressUsageMetrics")
SUBNET_CREATE = "vpcId cidrBlock availabilityZone availabilityZoneId"
SUBNET_LIVE = f"{SUBNET_CREATE} mapPublicIpOnLaunch ownerId arn=SubnetArn"


class Vpc(Ec2Resource):
    """A VPC with an IPv4 range."""

    token = "aws:ec2/vpc:Vpc"
    handles = words("cidrBlock instanceTenancy") | frozenset(VPC_SWITCHES)
    updates = frozenset(VPC_SWITCHES) | words("instanceTenancy")

    def create(self, inputs: State) -> str:
        made = self.aws.create_vpc(**aws_args(inputs, "cidrBlock instanceTenancy"), **self.tag_specifications("vpc"))
        return str(made["Vpc"]["VpcId"])

    def settle(self, ident: str, inputs: State) -> None:
        for switch in VPC_SWITCHES:
            if switch in inputs:
                self._switch(ident, switch, bool(inputs[switch]))

    def _switch(self, ident: str, switch: str, value: bool) -> None:
        self.aws.modify_vpc_attribute(VpcId=ident, **{upper(switch): {"Value": value}})

    def _attribute(self, ident: str, switch: str) -> bool:
        answer = self.aws.describe_vpc_attribute(VpcId=ident, Attribute=switch)
        return bool(answer[upper(switch)]["Value"])

    def _default(self, call: str, key: str, ident: str, *more: dict[str, Any]) -> dict[str, Any]:
        filters = [{"Name": "vpc-id", "Values": [ident]}, *more]
        return first(getattr(self.aws, call)(Filters=filters)[key]) or {}

    def read(self, ident: str, state: State) -> State | None:
        found = first(self.aws.describe_vpcs(VpcIds=[ident])["Vpcs"])
        if found is None:
            return None
        named = {"Name": "group-name", "Values": ["default"]}
        main = {"Name": "association.main", "Values": ["true"]}
        acl = {"Name": "default", "Values": ["true"]}
        table = self._default("describe_route_tables", "RouteTables", ident, main).get("RouteTableId")
        return {
            **live_values(found, "cidrBlock instanceTenancy ownerId dhcpOptionsId"),
            **{switch: self._attribute(ident, switch) for switch in VPC_SWITCHES},
            "arn": self.arn("ec2", f"vpc/{ident}"),
            "defaultSecurityGroupId": self._default("describe_security_groups", "SecurityGroups", ident, named).get(
                "GroupId"
            ),
            "defaultNetworkAclId": self._default("describe_network_acls", "NetworkAcls", ident, acl).get(
                "NetworkAclId"
            ),
            "mainRouteTableId": table,
            "defaultRouteTableId": table,
            "tags": tags_of(found),
        }

    def update(self, change: Change) -> None:
        for switch in VPC_SWITCHES:
            if change.touches(switch):
                self._switch(change.ident, switch, bool(change.new.get(switch)))
        if change.touches("instanceTenancy"):
            self.aws.modify_vpc_tenancy(VpcId=change.ident, InstanceTenancy=change.new["instanceTenancy"])

    def delete(self, ident: str, state: State) -> None:
        self.delete_free(lambda: self.aws.delete_vpc(VpcId=ident))


class Subnet(Ec2Resource):
    """An IPv4 subnet."""

    token = "aws:ec2/subnet:Subnet"
    handles = words(f"{SUBNET_CREATE} mapPublicIpOnLaunch")
    updates = words("mapPublicIpOnLaunch")

    def create(self, inputs: State) -> str:
        made = self.aws.create_subnet(**aws_args(inputs, SUBNET_CREATE), **self.tag_specifications("subnet"))
        return str(made["Subnet"]["SubnetId"])

    def settle(self, ident: str, inputs: State) -> None:
        wait_for(f"subnet {ident}", lambda: self._find(ident)["State"], frozenset({"available"}))
        if inputs.get("mapPublicIpOnLaunch"):
            self._map(ident, True)

    def _find(self, ident: str) -> dict[str, Any]:
        found: dict[str, Any] = self.aws.describe_subnets(SubnetIds=[ident])["Subnets"][0]
        return found

    def _map(self, ident: str, value: bool) -> None:
        self.aws.modify_subnet_attribute(SubnetId=ident, MapPublicIpOnLaunch={"Value": value})

    def read(self, ident: str, state: State) -> State | None:
        found = self._find(ident)
        return {**live_values(found, SUBNET_LIVE), "tags": tags_of(found)}

    def update(self, change: Change) -> None:
        self._map(change.ident, bool(change.new.get("mapPublicIpOnLaunch")))

    def delete(self, ident: str, state: State) -> None:
        self.delete_free(lambda: self.aws.delete_subnet(SubnetId=ident))


class InternetGateway(Ec2Resource):
    """An internet gateway, attached to a VPC or not."""

    token = "aws:ec2/internetGateway:InternetGateway"
    handles = words("vpcId")
    updates = words("vpcId")

    def create(self, inputs: State) -> str:
        made = self.aws.create_internet_gateway(**self.tag_specifications("internet-gateway"))
        return str(made["InternetGateway"]["InternetGatewayId"])

    def settle(self, ident: str, inputs: State) -> None:
        if inputs.get("vpcId"):
            self.aws.attach_internet_gateway(InternetGatewayId=ident, VpcId=inputs["vpcId"])

    def read(self, ident: str, state: State) -> State | None:
        found = first(self.aws.describe_internet_gateways(InternetGatewayIds=[ident])["InternetGateways"])
        if found is None:
            return None
        attached = first(found.get("Attachments", [])) or {}
        return {
            "vpcId": attached.get("VpcId", ""),
            "ownerId": found.get("OwnerId", self.place.account),
            "arn": self.arn("ec2", f"internet-gateway/{ident}"),
            "tags": tags_of(found),
        }

    def update(self, change: Change) -> None:
        self._detach(change.ident, change.old.get("vpcId"))
        self.settle(change.ident, change.new)

    def _detach(self, ident: str, vpc: str | None) -> None:
        if vpc:
            self.delete_free(lambda: self.aws.detach_internet_gateway(InternetGatewayId=ident, VpcId=vpc))

    def delete(self, ident: str, state: State) -> None:
        found = self.read(ident, state)
        self._detach(ident, (found or {}).get("vpcId"))
        self.delete_free(lambda: self.aws.delete_internet_gateway(InternetGatewayId=ident))


def vpc(place: Place, args: Mapping[str, Any]) -> dict[str, Any]:
    """`aws.ec2.get_vpc`, by id."""
    refuse_unknown("getVpc", args, frozenset({"id", "region"}))
    found = place.client("ec2").describe_vpcs(VpcIds=[args["id"]])["Vpcs"][0]
    ranges = [
        {"associationId": one["AssociationId"], "cidrBlock": one["CidrBlock"], "state": one["CidrBlockState"]["State"]}
        for one in found.get("CidrBlockAssociationSet", [])
    ]
    where = {"id": args["id"], "region": place.region, "cidrBlock": found["CidrBlock"]}
    return {**where, "cidrBlockAssociations": ranges, "default": found["IsDefault"], "tags": tags_of(found)}


def subnets(place: Place, args: Mapping[str, Any]) -> dict[str, Any]:
    """`aws.ec2.get_subnets`: ids, by filters."""
    refuse_unknown("getSubnets", args, frozenset({"filters", "region"}))
    filters = [{"Name": one["name"], "Values": one["values"]} for one in args.get("filters") or []]
    found = place.client("ec2").describe_subnets(Filters=filters)["Subnets"]
    return {**args, "id": place.region, "region": place.region, "ids": sorted(one["SubnetId"] for one in found)}


RESOURCES: tuple[type[Resource], ...] = (Vpc, Subnet, InternetGateway)
FUNCTIONS = {"aws:ec2/getVpc:getVpc": vpc, "aws:ec2/getSubnets:getSubnets": subnets}
