"""Another team's pair: nothing in it is called as in the checked-in config, not even its stacks."""

from __future__ import annotations

from pathlib import Path

import yaml

ACCOUNT = "123456789012"
DIGEST = f"sha256:{'0123456789abcdef' * 4}"
HOME, AWAY = ("home", "eu-west-1", "10.40.0.0/16"), ("away", "eu-central-1", "10.41.0.0/16")
ECR = "${account}.dkr.ecr.${region}.amazonaws.com"


def team(folder: Path, registry: str = ECR, drill_path: str | None = "/carts", cidr: str = HOME[2]) -> Path:
    """The pair's folder: a shop in two regions of Europe, its stacks `home` and `away`, three services.

    Args:
        folder: an empty one, which becomes the project's.
        registry: where the images are; those of ECR are named as config does it.
        drill_path: `probe.drillPath`.
        cidr: the primary's range.
    """
    production = {"desired": 2, "min": 1, "max": 4}
    services = [
        {"name": "mailer", "standby": "off", "image": f"{registry}/${{app}}/mailer:2.0.0", "production": production},
        {"name": "storefront", "front": True, "image": f"{registry}/shop/storefront:2.0.0", "production": production},
        {
            "name": "billing",
            "path": "/billing/*",
            "image": f"{registry}/shop/billing@{DIGEST}",
            "production": production,
        },
    ]
    shared: dict[str, object] = {"standby:app": "shop", "standby:environment": "live"}
    domain = {"hostedZoneId": "Z0SHOPZONE123", "name": "shop.acme.example"}
    probe = {"path": "/up", "writePath": "/up/write", "drillPath": drill_path}
    _write(folder / "Pulumi.yaml", "shop", {**shared, "standby:domain": domain, "standby:probe": probe})
    _write(folder / "workloads/Pulumi.yaml", "shop-workloads", {**shared, "standby:services": services})
    here, there = (HOME[0], HOME[1], cidr), AWAY
    for (stack, region, own), (peer, other, theirs) in ((here, there), (there, here)):
        dr = stack == AWAY[0]
        place: dict[str, object] = {"aws:region": region, "standby:region": region}
        place |= {"standby:nameSuffix": "-dr"} if dr else {}
        role: dict[str, object] = {"standby:vpcCidr": own, "standby:servesTraffic": not dr}
        role["standby:peer"] = {"region": other, "vpcCidr": theirs, "stack": peer}
        role |= {"standby:isAuroraSecondary": True, "standby:auroraSourceRegion": other} if dr else {}
        _write(folder / f"Pulumi.{stack}.yaml", None, {**place, **role})
        capacity = "warm" if dr else "production"
        _write(folder / f"workloads/Pulumi.{stack}.yaml", None, {**place, "standby:capacity": capacity})
    return folder


def _write(file: Path, name: str | None, config: dict[str, object]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    entries = {key: {"value": value} for key, value in config.items()} if name else config
    file.write_text(yaml.safe_dump({**({"name": name} if name else {}), "config": entries}))
