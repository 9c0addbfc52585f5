"""A pair of the tests' own: both stacks' settings of both layers, whatever the checked-in config says."""

from __future__ import annotations

import json
from typing import Any

from components.account import Account
from layers.platform import Region
from pattern.settings import Settings
from pattern.settings import load as load_platform
from pattern.workloads import WorkloadSettings
from pattern.workloads import load as load_workloads
from pattern.zones import Zone

ACCOUNT = "123456789012"
SIDES = {"primary": ("us-east-2", "10.0.0.0/16"), "dr": ("us-west-2", "10.1.0.0/16")}
NUMBERS = {"desired": 6, "min": 4, "max": 12}
WEB = {
    "name": "web",
    "image": "${account}.dkr.ecr.${region}.amazonaws.com/myapp/web:1",
    "front": True,
    "uses": ["database", "cache"],
    "production": NUMBERS,
}
WORKER = {"name": "worker", "image": "w:1", "standby": "off", "uses": ["database"], "production": NUMBERS}
NIGHTLY = {"name": "nightly", "service": "worker", "expression": "rate(1 day)", "command": ["run"]}


def platform(side: str, **more: Any) -> Settings:
    """A platform stack's settings."""
    other = "dr" if side == "primary" else "primary"
    (region, cidr), (peer, peer_cidr) = SIDES[side], SIDES[other]
    config = {
        "aws:region": region,
        "standby:app": "myapp",
        "standby:environment": "prod",
        "standby:region": region,
        "standby:peer": json.dumps({"region": peer, "vpcCidr": peer_cidr, "stack": other}),
        "standby:nameSuffix": "-dr" if side == "dr" else "",
        "standby:vpcCidr": cidr,
        "standby:servesTraffic": json.dumps(side == "primary"),
        "standby:domain": json.dumps({"hostedZoneId": "Z0123456789EXAMPLE", "name": "app.example.com"}),
        **({"standby:isAuroraSecondary": "true", "standby:auroraSourceRegion": peer} if side == "dr" else {}),
        **{f"standby:{key}": json.dumps(value) for key, value in more.items()},
    }
    return load_platform(config, side)


def region(side: str, **more: Any) -> Region:
    """What a platform's components are built from."""
    name = SIDES[side][0]
    zones = tuple(Zone(f"{name}{letter}", f"{name}-az{n}") for n, letter in enumerate("abc", 1))
    return Region(platform(side, **more), Account(ACCOUNT, "aws", zones), zones)


def workloads(side: str, *services: dict[str, Any], **more: Any) -> WorkloadSettings:
    """A workloads stack's settings."""
    name = SIDES[side][0]
    config = {
        "aws:region": name,
        "standby:region": name,
        "standby:app": "myapp",
        "standby:environment": "prod",
        "standby:nameSuffix": "-dr" if side == "dr" else "",
        "standby:capacity": "warm" if side == "dr" else "production",
        "standby:services": json.dumps(services or [WEB, WORKER]),
        **{f"standby:{key}": json.dumps(value) for key, value in more.items()},
    }
    return load_workloads(config, side)
