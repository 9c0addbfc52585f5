"""Typed policy config."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from policy.engine.options import NoOptions, OptionError, load, option, schema


@dataclass(frozen=True)
class Options:
    """One of each kind."""

    is_on: bool = option(True, "on")
    most_days: int = option(7, "days")
    name: str = option("", "name")
    names: tuple[str, ...] = option(("a",), "names")
    counts: Mapping[str, int] = option({"x": 1}, "counts")
    ranges: Mapping[str, tuple[str, ...]] = option({}, "ranges")


def test_the_schema_has_types_defaults_and_sentences() -> None:
    made = schema(Options)
    assert made is not None
    assert made.properties["mostDays"] == {"type": "integer", "description": "days", "default": 7}
    assert made.properties["names"] == {
        "type": "array",
        "items": {"type": "string"},
        "description": "names",
        "default": ["a"],
    }
    assert made.properties["ranges"]["additionalProperties"] == {"type": "array", "items": {"type": "string"}}
    assert schema(NoOptions) is None


def test_defaults_stand_and_the_wires_floats_become_numbers() -> None:
    assert load(Options, {}) == Options()
    assert load(Options, {"mostDays": None}) == Options()
    given = {"mostDays": 14.0, "isOn": False, "counts": {"web": 6.0}, "ranges": {"eu": ["10.0.0.0/8"]}, "names": ["b"]}
    made = load(Options, given)
    assert (made.most_days, made.is_on, made.counts, made.names) == (14, False, {"web": 6}, ("b",))
    assert isinstance(made.most_days, int)
    assert made.ranges == {"eu": ("10.0.0.0/8",)}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"mostDays": "many"}, "policy config mostDays is 'many'; integer is required"),
        ({"isOn": "yes"}, "policy config isOn is 'yes'; boolean is required"),
        ({"names": "one"}, "policy config names is 'one'; array is required"),
        ({"counts": {"web": []}}, "policy config counts.web is []; integer is required"),
        ({"counts": [1]}, "policy config counts is [1]; object is required"),
    ],
)
def test_a_wrong_shape_is_named(given: dict[str, Any], words: str) -> None:
    with pytest.raises(OptionError) as raised:
        load(Options, given)
    assert words in str(raised.value)
