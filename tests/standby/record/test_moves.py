"""From journal lines, of the runbook and of the failback, to a move."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from standby.errors import UsageError
from standby.record.moves import critical, moment, move_record
from tests.standby.record.records import step

RUN = "20261126T030024Z-7"


def bash_line(number: int, ms: int, step_: str, event: str, **more: str) -> dict[str, object]:
    """As `json_object` writes it: every value a string."""
    return {
        "n": str(number),
        "run": RUN,
        "generation": "000004",
        "time": "…",
        "ms": str(ms),
        "step": step_,
        "event": event,
        **more,
    }


def promotion() -> list[dict[str, object]]:
    arn = "arn:aws:rds:us-east-2:123456789012:cluster:myapp-prod-us-east-2"
    return [
        bash_line(
            1,
            1_000,
            "run",
            "started",
            who="arn:x/ada",
            host="laptop",
            mode="managed",
            region="us-west-2",
            warned="lag",
            forced="",
        ),
        bash_line(2, 1_600, "take-lock", "done", seconds="0.600", detail=""),
        bash_line(3, 1_700, "promote-aurora", "intent", mode="managed", writer=arn, lag="410 ms"),
        bash_line(4, 1_900, "promote-aurora", "accepted", call="failover-global-cluster"),
        bash_line(5, 4_600, "raise-capacity", "done", seconds="3.000", detail="web 1 to 6"),
        bash_line(6, 19_600, "promote-aurora", "done", seconds="18.000", detail="the writer"),
        bash_line(7, 20_600, "move-dns", "done", seconds="1.000", detail=""),
        bash_line(8, 20_700, "run", "done", rto="19.7 s", lag="410 ms"),
    ]


def test_a_promotion_with_its_steps_calls_and_who() -> None:
    move = move_record(promotion(), "myapp", "prod")
    assert (move.kind, move.mode, move.generation, move.outcome) == ("promotion", "managed", 4, "done")
    assert (move.from_region, move.to_region, move.who) == ("us-east-2", "us-west-2", "arn:x/ada")
    assert (move.runbook_rto, move.lag_bound, move.warned) == ("19.7 s", "410 ms", "lag")
    assert [(one.name, one.critical) for one in move.steps] == [
        ("take-lock", True),
        ("raise-capacity", False),
        ("promote-aurora", True),
        ("move-dns", True),
    ]
    assert [(one.call, one.result) for one in move.calls] == [
        ("promote-aurora", "intent"),
        ("failover-global-cluster", "accepted"),
    ]
    assert move.ended == datetime.fromtimestamp(20.7, UTC)


def test_a_run_without_its_last_line_is_running_or_was_killed() -> None:
    move = move_record(promotion()[:-2])
    assert (move.outcome, move.ended) == ("running", None)


def test_a_failed_step_and_a_takeover() -> None:
    failed = bash_line(9, 30_000, "move-dns", "failed", seconds="9", detail="Route 53 is silent")
    resumed = bash_line(10, 60_000, "run", "resumed", who="arn:x/grace")
    assert move_record([*promotion()[:-2], failed]).outcome == "failed"
    told = move_record([*promotion()[:-2], failed, resumed])
    assert [one.who for one in told.decisions] == ["arn:x/ada", "arn:x/grace"]
    assert told.who == "arn:x/ada"


def test_a_failback_of_the_python_side() -> None:
    run = "failback-20261126T040000Z-9"
    lines: list[dict[str, object]] = [
        {"n": 1, "run": run, "time": "2026-11-26T04:00:00Z", "step": "set-freeze", "event": "start"},
        {"n": 2, "run": run, "time": "2026-11-26T04:00:01Z", "step": "set-freeze", "event": "done", "seconds": 1.0},
        {"n": 3, "run": run, "time": "2026-11-26T04:05:00Z", "step": "lift-freeze", "event": "done", "seconds": 0.5},
    ]
    move = move_record(lines)
    assert (move.kind, move.outcome, len(move.steps)) == ("failback", "done", 2)
    stopped = {"n": 4, "run": run, "time": "2026-11-26T04:06:00Z", "step": "lag-unknown", "event": "stop"}
    assert move_record([*lines[:2], stopped]).outcome == "stopped"


def test_lines_without_a_time_say_nothing() -> None:
    assert moment({"time": "yesterday"}) is None
    with pytest.raises(UsageError, match="no line with a time"):
        move_record([{"run": "x"}])


def test_the_critical_path_goes_back_from_the_last_end() -> None:
    steps = critical(
        [step("a", 0, 2), step("b", 2, 5), step("beside-b", 2, 1), step("c", 7, 1), step("beside-c", 7, 0.5)]
    )
    assert [one.name for one in steps if one.critical] == ["a", "b", "c"]
    assert critical([]) == ()
