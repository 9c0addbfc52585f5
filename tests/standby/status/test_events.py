"""Events from the newest journal of either region."""

from __future__ import annotations

from typing import Any

from standby.status.events import event_lines, last_move, newest_run
from standby.status.fact import known
from tests.standby.record.test_moves import RUN, promotion
from tests.standby.status.statuses import NOW, side, silent, status


def with_journal(*lines: dict[str, object]) -> Any:
    return status(dr=side("dr", journal=known({RUN: list(lines)}, NOW)))


def test_the_last_lines_and_the_last_move() -> None:
    now = with_journal(*promotion())
    assert event_lines(now, 2) == ["00:00:20  move-dns: done", "00:00:20  run: done"]
    assert last_move(now).startswith("promotion (managed) done, ")
    assert last_move(now).endswith(f"run {RUN}")


def test_no_journal_is_none_and_an_unread_one_is_unknown() -> None:
    assert last_move(status()) == "none on record"
    assert newest_run(status()) == []
    assert last_move(status(silent("primary"))).startswith("unknown")
