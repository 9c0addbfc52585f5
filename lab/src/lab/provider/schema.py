"""The schema data as values: what the real provider asks of each type. Three files in `schema/`, read once.

`types.json` is the extraction, `extra.json` types that it lacks, `bridge.json` what pulumi-aws adds by itself; each
names its sources. Paths inside blocks are dotted, without list indexes: `ingress.fromPort`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lab.provider.errors import UnknownType

FOLDER = Path(__file__).parent / "schema"
TYPE_FILES = ("types.json", "extra.json")
AUTONAME_MAX = 255


@dataclass(frozen=True)
class Autoname:
    """How the bridge makes up a name: `<prefix><logical name>-<7 hex digits>`."""

    field: str
    max: int = AUTONAME_MAX
    prefix: str = ""
    lower: bool = False


@dataclass(frozen=True)
class Facts:
    """One type, as the real provider has it. All names are Pulumi's."""

    token: str
    inputs: frozenset[str]
    computed: frozenset[str]
    required: tuple[str, ...]
    required_in_blocks: tuple[str, ...]
    defaults: Mapping[str, Any]
    force_new: frozenset[str]  # dotted paths
    force_new_when: tuple[str, ...]
    conflicts: Mapping[str, tuple[str, ...]]
    exactly_one: tuple[tuple[str, ...], ...]
    at_least_one: tuple[tuple[str, ...], ...]
    required_with: Mapping[str, tuple[str, ...]]
    rules: Mapping[str, tuple[Mapping[str, Any], ...]]
    secret: frozenset[str]
    region_forces_new: bool
    no_update: bool
    delete_before_replace: bool
    autoname: Autoname | None

    @property
    def tagged(self) -> bool:
        """True when the type has tags and tagsAll, so that the provider's default tags reach it."""
        return "tags" in self.inputs and "tagsAll" in self.computed


@cache
def _bridge() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((FOLDER / "bridge.json").read_text())
    return data


@cache
def _types() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name in TYPE_FILES:
        found.update(json.loads((FOLDER / name).read_text()))
    found.pop("_meta")
    return found


def tokens() -> tuple[str, ...]:
    """Every type of the data, sorted."""
    return tuple(sorted(_types()))


@cache
def facts(token: str) -> Facts:
    """The facts of a type; raises UnknownType for one that the data does not have."""
    record = _types().get(token)
    if record is None:
        raise UnknownType(f"Unknown resource type {token}: neither the lab's provider nor its schema data has it")
    bridge = _bridge()
    rules = {**record.get("rules", {}), **bridge["rules"].get(token, {})}
    if exclusive := [_validator_group(text, record["inputs"]) for text in record.get("validators", [])]:
        record = {**record, "exactlyOneOf": [*record.get("exactlyOneOf", []), *exclusive]}
    return Facts(
        token=token,
        inputs=frozenset(record["inputs"]),
        computed=frozenset(record["computed"]),
        required=tuple(record.get("requiredPulumi", ())),
        required_in_blocks=tuple(record.get("requiredInBlocks", ())),
        defaults={key: _default(text, bridge["defaultTexts"]) for key, text in record.get("defaults", {}).items()},
        force_new=frozenset(record.get("forceNew", ())),
        force_new_when=tuple(record.get("forceNewWhen", ())),
        conflicts={key: tuple(others) for key, others in record.get("conflictsWith", {}).items()},
        exactly_one=tuple(tuple(group) for group in record.get("exactlyOneOf", ())),
        at_least_one=tuple(tuple(group) for group in record.get("atLeastOneOf", ())),
        required_with={key: tuple(others) for key, others in record.get("requiredWith", {}).items()},
        rules={path: tuple(units) for path, units in rules.items()},
        secret=frozenset(record.get("secretOutputs", ())) | frozenset(record.get("sensitive", ())),
        region_forces_new=bool(record.get("regionForcesNew", False)),
        no_update=bool(record.get("noUpdate", False)),
        delete_before_replace=token in bridge["deleteBeforeReplace"],
        autoname=_autoname(token, record["inputs"], bridge),
    )


def _autoname(token: str, inputs: list[str], bridge: Mapping[str, Any]) -> Autoname | None:
    special = bridge["autonames"].get(token)
    if special is not None:
        return Autoname(**special)
    if "name" in inputs and token not in bridge["neverAutonamed"]:
        return Autoname("name")
    return None


def _default(text: Any, replaced: Mapping[str, str]) -> Any:
    """Defaults stand in the data as Terraform prints them: "true", "300", "REPLICA"."""
    if not isinstance(text, str):
        return text
    if text in ("true", "false"):
        return text == "true"
    return int(text) if text.isdigit() else replaced.get(text, text)


def _validator_group(text: str, inputs: list[str]) -> list[str]:
    """The inputs named by a validator of the newer kind: "Exactly one of … must be configured: [cidr_ipv4,…]"."""
    listed = text[text.index("[") + 1 : text.index("]")].split(",")
    plain = {name.lower(): name for name in inputs}
    return [plain[name.replace("_", "")] for name in listed]
