"""The runbook's preflight, read line by line; an end that its lines do not explain is unknown."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from time import monotonic

import pytest

from standby.readiness.check import Check
from standby.readiness.runbook_checks import merged, parsed, runbook_checks

OUTPUT = """advice  maintenance     pending maintenance cannot be read
ok      tools           the AWS CLI knows the global-cluster commands; curl is here
warn    record          cannot be read; it will be tried
                        fix: look at Route 53
refuse  instances       myapp-prod-us-west-2 has no instance
                        fix: add one
Preflight refuses: instances
"""


def test_lines_become_checks_with_their_fix() -> None:
    advice, ok, warn, refuse = parsed(OUTPUT, "failover")
    assert advice.level == "ok"
    assert (ok.level, ok.name, ok.moves) == ("ok", "tools", ("failover",))
    assert (warn.level, warn.fix) == ("warn", "look at Route 53")
    assert (refuse.level, refuse.text, refuse.fix) == ("refuse", "myapp-prod-us-west-2 has no instance", "add one")


def script(tmp_path: Path, body: str) -> list[str]:
    file = tmp_path / "promote-dr.sh"
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)
    return [str(file)]


@pytest.mark.parametrize(
    ("body", "levels"),
    [
        ("echo 'ok      tools   fine' >&2; exit 0", ["ok"]),
        ("echo 'refuse  lock    held' >&2; exit 3", ["refuse"]),
        ("echo 'promote-dr.sh: --mode is wrong' >&2; exit 2", ["unknown"]),
        ("echo 'ok      tools   fine' >&2; exit 4", ["ok", "unknown"]),
        ("exit 0", ["unknown"]),  # no line is no proof
        ("echo 'refuse  lock    held' >&2; exit 0", ["refuse", "unknown"]),
    ],
)
def test_lines_and_exit_code_must_agree(tmp_path: Path, body: str, levels: list[str]) -> None:
    found = runbook_checks(script(tmp_path, body), "switchover", tmp_path)
    assert [check.level for check in found] == levels


def test_the_reason_of_a_usage_error_is_told(tmp_path: Path) -> None:
    (found,) = runbook_checks(
        script(tmp_path, "echo 'promote-dr.sh: --mode is odd' >&2; exit 2"), "switchover", tmp_path
    )
    assert found.text.endswith("exit code 2: promote-dr.sh: --mode is odd")


def test_a_script_that_hangs_or_cannot_start_is_unknown(tmp_path: Path) -> None:
    (hung,) = runbook_checks(script(tmp_path, "exec sleep 30"), "failover", tmp_path, seconds=0.3)
    assert "did not end within 0.3 s" in hung.text
    (gone,) = runbook_checks([str(tmp_path / "none")], "failover", tmp_path)
    assert "cannot be started" in gone.text


def test_a_call_that_outlives_a_late_preflight_keeps_nobody_waiting(tmp_path: Path) -> None:
    body = "echo 'refuse  lock    held' >&2; sleep 20 & echo $! > child; wait"
    began = monotonic()
    refused, late = runbook_checks(script(tmp_path, body), "failover", tmp_path, seconds=1.0)
    took = monotonic() - began
    os.kill(int((tmp_path / "child").read_text()), signal.SIGKILL)
    assert took < 10
    assert (refused.level, refused.name, late.level) == ("refuse", "lock", "unknown")


def test_what_both_moves_say_alike_stands_there_once() -> None:
    same = Check("ok", "tools", "fine", moves=("switchover",))
    lag = Check("refuse", "lag", "unknown", moves=("switchover",))
    found = merged(
        [same, lag],
        [Check("ok", "tools", "fine", moves=("failover",)), Check("warn", "lag", "unknown", moves=("failover",))],
    )
    assert [(one.name, one.level, len(one.moves)) for one in found] == [
        ("tools", "ok", 2),
        ("lag", "refuse", 1),
        ("lag", "warn", 1),
    ]
