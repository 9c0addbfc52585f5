"""A project folder becomes a world; nothing is called on the way."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from lab.config import CHECKOUT
from standby.connect import WallClock, Wishes, connect, write_report
from standby.errors import UsageError
from standby.pair.observe import observe
from tests.standby.fake_world import FakePair


@pytest.fixture(autouse=True)
def _state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def console() -> Console:
    return Console(file=io.StringIO(), soft_wrap=True)


def test_names_regions_and_limits_come_from_the_project() -> None:
    world = connect(Wishes(project=CHECKOUT, max_lag_ms=80.0, patience=2.0), console()).world
    assert world.database_id == "myapp-prod-global"
    assert (world.home.name, world.home.cluster_id) == ("us-east-1", "myapp-prod-us-east-1")
    assert (world.dr.name, world.dr.cluster_id) == ("us-west-2", "myapp-prod-us-west-2")
    assert (world.limits.max_lag_ms, world.limits.warm_tasks, world.limits.home_instances) == (80.0, 1, 2)
    assert world.patience == 2.0


def test_no_gate_no_failback(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no policy pack in"):
        connect(Wishes(project=CHECKOUT, policy_pack=tmp_path), console())


def test_report_lies_beside_the_journal() -> None:
    desk = connect(Wishes(project=CHECKOUT), console())
    desk.journal_file.parent.mkdir(parents=True)
    desk.journal_file.write_text('{"time": "2026-03-01T03:00:00Z", "step": "prove", "event": "done"}\n')
    file = write_report(desk, observe(FakePair().world()), 0.021)
    assert file == desk.journal_file.with_suffix(".md")
    assert "| 2026-03-01T03:00:00Z | prove | done |" in file.read_text()


def test_wall_clock_is_utc_and_waits() -> None:
    before = datetime.now(UTC)
    WallClock().sleep(0.01)
    assert 0 < (WallClock().now() - before).total_seconds() < 5
