"""A project folder becomes a world; nothing is called on the way."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from standby.connect import WallClock, look, open_pair
from standby.errors import UsageError
from standby.options import Options
from standby.pair.observe import observe
from standby.stacks.project import open_project
from tests.checkout import CHECKOUT
from tests.standby.fake_world import FakePair


@pytest.fixture(autouse=True)
def _state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def test_names_regions_and_limits_come_from_the_project() -> None:
    world = open_pair(Options(project=CHECKOUT, max_lag_ms=80.0, patience=2.0)).world
    assert world.database_id == "myapp-prod-global"
    project = open_project(CHECKOUT)
    for region, settings in ((world.primary, project.primary), (world.dr, project.dr)):
        assert (region.name, region.cluster_id) == (settings.region, f"myapp-prod-{settings.region}")
    assert (world.limits.max_lag_ms, world.limits.warm_tasks) == (80.0, 1)
    assert world.limits.primary_instances == project.primary.database.instances
    assert world.patience == 2.0


def test_no_gate_no_failback(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no policy pack in"):
        open_pair(Options(project=CHECKOUT, policy_pack=tmp_path))


def test_a_look_needs_no_policy_pack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pair = FakePair()
    monkeypatch.setattr("standby.connect.observe", lambda _: observe(pair.world()))
    connection, facts = look(Options(project=CHECKOUT, policy_pack=tmp_path))
    assert (connection.title, facts.served) == ("myapp-prod", "primary")


def test_wall_clock_is_utc_and_waits() -> None:
    before = datetime.now(UTC)
    WallClock().sleep(0.01)
    assert 0 < (WallClock().now() - before).total_seconds() < 5
