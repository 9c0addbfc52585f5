"""Cells: marks, ages, and never a zero for what nobody knows."""

from __future__ import annotations

from datetime import timedelta

from standby.status.cells import rows, shown
from standby.status.fact import Fact, State, failed, known
from standby.status.pair_status import PairStatus
from tests.standby.status.statuses import NOW, side, silent, status


def table(now: PairStatus | None = None) -> dict[str, tuple[str, str]]:
    return {label: (left, right) for label, left, right in rows(now or status())}


def test_every_state_reads_differently() -> None:
    old = known(5, NOW - timedelta(seconds=40))
    cells = [
        shown(known(5, NOW), NOW, str),
        shown(old, NOW, str),
        shown(failed("x", old), NOW, str),
        shown(failed("x", None), NOW, str),
        shown(Fact(State.UNKNOWN, None, NOW, "no datapoint"), NOW, str),
        shown(Fact(State.NONE, None, NOW), NOW, str),
    ]
    assert cells == [
        "5",
        "5 (40 s)",
        "5 ! unreachable, seen 40 s ago",
        "! never seen",
        "? unknown (no datapoint)",
        "none",
    ]


def test_the_normal_screen() -> None:
    told = table()
    assert told["role"] == ("writer", "secondary, connected")
    assert told["lag now"] == ("-", "132 ms (30 s)")
    assert told["worst, last hour"] == ("-", "900 ms (30 s)")
    assert told["worker"] == ("3 of 3 running, min 3", "0 of 0 running, min 0 [off until promoted]")
    assert told["rule myapp-prod-nightly"] == ("enabled", "disabled")
    assert told["move owned by"] == ("nobody", "nobody")


def test_a_copy_without_a_datapoint_has_an_unknown_lag() -> None:
    none: Fact[object] = Fact(State.UNKNOWN, None, NOW, "no datapoint in the last hour")
    told = table(status(dr=side("dr", lag=none)))
    assert told["lag now"][1] == "? unknown (no datapoint in the last hour)"
    assert not any("0 ms" in cell for row in told.values() for cell in row)


def test_a_dead_region_has_no_numbers() -> None:
    told = table(status(silent("primary")))
    assert told["answers"] == ("NO", "yes")
    assert told["web"][0] == "! never seen"
    assert told["freeze"][0] == "! never seen"


def test_a_color_that_the_contract_does_not_want_is_marked() -> None:
    assert table(status(dr=side("dr", color=known("green", NOW))))["live color"][1] == "green ! the contract says blue"
    assert "neither color" in table(status(dr=side("dr", color=known("", NOW))))["live color"][1]
