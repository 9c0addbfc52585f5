"""The public hosted zones that are there before any stack, as the project's lab.toml or its config names them.

Whoever runs a pair of regions joins a zone that somebody else made, often in another account. The roles in that account
that the project's config names are there, too: they trust the lab's account, and may do all of Route 53. What a policy
really grants is for a test to make a role with.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from moto.iam.models import iam_backends
from moto.route53.models import route53_backends

if TYPE_CHECKING:
    from lab.config_zones import Zone
    from lab.emulator.engine.context import Context

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {}


def install(context: Context) -> None:
    """Make the zones now and after every reset."""

    def make_all() -> None:
        for zone in context.project.zones:
            make(zone)
            for arn in zone.roles:
                make_role(arn, trusted=context.project.account)

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


def make_role(arn: str, trusted: str) -> None:
    """Make the role that the ARN names, for the account `trusted`; nothing where it is there already."""
    partition, account, path = arn.split(":")[1], arn.split(":")[4], arn.partition(":role/")[2]
    backend = iam_backends[account][partition]
    above, _, name = path.rpartition("/")
    if name in {role.name for role in backend.roles.values()}:
        return
    principal = {"AWS": f"arn:{partition}:iam::{trusted}:root"}
    trust = {"Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]}
    may = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "route53:*", "Resource": "*"}]}
    backend.create_role(name, json.dumps(trust), f"/{above}/" if above else "/", None, "", [], None)
    backend.put_role_policy(name, "zone", json.dumps(may))
