"""The reference of the config keys is the settings' own, and the committed pages are fresh."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from pattern.reference import LAYERS, schema, table
from standby.init.documents import NewPair, stack_files

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
NEW = NewPair("shop", "live", "eu-west-1", "eu-central-1", "10.3.0.0/16", "10.4.0.0/16")
NAMED = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")


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


def problems(name: str, text: str) -> list[str]:
    """What the schema that a stack file names on its first line finds wrong with the file, as an editor would show it."""
    named = NAMED.match(text)
    assert named, f"{name} names no schema"
    file = (ROOT / name).parent / named[1]
    validator = jsonschema.Draft202012Validator(json.loads(file.read_text()))
    return [f"{'.'.join(map(str, one.path))}: {one.message}" for one in validator.iter_errors(yaml.safe_load(text))]


@pytest.mark.parametrize("name", stack_files(NEW))
def test_the_stack_files_name_their_schema_and_follow_it(name: str) -> None:
    written = stack_files(NEW)[name]
    assert problems(name, (ROOT / name).read_text()) == []
    assert problems(name, written) == []
    assert problems(name, written.replace("standby:region", "standby:regoin"))
