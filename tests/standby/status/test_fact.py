"""Known, none, unknown, stale and silent are five things."""

from __future__ import annotations

from datetime import timedelta

import pytest

from standby.status.fact import Fact, State, age_text, failed, known
from tests.standby.status.statuses import NOW


def test_a_read_that_fails_keeps_the_old_value_marked() -> None:
    before = known(5, NOW)
    now = failed("no answer", before)
    assert (now.state, now.value, now.at, now.answered) == (State.STALE, 5, NOW, False)
    assert failed("no answer", now).state is State.STALE  # also the third time
    assert failed("no answer", None).state is State.SILENT
    nothing: Fact[int] = Fact(State.NONE, None, NOW)
    assert failed("no answer", nothing).state is State.SILENT


def test_an_age_is_never_negative_and_never_seen_has_none() -> None:
    assert known(1, NOW + timedelta(seconds=5)).age(NOW) == 0.0
    assert failed("x", None).age(NOW) is None


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, "never"), (0.4, "now"), (30, "30 s"), (600, "10 min"), (18_000, "5 h"), (864_000, "10 d")],
)
def test_ages_read_well(seconds: float | None, text: str) -> None:
    assert age_text(seconds) == text
