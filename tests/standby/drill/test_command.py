"""`standby drill` as typed: who may drill what, and what it ends in."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from standby import cli
from standby.drill import command
from standby.drill.course import Course
from standby.errors import StepError
from standby.status.looks import Looks
from tests.scenario.promotion.seed_pair import Pair, Region
from tests.standby.drill.fake_app import App
from tests.standby.drill.test_course import FakeMoves
from tests.standby.record.records import drill, move
from tests.standby.status.seeded import project_folder
from tests.standby.status.statuses import status

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run("--mode", …)` on a pair of its own, with fake moves and the small application."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(command, "PairMoves", lambda *_: FakeMoves(app, loses=3))
    monkeypatch.setattr(command, "newest_lag", lambda *_: 120.0)
    monkeypatch.setattr(Looks, "look", lambda _: status())
    pair = Pair(Region("us-east-1", {}, ()), Region("us-west-2", {}, ()), "Z0")

    def call(*words: str, **changes: Any) -> tuple[int, str]:
        folder = project_folder(tmp_path / "project", pair)
        shared = yaml.safe_load((folder / "Pulumi.yaml").read_text())
        shared["config"] |= {f"standby:{key}": {"value": value} for key, value in changes.items()}
        (folder / "Pulumi.yaml").write_text(yaml.safe_dump(shared))
        quick = ("--via", app.url, "--before", "1", "--after", "1", "--project", str(folder))
        monkeypatch.setattr(sys, "argv", ["standby", "drill", *quick, *words])
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        told = capsys.readouterr()
        return code, told.out + told.err

    return call


def test_a_drill_on_the_lab_leaves_record_report_and_log(run: Run, tmp_path: Path) -> None:
    code, out = run("--on", "lab", "--mode", "failover", probe={"drillPath": "/orders"})
    assert code == 0, out
    folder = tmp_path / "state" / "standby" / "myapp-prod"
    (record,) = folder.glob("*.record.json")
    (page,) = folder.glob("drill-*.html")
    assert "Disaster recovery drill (failover)" in page.read_text()
    assert (folder / record.name.removesuffix(".record.json") / "client.jsonl").is_file()


def test_in_an_account_a_failover_of_production_is_refused(run: Run) -> None:
    code, out = run("--mode", "failover")
    assert code == 3
    assert "standby:production is true for myapp-prod" in out
    code, out = run("--mode", "switchover", "--yes")
    assert code == 3


def test_in_an_account_somebody_types_the_name(run: Run) -> None:
    code, out = run("--mode", "switchover")
    assert code == 5
    assert "writes fail for a while, twice" in out
    code, out = run("--mode", "failover", "--yes", production=False)
    assert code == 0, out


def test_a_mode_that_there_is_not_is_usage(run: Run) -> None:
    assert run("--mode", "managed")[0] == 2


def test_a_missed_objective_is_not_zero(app: App) -> None:
    course = Course("failover", None, FakeMoves(app), None, print)  # type: ignore[arg-type]
    assert command.exit_code(drill(), course) == 0
    slow = move().model_copy(update={"outcome": "failed"})
    assert command.exit_code(drill().model_copy(update={"moves": (slow,)}), course) == 3
    course.problem = StepError("x")
    assert command.exit_code(drill(), course) == 4
