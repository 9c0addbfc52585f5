"""``GET /_lab/door``: how a client on this machine reaches the public names, as a browser would from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lab.emulator.engine.probe.balancers import find_balancer
from lab.emulator.services.apigatewayv2.domains import find_target

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context
    from lab.emulator.services.route53.zones import ZoneBook


def install(context: Context) -> None:
    """Register the route."""
    context.control.route("GET", "/_lab/door", lambda _: {"names": public_names(context)})


def public_names(context: Context) -> list[dict[str, Any]]:
    """Every name that leads to an API domain or a load balancer, with the region where it leads now."""
    zones: ZoneBook = context.state["route53"]
    found = {}
    for records in zones.served.values():
        for record in records:
            if record.type == "A" and record.alias is not None:
                target = record.alias[1].rstrip(".")
                entered = find_target(target) or find_balancer(target)
                name = record.name.rstrip(".")
                found[name] = {"name": name, "region": entered[0].region_name if entered else None}
    return list(found.values())
