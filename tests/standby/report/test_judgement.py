"""Met, missed, not measured."""

from __future__ import annotations

import pytest

from standby.record.model import LostWrites, Measured, Objectives
from standby.report.judgement import judgements, overall, seconds
from tests.standby.record.records import drill, move

WANTED = Objectives(rto_seconds=60, rpo_seconds=1)


def measured(
    rto: float | None, missing: tuple[str, ...] = (), oldest: float | None = None, asked: int = 10
) -> Measured:
    lost = LostWrites(acknowledged=5, missing=missing, oldest_seconds=oldest)
    return Measured(rto_seconds=rto, write_gap_seconds=rto, requests=asked, failed=1, lost=lost)


@pytest.mark.parametrize(
    ("found", "verdicts"),
    [
        (measured(59.9), ("met", "met")),
        (measured(60.1), ("missed", "met")),
        (measured(None), ("missed", "met")),
        (measured(0.0, asked=0), ("not measured", "met")),
        (measured(1, ("a",), 0.9), ("met", "met")),
        (measured(1, ("a",), 1.1), ("met", "missed")),
        (measured(1).model_copy(update={"lost": None}), ("met", "not measured")),
        (None, ("not measured", "not measured")),
    ],
)
def test_each_objective_has_its_verdict(found: Measured | None, verdicts: tuple[str, str]) -> None:
    told = judgements(move().model_copy(update={"measured": found}), WANTED)
    assert tuple(one.verdict for one in told) == verdicts


def test_a_drill_is_met_only_when_all_was_measured_and_met() -> None:
    assert overall(drill()) == "met"
    unmeasured = move().model_copy(update={"measured": None})
    assert overall(drill().model_copy(update={"moves": (move(), unmeasured)})) == "not measured"
    failed = move().model_copy(update={"outcome": "failed"})
    assert overall(drill().model_copy(update={"moves": (failed,)})) == "missed"
    assert overall(drill().model_copy(update={"moves": ()})) == "not measured"


def test_seconds_read_well() -> None:
    assert [seconds(value) for value in (None, 0.0, 35.04, 600, 725)] == [
        "not known",
        "0.0 s",
        "35.0 s",
        "10 min",
        "12 min 5 s",
    ]
