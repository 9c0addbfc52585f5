"""`standby status` names both regions, the record and the database's state."""

from __future__ import annotations

from pathlib import Path

import pytest

from standby import connect, status
from standby.errors import StepError
from standby.pair.observe import observe
from standby.stacks.project import open_project
from tests.checkout import CHECKOUT
from tests.standby.fake_world import DR, PRIMARY, FakePair


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakePair:
    pair = FakePair()
    project = open_project(CHECKOUT)
    found = connect.Connection(project, pair.world(), tmp_path / "run.jsonl")
    monkeypatch.setattr(connect, "look", lambda _: (found, observe(found.world)))
    return pair


def test_both_regions_the_record_and_the_database(pair: FakePair, capsys: pytest.CaptureFixture[str]) -> None:
    pair.promote("detach")
    status.status()
    out = capsys.readouterr().out
    assert PRIMARY in out
    assert DR in out
    assert "record   app.example.com -> d-dr.execute-api" in out
    assert "DR writes on its own" in out


def test_neither_region_answering_is_an_error_after_the_screen(
    pair: FakePair, capsys: pytest.CaptureFixture[str]
) -> None:
    pair.ground.down |= {PRIMARY, DR}
    with pytest.raises(StepError, match="neither region answers"):
        status.status()
    assert "us-east-1 does not answer" in capsys.readouterr().out
