"""`standby preflight` as typed, on the lab: the runbook's checks, this machine's, two verdicts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from lab.process import Emulator
from standby import cli
from standby.readiness.check import Verdict
from standby.readiness.command import exit_code
from tests.scenario.promotion.seed_pair import seed_pair
from tests.standby.status.seeded import project_folder, seeded_zone

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(
    aws: Any,
    lab_env: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """`run("--format", "json")` against a seeded pair."""
    pair = seed_pair(aws)
    monkeypatch.setattr("standby.status.looks.Route53Zone", seeded_zone(pair))
    for name, value in lab_env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = project_folder(tmp_path / "project", pair)

    def call(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["standby", "preflight", "--project", str(folder), *words])
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        told = capsys.readouterr()
        return code, told.out + told.err

    return call


def test_two_verdicts_end_the_screen(run: Run) -> None:
    _, out = run()
    last = [line for line in out.splitlines() if line.startswith("ready for")]
    assert [line.split(":")[0] for line in last] == ["ready for switchover", "ready for failover"], out
    assert "no drill is on record" in out


def test_a_failover_is_judged_by_the_runbook(run: Run, lab: Emulator) -> None:
    code, out = run("--format", "json")
    found = json.loads(out)
    failover = next(one for one in found["verdicts"] if one["move"] == "failover")
    named = {check["name"] for check in found["checks"]}
    assert {"tools", "contract", "capacity", "quota", "sign-in"} <= named
    assert failover["ready"] == "yes", out
    lab.client.outage("us-west-2", "refuse")
    code, out = run("--format", "json")
    lab.client.heal()
    assert code in (3, 4)
    assert json.loads(out)["verdicts"][1]["ready"] != "yes"


def test_two_silent_regions_end_within_the_timeout_and_are_never_ready(run: Run, lab: Emulator) -> None:
    for region in ("us-east-1", "us-west-2"):
        lab.client.outage(region, "hang")
    began = monotonic()
    code, out = run("--timeout", "8")
    took = monotonic() - began
    lab.client.heal()
    assert took < 20, out  # ends runbooks for two seconds more, and leaves room for a busy machine
    assert code in (3, 4), out
    assert not [line for line in out.splitlines() if line.startswith("ready for") and ": yes" in line]


def test_a_region_outside_of_the_pair_is_usage(run: Run) -> None:
    code, out = run("--region", "eu-central-1")
    assert code == 2
    assert "is not a region of this pair" in out


def test_exit_codes() -> None:
    yes, no, unknown = (Verdict("failover", "yes"), Verdict("failover", "no"), Verdict("failover", "unknown"))
    assert [exit_code(told) for told in ((yes, yes), (yes, no), (unknown, no), (yes, unknown))] == [0, 3, 3, 4]
