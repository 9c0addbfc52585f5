"""The states of stacks as the JSON of a Terraform plan, which judges of Terraform programs read.

Pulumi's names become Terraform's again: camelCase becomes snake_case, a block is a list of one, and a list of blocks
has a singular name. Names of types stand in the schema data of the lab's provider. Source of the plan's shape:
Terraform documentation, "JSON Output Format".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from lab.provider import schema

Values = Mapping[str, Any]
SECRET = "4dabf18193072939515e22adb298388d"  # Pulumi's mark of a secret in a state file
MAPS = frozenset(
    {"tags", "tagsAll", "dimensions", "variables", "requestParameters", "responseParameters", "inputPaths"}
)
RENAMED = {("aws_cloudwatch_metric_alarm", "name"): "alarm_name"}
PROVIDER = "registry.terraform.io/hashicorp/aws"


@cache
def terraform_types() -> dict[str, str]:
    """Pulumi type token → type of Terraform, of all types that the lab knows."""
    found: dict[str, Any] = {}
    for name in schema.TYPE_FILES:
        found.update(json.loads((schema.FOLDER / name).read_text()))
    return {token: record["terraform"] for token, record in found.items() if "terraform" in record}


def plan(states: Iterable[Values]) -> tuple[dict[str, Any], list[str]]:
    """One plan of all stacks' resources, and the types that it leaves out because nothing tells their name."""
    resources, unknown = [], set()
    types = terraform_types()
    for number, state in enumerate(states):
        found = state["deployment"].get("resources", [])
        addresses = {
            item["urn"]: _address(types[item["type"]], item["urn"], number) for item in found if item["type"] in types
        }
        for item in found:
            if item.get("custom") and item["type"].startswith("aws:"):
                if item["type"] in types:
                    resources.append(_resource(item, types[item["type"]], addresses))
                else:
                    unknown.add(item["type"])
    values, changes, config = (list(part) for part in zip(*resources, strict=True)) if resources else ([], [], [])
    document = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": values}},
        "resource_changes": changes,
        "configuration": {
            "provider_config": {"aws": {"name": "aws"}},
            "root_module": {"resources": config},
        },
    }
    return document, sorted(unknown)


def _address(kind: str, urn: str, stack: int) -> str:
    name = re.sub(r"\W", "_", urn.split("::")[-1])
    return f"{kind}.{name}_{stack}"


def _resource(item: Values, kind: str, addresses: Mapping[str, str]) -> tuple[Values, Values, Values]:
    """The resource as planned value, as change and as configuration."""
    address = addresses[item["urn"]]
    values = body({**item.get("outputs", {}), **item.get("inputs", {})}, kind)
    about = {"address": address, "mode": "managed", "type": kind, "name": address.split(".", 1)[1]}
    planned = {**about, "provider_name": PROVIDER, "schema_version": 0, "values": values, "sensitive_values": {}}
    change = {"actions": ["create"], "before": None, "after": values, "after_unknown": {}}
    expressions = {
        snake(key): {"references": [name for urn in urns if urn in addresses for name in _references(addresses[urn])]}
        for key, urns in (item.get("propertyDependencies") or {}).items()
        if any(urn in addresses for urn in urns)
    }
    config = {**about, "provider_config_key": "aws", "schema_version": 0, "expressions": expressions}
    return planned, {**about, "provider_name": PROVIDER, "change": change}, config


def _references(address: str) -> tuple[str, str]:
    return f"{address}.id", address


def body(values: Values, kind: str = "") -> dict[str, Any]:
    """A resource's or a block's values under Terraform's names."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        if key.startswith("__") or value is None:
            continue
        name = RENAMED.get((kind, key)) or snake(key)
        if _is_secret(value):
            found[name] = "(secret)"
        elif isinstance(value, Mapping):
            found[name] = dict(value) if key in MAPS else [body(value)]
        elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
            found[singular(name)] = [body(one) for one in value]
        else:
            found[name] = value
    return found


def _is_secret(value: Any) -> bool:
    return isinstance(value, Mapping) and SECRET in value


def snake(name: str) -> str:
    """camelCase as snake_case."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def singular(name: str) -> str:
    """The name of a list of blocks: settings → setting, queries → query, ingress stays."""
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name
