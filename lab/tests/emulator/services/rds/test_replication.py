from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.emulator.services.rds.replication import PROCESSES, LagError, LagHistory, LagProcess, parse_process


@given(st.sampled_from(PROCESSES), st.floats(0, 1e6), st.floats(0, 1e9))
def test_lag_is_never_negative(kind: str, ms: float, moment: float) -> None:
    assert LagProcess(kind, ms, since=1000.0).at(moment) >= 0


def test_steady_stays_near_its_base() -> None:
    process = LagProcess("steady", 200)
    assert all(180 <= process.at(moment) <= 220 for moment in range(0, 600, 7))


def test_a_spike_rises_and_falls_back() -> None:
    process = LagProcess("spike", 100, since=1000, peak_ms=9000, seconds=60)
    assert process.at(1030) > 8500
    assert process.at(1061) < 150


def test_growing_grows() -> None:
    process = LagProcess("growing", 100, since=1000, ms_per_second=50)
    assert (process.at(1000), process.at(1100)) == (100, 5100)


def test_history_keeps_what_was() -> None:
    history = LagHistory()
    history.change(LagProcess("growing", 1000, since=500, ms_per_second=0))
    assert history.at(499) < 200
    assert history.at(501) == 1000


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"process": "wild"}, "process 'wild' is unknown: one of steady, spike, growing"),
        ({"ms": -1}, "ms takes a number of 0 or more, found -1"),
        ({"ms": True, "seconds": "x"}, "ms takes a number of 0 or more, found True; seconds takes"),
        ({"seconds": 0}, "seconds must be above 0"),
    ],
)
def test_nonsense_is_refused(body: dict[str, Any], words: str) -> None:
    with pytest.raises(LagError) as refused:
        parse_process(body, 0)
    assert words in str(refused.value)
