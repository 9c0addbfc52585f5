"""`standby settle` asks once, shows the diff, and says when there is nothing to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from standby import connect
from standby.errors import DeclinedError, RefusedError
from standby.options import Options
from standby.settle.command import command
from standby.stacks.project import open_project
from tests.checkout import CHECKOUT
from tests.standby.fake_world import FakeOperator, FakePair


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakePair:
    pair, project = FakePair(), open_project(CHECKOUT)

    def opened(options: Options, *, gate: bool = True) -> connect.Connection:
        assert not gate
        world = pair.world(FakeOperator(agrees=bool(options.yes_to)), pair.lock(options.take_over))
        return connect.Connection(project, world, tmp_path / "run.jsonl")

    monkeypatch.setattr(connect, "open_pair", opened)
    return pair


def test_diff_and_end_are_shown_and_a_second_time_does_nothing(
    pair: FakePair, capsys: pytest.CaptureFixture[str]
) -> None:
    pair.promote("managed")
    command(yes=True)
    out = capsys.readouterr().out
    assert "+ production" in out
    assert "myapp-prod is settled in us-west-2" in out
    command(yes=True)
    assert "nothing to do" in capsys.readouterr().out


def test_no_is_a_no_and_a_normal_pair_is_refused(pair: FakePair) -> None:
    with pytest.raises(RefusedError, match="cannot settle"):
        command(yes=True)
    pair.promote("managed")
    with pytest.raises(DeclinedError):
        command()
    assert not pair.role.settled
