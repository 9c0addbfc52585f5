"""Ways through the network: route tables, routes, associations, elastic addresses, NAT gateways."""

from __future__ import annotations

from typing import Any

from lab.provider.fields import aws_args, live_values, names, words
from lab.provider.resource import Change, Resource, State
from lab.provider.services.ec2 import Ec2Resource, first, tags_of
from lab.provider.waiting import wait_for

TARGETS = (
    "gatewayId natGatewayId networkInterfaceId transitGatewayId vpcEndpointId vpcPeeringConnectionId "
    "egressOnlyGatewayId=EgressOnlyInternetGatewayId"
)
DESTINATIONS = "destinationCidrBlock destinationIpv6CidrBlock destinationPrefixListId"
ROUTE_LIVE = f"{TARGETS} {DESTINATIONS} origin state"
# Of a table's own `routes` block: Pulumi's names are other than those of a route.
OWN_ROUTE = (
    "gatewayId natGatewayId networkInterfaceId transitGatewayId vpcEndpointId vpcPeeringConnectionId "
    "cidrBlock=DestinationCidrBlock ipv6CidrBlock=DestinationIpv6CidrBlock"
)
OWN_DESTINATION = "cidrBlock=DestinationCidrBlock ipv6CidrBlock=DestinationIpv6CidrBlock"


class RouteTable(Ec2Resource):
    """A route table; its routes are given here or as resources of their own, not both."""

    token = "aws:ec2/routeTable:RouteTable"
    handles = words("vpcId routes")
    updates = words("routes")
    blocks = {"routes": names(OWN_ROUTE)}  # noqa: RUF012

    def create(self, inputs: State) -> str:
        made = self.aws.create_route_table(VpcId=inputs["vpcId"], **self.tag_specifications("route-table"))
        return str(made["RouteTable"]["RouteTableId"])

    def settle(self, ident: str, inputs: State) -> None:
        for route in inputs.get("routes") or []:
            self.aws.create_route(RouteTableId=ident, **aws_args(route, OWN_ROUTE))

    def read(self, ident: str, state: State) -> State | None:
        found = first(self.aws.describe_route_tables(RouteTableIds=[ident])["RouteTables"])
        if found is None:
            return None
        made = [route for route in found.get("Routes", []) if route.get("Origin") == "CreateRoute"]
        return {
            "vpcId": found["VpcId"],
            "ownerId": found.get("OwnerId", self.place.account),
            "arn": self.arn("ec2", f"route-table/{ident}"),
            "routes": [live_values(route, OWN_ROUTE) for route in made],
            "tags": tags_of(found),
        }

    def update(self, change: Change) -> None:
        for route in change.old.get("routes") or []:
            self.aws.delete_route(RouteTableId=change.ident, **aws_args(route, OWN_DESTINATION))
        self.settle(change.ident, change.new)

    def delete(self, ident: str, state: State) -> None:
        self.delete_free(lambda: self.aws.delete_route_table(RouteTableId=ident))


class Route(Ec2Resource):
    """One route of a table."""

    token = "aws:ec2/route:Route"
    handles = words(f"routeTableId {DESTINATIONS}") | names(TARGETS)
    updates = names(TARGETS)

    def create(self, inputs: State) -> str:
        self.aws.create_route(**aws_args(inputs, f"routeTableId {DESTINATIONS} {TARGETS}"))
        target = next(str(inputs[key]) for key in DESTINATIONS.split() if inputs.get(key))
        return f"r-{inputs['routeTableId']}-{target}"

    def import_state(self, ident: str) -> State:
        """<table>_<destination>, as the real provider has it."""
        table, _, target = ident.partition("_")
        kind = "destinationPrefixListId" if target.startswith("pl-") else "destinationCidrBlock"
        return {"routeTableId": table, "destinationIpv6CidrBlock" if ":" in target else kind: target}

    def read(self, ident: str, state: State) -> State | None:
        tables = self.aws.describe_route_tables(RouteTableIds=[state["routeTableId"]])["RouteTables"]
        for route in (first(tables) or {}).get("Routes", []):
            live = live_values(route, ROUTE_LIVE)
            if any(live.get(key) and live[key] == state.get(key) for key in DESTINATIONS.split()):
                return {**live, "routeTableId": state["routeTableId"]}
        return None

    def update(self, change: Change) -> None:
        self.aws.replace_route(**aws_args(change.new, f"routeTableId {DESTINATIONS} {TARGETS}"))

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_route(**aws_args(state, f"routeTableId {DESTINATIONS}"))


class RouteTableAssociation(Ec2Resource):
    """A subnet's (or gateway's) route table."""

    token = "aws:ec2/routeTableAssociation:RouteTableAssociation"
    handles = words("routeTableId subnetId gatewayId")
    updates = words("routeTableId")
    KEYS = "routeTableId subnetId gatewayId"

    def create(self, inputs: State) -> str:
        return str(self.aws.associate_route_table(**aws_args(inputs, self.KEYS))["AssociationId"])

    def import_state(self, ident: str) -> State:
        """<subnet or gateway>/<table>, as the real provider has it."""
        target, _, table = ident.partition("/")
        return {"gatewayId" if target.startswith("igw-") else "subnetId": target, "routeTableId": table}

    def _find(self, state: State) -> dict[str, Any] | None:
        tables = self.aws.describe_route_tables(RouteTableIds=[state["routeTableId"]])["RouteTables"]
        for item in (first(tables) or {}).get("Associations", []):
            live = live_values(item, "subnetId gatewayId")
            if live and all(state.get(key) == value for key, value in live.items()):
                return dict(item)
        return None

    def read(self, ident: str, state: State) -> State | None:
        found = self._find(state)
        return live_values(found, self.KEYS) if found else None

    def update(self, change: Change) -> None:
        found = self._find(change.old)
        old = found["RouteTableAssociationId"] if found else change.ident
        self.aws.replace_route_table_association(AssociationId=old, RouteTableId=change.new["routeTableId"])

    def delete(self, ident: str, state: State) -> None:
        found = self._find(state)
        if found:
            self.aws.disassociate_route_table(AssociationId=found["RouteTableAssociationId"])


class Eip(Ec2Resource):
    """A public address."""

    token = "aws:ec2/eip:Eip"
    handles = words("domain")

    def create(self, inputs: State) -> str:
        made = self.aws.allocate_address(Domain=inputs.get("domain", "vpc"), **self.tag_specifications("elastic-ip"))
        return str(made["AllocationId"])

    def read(self, ident: str, state: State) -> State | None:
        found = first(self.aws.describe_addresses(AllocationIds=[ident])["Addresses"])
        if found is None:
            return None
        live = (
            "publicIp allocationId domain associationId privateIp=PrivateIpAddress networkInterface=NetworkInterfaceId"
        )
        more = {"arn": self.arn("ec2", f"elastic-ip/{ident}"), "tags": tags_of(found)}
        return {**live_values(found, live), **more}

    def delete(self, ident: str, state: State) -> None:
        self.delete_free(lambda: self.aws.release_address(AllocationId=ident))


class NatGateway(Ec2Resource):
    """A zonal NAT gateway, public or private."""

    token = "aws:ec2/natGateway:NatGateway"
    handles = words("subnetId allocationId connectivityType")

    def create(self, inputs: State) -> str:
        args = aws_args(inputs, "subnetId allocationId connectivityType")
        made = self.aws.create_nat_gateway(**args, **self.tag_specifications("natgateway"))
        return str(made["NatGateway"]["NatGatewayId"])

    def settle(self, ident: str, inputs: State) -> None:
        wait_for(f"NAT gateway {ident}", lambda: self._state(ident), frozenset({"available"}))

    def _find(self, ident: str) -> dict[str, Any] | None:
        return first(self.aws.describe_nat_gateways(NatGatewayIds=[ident])["NatGateways"])

    def _state(self, ident: str) -> str | None:
        found = self._find(ident)
        return str(found["State"]) if found else None

    def read(self, ident: str, state: State) -> State | None:
        found = self._find(ident)
        if found is None or found["State"] in ("deleted", "deleting"):
            return None
        address = first(found.get("NatGatewayAddresses", [])) or {}
        return {
            **live_values(found, "subnetId connectivityType vpcId"),
            **live_values(address, "publicIp allocationId privateIp networkInterfaceId associationId"),
            "tags": tags_of(found),
        }

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_nat_gateway(NatGatewayId=ident)
        wait_for(f"NAT gateway {ident} to be deleted", lambda: self._state(ident), frozenset({"deleted", ""}))


RESOURCES: tuple[type[Resource], ...] = (RouteTable, Route, RouteTableAssociation, Eip, NatGateway)
