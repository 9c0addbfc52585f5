"""Small stacks of other people's making, as data (`cases/clean.yaml`, `cases/wrong.yaml`), and as blueprints.

A case has `id` and `resources` (`type`, `name`, `props` as Pulumi registers them, `${name.attribute}` for what another
resource of the stack gives, `outs` for what AWS answers), and where they differ from the defaults `stack` (dr),
`region` (us-west-2), `project` (shop), `config` (`standby:` keys), `policy_config` and `modes`. `pair` holds two stacks
that are judged together. A wrong case names the `rule` that must catch it, and `advice: true` where the rule can only
advise. A clean case that a rule refuses at first names in `accepted_by` the policy config that its message proposes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.policy.blueprint import Blueprint, Ref
from tests.policy.verdicts import Mode

FOLDER = Path(__file__).parent / "cases"
MODES: tuple[Mode, ...] = ("preview", "up", "analyze")
_WHOLE = re.compile(r"^\$\{([\w-]+)\.(\w+)\}$")
_SECRET = "~secret"
PolicyConfig = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Case:
    """One case: its stacks, how they are judged, and the verdict that is right."""

    id: str
    stacks: tuple[Blueprint, ...]
    modes: tuple[Mode, ...]
    policy_config: PolicyConfig
    rule: str = ""
    advice: bool = False
    accepted_by: PolicyConfig = field(default_factory=dict)


def cases(name: str) -> list[Case]:
    """All cases of `cases/<name>.yaml`."""
    return [_case(entry) for entry in yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))]


def _case(entry: Mapping[str, Any]) -> Case:
    stacks = tuple(_blueprint({**entry, **one}) for one in entry.get("pair", [{}]))
    return Case(
        entry["id"],
        stacks,
        tuple(entry.get("modes", MODES)),
        entry.get("policy_config", {}),
        entry.get("rule", ""),
        entry.get("advice", False),
        entry.get("accepted_by", {}),
    )


def _blueprint(entry: Mapping[str, Any]) -> Blueprint:
    made = Blueprint(
        entry.get("stack", "dr"),
        entry.get("project", "shop"),
        entry.get("region", "us-west-2"),
        dict(entry.get("config", {})),
    )
    types = {one["name"]: one["type"] for one in entry["resources"]}
    providers = {
        one["name"]: one["props"].get("region") for one in entry["resources"] if "providers:aws" in one["type"]
    }
    for one in entry["resources"]:
        key = made.add(one["type"], one["name"], **{k: _value(v, types) for k, v in one["props"].items()})
        node = made.nodes[key]
        node.protect, node.ignored = one.get("protect", False), one.get("ignoreChanges", [])
        node.region = providers.get(one.get("provider", ""))
        node.answered = one.get("outs", {})
    return made


def _value(value: Any, types: Mapping[str, str]) -> Any:
    """A value of the data with its references as `Ref`; a secret is what it hides."""
    if isinstance(value, str):
        found = _WHOLE.match(value)
        return Ref(f"{types[found[1]]}::{found[1]}", found[2]) if found else value
    if isinstance(value, Mapping):
        return value[_SECRET] if _SECRET in value else {key: _value(item, types) for key, item in value.items()}
    return [_value(item, types) for item in value] if isinstance(value, list) else value
