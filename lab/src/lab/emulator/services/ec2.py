"""EC2: what AWS tells of VPC endpoints and moto does not.

Sources: EC2 API reference, CreateVpcEndpoint (private DNS is for interface endpoints) and ModifyVpcEndpoint; VPC guide,
"Gateway endpoints": the endpoint's route is in each of its route tables, and goes with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.ec2.models import EC2Backend
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


CORRECTIONS: tuple[Correction, ...] = (
    (VPCEndPoint, "__init__", _with_private_dns_of_its_kind),
    (EC2Backend, "modify_vpc_endpoint", _modify_with_routes),
)


def install(context: Context) -> None:  # noqa: ARG001  # the signature of an extension
    """Correct moto's EC2 in place."""
    put_in_place(CORRECTIONS)
