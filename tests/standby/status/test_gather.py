"""Reads in parallel under one deadline."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from standby.errors import CloudError
from standby.status.fact import State, known
from standby.status.gather import Answer, gather
from tests.standby.status.statuses import NOW


def nothing(_: Any, __: Any) -> dict[Any, Any]:
    return {}


def boom() -> None:
    raise CloudError("us-east-2", "describe_x", "AccessDenied", "no")


def test_each_answer_becomes_its_fact() -> None:
    found = gather(
        {
            ("a", "value"): lambda: 5,
            ("a", "none"): lambda: None,
            ("a", "unknown"): lambda: Answer(why="no datapoint"),
            ("a", "absent"): lambda: Answer(why="others: x", none=True),
            ("a", "old"): lambda: Answer(7, NOW),
            ("a", "failed"): boom,
        },
        nothing,
    )
    told = {key[1]: (fact.state, fact.value) for key, fact in found.items()}
    assert told == {
        "value": (State.KNOWN, 5),
        "none": (State.NONE, None),
        "unknown": (State.UNKNOWN, None),
        "absent": (State.NONE, None),
        "old": (State.KNOWN, 7),
        "failed": (State.SILENT, None),
    }
    assert found["a", "old"].at == NOW
    assert "AccessDenied" in found["a", "failed"].why


def test_what_a_first_answer_names_is_read_too() -> None:
    found = gather(
        {("a", "contract"): lambda: "web"},
        lambda key, value: {(key[0], "services"): lambda: [value]} if key[1] == "contract" else {},
    )
    assert found["a", "services"].value == ["web"]


def test_what_is_late_counts_as_silent_and_the_rest_is_there() -> None:
    gate = threading.Event()
    begun = time.monotonic()
    found = gather(
        {("a", "slow"): lambda: gate.wait(30), ("b", "quick"): lambda: 1}, nothing, {("a", "slow"): known(9, NOW)}, 0.3
    )
    assert time.monotonic() - begun < 5
    gate.set()
    assert (found["a", "slow"].state, found["a", "slow"].value) == (State.STALE, 9)
    assert found["b", "quick"].value == 1


def test_a_bug_of_ours_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        gather({("a", "x"): lambda: 1 / 0}, nothing)
