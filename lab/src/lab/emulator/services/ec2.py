"""EC2: what AWS tells of VPC endpoints, NAT gateways and rules of security groups, and moto does not.

Sources: EC2 API reference, CreateVpcEndpoint (private DNS is for interface endpoints) and ModifyVpcEndpoint; VPC guide,
"Gateway endpoints": the endpoint's route is in each of its route tables, and goes with it. EC2 API reference,
NatGateway (`AvailabilityMode`: zonal unless it was created as regional) and SecurityGroupRule (`Description`, whatever
the rule names: a range, a prefix list, a group).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.ec2.models import EC2Backend
from moto.ec2.models.nat_gateways import NatGateway
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.models.vpcs import VPCEndPoint

from lab.emulator.engine.corrections import Correction, put_in_place

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("ec2", "CreateVpcEndpoint"): (
        "approximated",
        "moto's; available at once; private DNS of interface endpoints",
    ),
    ("ec2", "ModifyVpcEndpoint"): ("approximated", "moto's, with the routes of a gateway endpoint"),
    ("ec2", "DescribeNatGateways"): ("approximated", "moto's; available at once, zonal"),
    ("ec2", "DescribeSecurityGroupRules"): ("approximated", "moto's, with the descriptions of all kinds of rules"),
}
_made, _modify = VPCEndPoint.__init__, EC2Backend.modify_vpc_endpoint


def _with_private_dns_of_its_kind(endpoint: VPCEndPoint, *arguments: Any, **named: Any) -> None:
    """moto says that every endpoint has private DNS unless told otherwise."""
    _made(endpoint, *arguments, **named)
    if str(endpoint.vpc_endpoint_type or "Gateway").lower() != "interface":
        endpoint.private_dns_enabled = False


def _modify_with_routes(backend: EC2Backend, vpc_id: str, **changes: Any) -> None:
    """moto notes the route tables of a gateway endpoint and leaves their routes as they are."""
    endpoint = backend.describe_vpc_endpoints(vpc_end_point_ids=[vpc_id])[0]
    prefix_list, before = endpoint.destination_prefix_list_id, set(endpoint.route_table_ids or [])
    _modify(backend, vpc_id, **changes)
    after = set(endpoint.route_table_ids or [])
    if prefix_list is None:
        return
    for table in sorted(after - before):
        backend.create_route(table, None, gateway_id=vpc_id, destination_prefix_list_id=prefix_list)
    for table in sorted(before - after):
        backend.delete_route(table, prefix_list)


def _description_of(rule: SecurityGroupRule) -> str | None:
    """moto keeps it beside the range or the group that the rule names, and looks at ranges alone."""
    for named in (rule.ip_range, rule.source_group, rule.prefix_list_id):
        if isinstance(named, dict) and named.get("Description"):
            return str(named["Description"])
    return None


CORRECTIONS: tuple[Correction, ...] = (
    (VPCEndPoint, "__init__", _with_private_dns_of_its_kind),
    (EC2Backend, "modify_vpc_endpoint", _modify_with_routes),
    (NatGateway, "availability_mode", "zonal"),
    (SecurityGroupRule, "description", property(_description_of)),
)


def install(context: Context) -> None:  # noqa: ARG001  # the signature of an extension
    """Correct moto's EC2 in place."""
    put_in_place(CORRECTIONS)
