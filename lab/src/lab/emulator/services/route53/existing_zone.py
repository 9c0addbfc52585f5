"""What the account already has before any stack: the public hosted zone of the app's domain.

A real pair joins a zone that someone else made; the example config names this one by its ID.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.route53.models import route53_backends

from lab.emulator.engine.context import ACCOUNT_ID

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context

ZONE_ID, ZONE_NAME = "Z0123456789EXAMPLE", "example.com."
OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {}


def install(context: Context) -> None:
    """Furnish the account now and after every reset."""
    context.on_reset(furnish)
    furnish()


def furnish() -> None:
    """Make the zone under its well-known ID; nothing where it is there already."""
    backend = route53_backends[ACCOUNT_ID]["aws"]
    if ZONE_ID in backend.zones:
        return
    zone = backend.create_hosted_zone(name=ZONE_NAME, private_zone=False, caller_reference="furniture")
    del backend.zones[zone.resource_id]
    zone.resource_id = ZONE_ID
    backend.zones[ZONE_ID] = zone
