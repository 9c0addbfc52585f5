"""Overrides: merged by name, and refused where the pair must agree."""

from __future__ import annotations

from typing import Any

import pytest

from pattern.overrides import SHARED, merged

WEB: dict[str, Any] = {"name": "web", "image": "a:1", "environment": {"A": "1"}, "secrets": {"S": "arn:1"}}


def test_variables_are_merged_and_other_keys_replaced() -> None:
    changes = {"web": {"image": "b:1", "environment": {"B": "2"}, "secrets": {"S": "arn:2"}, "uses": ["cache"]}}
    (web,), problems = merged([WEB], changes)
    assert problems == []
    assert web == {
        "name": "web",
        "image": "b:1",
        "environment": {"A": "1", "B": "2"},
        "secrets": {"S": "arn:2"},
        "uses": ["cache"],
    }
    assert WEB["environment"] == {"A": "1"}


@pytest.mark.parametrize("key", SHARED)
def test_what_the_pair_agrees_on_cannot_differ(key: str) -> None:
    (web,), (problem,) = merged([WEB], {"web": {key: "x"}})
    assert problem == (
        f"standby:serviceOverrides.web.{key} cannot differ between the two regions; set it in the shared standby:services"
    )
    assert web == WEB


def test_an_unknown_key_names_the_nearest_and_what_there_is() -> None:
    _, (problem,) = merged([WEB], {"web": {"enviroment": {}}})
    assert problem.startswith("standby:serviceOverrides.web.enviroment is not a known key; did you mean 'environment'?")


def test_an_override_that_is_no_object_is_told() -> None:
    _, (problem,) = merged([WEB], {"web": 5})
    assert problem == "standby:serviceOverrides.web must be an object of the keys that differ"
