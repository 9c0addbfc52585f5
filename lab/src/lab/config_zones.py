"""Hosted zones that the projects' own Pulumi config names, so that lab.toml need not say them a second time.

    [[zones]]
    config = "shop:domain"                    # an object in Pulumi.yaml or in a Pulumi.<stack>.yaml
    keys = { id = ["zoneId"], name = ["zoneName", "name"], roles = ["roleArn", "makerArn"] }

Each list names keys of that object. Of an ID and of a name the first that is there counts. The roles are all those of
the account that owns the zone, and they say which one that is. Config that names no zone, or none that can be one,
gives none: to say so is the project's program's part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PARTS = ("id", "name", "roles")
_ROLE = re.compile(r"arn:[a-z-]+:iam::(\d{12}):role/[\w+=,.@/-]+")


@dataclass(frozen=True)
class Zone:
    """A public hosted zone; ``name`` without a dot at the end. ``roles``: ARNs of roles that may change its records."""

    id: str
    name: str
    account: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConfigZone:
    """Where a zone is named: the full config key of an object, and for each of `PARTS` the object's keys."""

    config: str
    keys: Mapping[str, Sequence[str]]

    def zones(self, root: Path, projects: Sequence[str], stacks: Sequence[str], account: str) -> Iterator[Zone]:
        """What the config files of `projects` (folders below `root`) name, unchecked; of `account` without roles."""
        files = ["Pulumi.yaml", *(f"Pulumi.{stack}.yaml" for stack in stacks)]
        for path in (root / folder / file for folder in projects for file in files):
            value = _config(path).get(self.config)
            told = value.get("value", value) if isinstance(value, dict) else None
            if isinstance(told, dict):
                named = [_ROLE.fullmatch(str(told.get(key))) for key in self.keys.get("roles", ())]
                roles = {match[0]: match[1] for match in named if match}
                owner = next(iter(roles.values()), account)
                yield Zone(self._part("id", told), self._part("name", told).rstrip("."), owner, tuple(roles))

    def _part(self, part: str, told: Mapping[str, Any]) -> str:
        return next((str(told[key]) for key in self.keys.get(part, ()) if told.get(key)), "")


def _config(path: Path) -> dict[str, Any]:
    """The `config:` block of a file; empty where there is none that can be read."""
    import yaml  # here, because `lab` starts often and most projects have no such zone

    try:
        document = yaml.safe_load(path.read_text())
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return {}
    config = document.get("config") if isinstance(document, dict) else None
    return config if isinstance(config, dict) else {}
