"""Two verdicts from all checks."""

from __future__ import annotations

from standby.readiness.check import Check, verdict, verdicts

GOOD = Check("ok", "capacity", "fine")


def test_yes_needs_something_that_was_checked() -> None:
    assert [one.line() for one in verdicts([GOOD, Check("warn", "drill", "none")])] == [
        "ready for switchover: yes",
        "ready for failover: yes",
    ]
    assert verdict("failover", []).ready == "unknown"


def test_a_refusal_blocks_only_what_it_names() -> None:
    lag = Check("refuse", "lag", "9000 ms", moves=("switchover",))
    switchover, failover = verdicts([GOOD, lag])
    assert switchover.line() == "ready for switchover: no (lag: 9000 ms)"
    assert failover.ready == "yes"


def test_unknown_is_neither_and_no_is_stronger() -> None:
    silent = Check("unknown", "runbook", "did not end", moves=("failover",))
    assert verdict("failover", [GOOD, silent]).line() == "ready for failover: unknown (runbook: did not end)"
    assert verdict("failover", [silent, Check("refuse", "lock", "held")]).ready == "no"
