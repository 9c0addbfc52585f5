"""The reference of the config keys is the settings' own, and the committed pages are fresh."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pattern.reference import LAYERS, schema, table

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("layer", LAYERS)
def test_the_page_and_the_schema_are_fresh(layer: str) -> None:
    fresh = "run .venv/bin/python .ci/pages"
    assert table(layer) in (DOCS / "config.md").read_text(), fresh
    assert schema(layer) == (DOCS / f"config.{layer}.schema.json").read_text(), fresh


@pytest.mark.parametrize("layer", LAYERS)
def test_every_key_says_what_it_means(layer: str) -> None:
    for row in table(layer).splitlines()[2:]:
        key, kind, default, meaning = (cell.strip() for cell in row.strip("|").split(" | "))
        assert key
        assert kind
        assert meaning, f"{key} has no description"
        assert default or "object" in kind


def test_rows_carry_type_default_and_the_keys_of_objects() -> None:
    rows = table("workloads").splitlines()
    assert "| `services[].production.min` | number | required | least that auto scaling keeps |" in rows
    assert any(row.startswith('| `services[].standby` | `warm`, `off` | `"warm"` |') for row in rows)
    assert any(row.startswith("| `services[].policies[].Action` | list of text | required |") for row in rows)


def test_the_schema_refuses_unknown_keys_and_knows_the_full_ones() -> None:
    config = json.loads(schema("platform"))["properties"]["config"]
    assert config["additionalProperties"] is False
    assert {"aws:region", "standby:vpcCidr", "standby:liveColor"} <= set(config["properties"])
