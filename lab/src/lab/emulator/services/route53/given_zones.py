"""The public hosted zones that are there before any stack, as the project's lab.toml names them.

Whoever runs a pair of regions joins a zone that somebody else made, often in another account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.route53.models import route53_backends

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context
    from lab.project import Zone

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {}


def install(context: Context) -> None:
    """Make the zones now and after every reset."""

    def make_all() -> None:
        for zone in context.project.zones:
            make(zone)

    context.on_reset(make_all)
    make_all()


def make(zone: Zone) -> None:
    """Make the zone under its own ID; nothing where it is there already."""
    backend = route53_backends[zone.account]["aws"]
    if zone.id in backend.zones:
        return
    made = backend.create_hosted_zone(name=f"{zone.name}.", private_zone=False, caller_reference=zone.id)
    del backend.zones[made.resource_id]
    made.resource_id = zone.id
    backend.zones[zone.id] = made
