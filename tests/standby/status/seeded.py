"""The project folder that belongs to the seeded pair of the promotion's tests: its regions, its zone, its names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import yaml

from standby.aws.cloud import Cloud
from standby.aws.zone import Route53Zone
from standby.stacks.project import Project, open_project
from tests.scenario.promotion.seed_pair import APP, ENVIRONMENT, RECORD, Pair

# the emulator draws IDs that do not begin with Z, as AWS's do: `seeded_zone` asks for the real one instead
ZONE = "Z0123456789EXAMPLE"
SHARED = {"app": APP, "environment": ENVIRONMENT}
SERVICE = {
    "name": "web",
    "front": True,
    "image": "registry.example.com/web:1",
    "production": {"desired": 6, "min": 4, "max": 12},
}


def project_folder(folder: Path, pair: Pair, **changes: object) -> Path:
    """The folder, written; `changes` replace shared platform config (`app="acme"`)."""
    domain = {"hostedZoneId": ZONE, "zoneName": "example.com", "name": RECORD}
    shared = {f"standby:{key}": {"value": value} for key, value in {**SHARED, "domain": domain, **changes}.items()}
    _write(folder / "Pulumi.yaml", {"name": "standby", "config": shared})
    services = {
        f"standby:{key}": {"value": value} for key, value in {**SHARED, **changes, "services": [SERVICE]}.items()
    }
    _write(folder / "workloads" / "Pulumi.yaml", {"name": "standby-workloads", "config": services})
    regions = {"primary": pair.primary.name, "dr": pair.dr.name}
    for side, other in (("primary", "dr"), ("dr", "primary")):
        number = 0 if side == "primary" else 1
        config = {
            "aws:region": regions[side],
            "standby:region": regions[side],
            "standby:nameSuffix": "-dr" if side == "dr" else "",
        }
        platform = {
            **config,
            "standby:peer": {"region": regions[other], "vpcCidr": f"10.{1 - number}.0.0/16", "stack": other},
            "standby:vpcCidr": f"10.{number}.0.0/16",
            "standby:isAuroraSecondary": "true" if side == "dr" else "false",
            "standby:servesTraffic": "false" if side == "dr" else "true",
            **({"standby:auroraSourceRegion": regions[other]} if side == "dr" else {}),
        }
        _write(folder / f"Pulumi.{side}.yaml", {"config": platform})
        capacity = {"standby:capacity": "warm" if side == "dr" else "production"}
        _write(folder / "workloads" / f"Pulumi.{side}.yaml", {"config": {**config, **capacity}})
    return folder


def seeded_project(folder: Path, pair: Pair, **changes: object) -> Project:
    """The same, opened."""
    return open_project(project_folder(folder, pair, **changes))


def seeded_zone(pair: Pair) -> Callable[[Cloud, str, str], Route53Zone]:
    """In place of `Route53Zone`: the seeded zone, whatever config says."""
    return lambda cloud, _, name: Route53Zone(cloud, pair.zone_id, name)


def _write(file: Path, value: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(value))
