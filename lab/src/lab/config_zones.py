"""Hosted zones that the projects' own Pulumi config names, so that lab.toml need not say them a second time.

    [[zones]]
    config = "shop:domain"                    # an object in Pulumi.yaml or in a Pulumi.<stack>.yaml
    keys = { id = ["zoneId"], name = ["zoneName", "name"], account = ["roleArn"] }

Each list names keys of that object; the first that is there counts. What holds an account is the account's number or an
ARN. Config that names no zone, or none that can be one, gives none: to say so is the project's program's part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PARTS = ("id", "name", "account")
_TWELVE_DIGITS = re.compile(r"(?<!\d)\d{12}(?!\d)")


@dataclass(frozen=True)
class ConfigZone:
    """Where a zone is named: the full config key of an object, and for each of `PARTS` the object's keys."""

    config: str
    keys: Mapping[str, Sequence[str]]

    def named(self, root: Path, projects: Sequence[str], stacks: Sequence[str]) -> Iterator[tuple[str, str, str]]:
        """(ID, name, account) as the config files of `projects` (folders below `root`) say them; "" for what is not."""
        files = ["Pulumi.yaml", *(f"Pulumi.{stack}.yaml" for stack in stacks)]
        for path in (root / folder / file for folder in projects for file in files):
            value = _config(path).get(self.config)
            told = value.get("value", value) if isinstance(value, dict) else None
            if isinstance(told, dict):
                account = _TWELVE_DIGITS.search(self._part("account", told))
                yield self._part("id", told), self._part("name", told), account[0] if account else ""

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
