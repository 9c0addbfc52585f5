"""Durations, and the objectives made of them."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from pattern.objectives import Objectives, seconds


@pytest.mark.parametrize(("text", "value"), [("500ms", 0.5), ("5s", 5.0), ("10m", 600.0), ("1.5h", 5400.0)])
def test_durations(text: str, value: float) -> None:
    assert seconds(text) == value


@pytest.mark.parametrize("text", ["", "5", "5 s", "-5s", "five"])
def test_what_is_no_duration_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ValidationError, match=r"is no duration; write a number with a unit: 500ms, 5s, 10m, 1h"):
        Objectives(rto=text)


def test_the_default_is_ten_minutes_and_five_seconds() -> None:
    assert (Objectives().rto_seconds, Objectives().rpo_seconds) == (600.0, 5.0)
