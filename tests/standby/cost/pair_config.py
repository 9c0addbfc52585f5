"""A pair of its own for the tests of cost: they do not depend on the project's config."""

from __future__ import annotations

import json
from typing import Any

from pattern import settings
from pattern.workloads import WorkloadSettings
from pattern.workloads import load as load_workloads
from standby.cost.sizes import PairSize, pair_size

DOMAIN = {"hostedZoneId": "Z0123456789EXAMPLE", "zoneName": "example.com", "name": "app.example.com"}
FOUR, TWO = {"desired": 4, "min": 2, "max": 8}, {"desired": 2, "min": 1, "max": 4}
WEB = {"name": "web", "image": "a:1", "front": True, "cpu": 512, "memory": 1024, "production": FOUR}
JOB = {"name": "job", "image": "b:1", "cpu": 256, "memory": 512, "production": TWO}
SIDES = {"primary": ("us-east-2", "10.0.0.0/16"), "dr": ("us-west-2", "10.1.0.0/16")}


def platform(side: str, **more: Any) -> settings.Settings:
    """One platform's settings."""
    other = "dr" if side == "primary" else "primary"
    region, cidr = SIDES[side]
    config = {
        "aws:region": region,
        "standby:app": "shop",
        "standby:environment": "test",
        "standby:region": region,
        "standby:peer": json.dumps({"region": SIDES[other][0], "vpcCidr": SIDES[other][1], "stack": other}),
        "standby:nameSuffix": "-dr" if side == "dr" else "",
        "standby:vpcCidr": cidr,
        "standby:isAuroraSecondary": "true" if side == "dr" else "false",
        "standby:servesTraffic": "false" if side == "dr" else "true",
        "standby:domain": json.dumps(DOMAIN),
        **({"standby:auroraSourceRegion": SIDES[other][0]} if side == "dr" else {}),
        **{f"standby:{key}": value if isinstance(value, str) else json.dumps(value) for key, value in more.items()},
    }
    return settings.load(config, side)


def workloads(side: str) -> WorkloadSettings:
    """One workloads stack's settings."""
    region = SIDES[side][0]
    config = {
        "aws:region": region,
        "standby:region": region,
        "standby:app": "shop",
        "standby:environment": "test",
        "standby:nameSuffix": "-dr" if side == "dr" else "",
        "standby:capacity": "warm" if side == "dr" else "production",
        "standby:services": json.dumps([WEB, JOB]),
    }
    return load_workloads(config, side)


def pair(**more: Any) -> PairSize:
    """The pair, with more platform config in both regions."""
    return pair_size(*((platform(side, **more), workloads(side)) for side in ("primary", "dr")))
