"""Placeholders: filled, literal, or refused with the list of those that there are."""

from __future__ import annotations

import pytest

from pattern.outputs import PLATFORM_OUTPUTS
from pattern.placeholders import NAMES, PlaceholderError, fill, fill_all, problems, values

OUTPUTS = {output.name: f"<{output.name}>" for output in PLATFORM_OUTPUTS if output.type == "string"}


def test_every_known_name_has_a_value() -> None:
    known = values(OUTPUTS)
    assert set(known) == set(NAMES)
    assert fill("${account}.dkr.ecr.${region}.amazonaws.com", known) == "<account>.dkr.ecr.<region>.amazonaws.com"
    assert fill("${peer.region}/${platform.vpc_id}", known) == "<peer_region>/<vpc_id>"


def test_two_dollars_are_a_literal() -> None:
    assert fill("$${region} $5 $", {}) == "${region} $5 $"
    assert not list(problems("$${anything} costs $5"))


def test_an_unknown_name_lists_what_there_is() -> None:
    (problem,) = problems("x-${regoin}")
    assert problem.startswith("${regoin} is not known; there are ${region}, ${peer.region}, ${account}, ${app}")
    assert "${platform.topic_arn}" in problem
    with pytest.raises(PlaceholderError, match="has no value"):
        fill("${regoin}", {"region": "r"})


def test_an_open_brace_is_told() -> None:
    assert list(problems("${region")) == ["'${region' has no closing brace; a literal `${` is written `$${`"]


def test_lists_and_objects_are_filled_through() -> None:
    found = {"Resource": ["arn:${region}", {"a": "${region}"}], "n": 1}
    assert fill_all(found, {"region": "r"}) == {"Resource": ["arn:r", {"a": "r"}], "n": 1}
