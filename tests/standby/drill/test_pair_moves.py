"""The commands of a drill are those that a person would type, agreed to beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from standby.drill import pair_moves
from standby.drill.door import Door
from standby.drill.pair_moves import PairMoves
from standby.errors import StepError
from standby.stacks.project import open_project
from tests.checkout import CHECKOUT


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What was run; each ends well."""
    found: list[list[str]] = []

    def run(words: Sequence[str], *_: Any) -> int:
        found.append(list(words))
        return 0

    monkeypatch.setattr(pair_moves, "run_command", run)
    return found


def moves(tmp_path: Path, cut_command: str | None = None) -> PairMoves:
    return PairMoves(open_project(CHECKOUT), Door("x"), tmp_path, "managed", print, cut_command)


def test_promotion_and_failback(ran: list[list[str]], tmp_path: Path) -> None:
    made = moves(tmp_path)
    made.promote()
    made.fail_back()
    promotion, failback = ran
    project = open_project(CHECKOUT)
    assert promotion[promotion.index("--region") + 1] == project.dr.region
    assert promotion[promotion.index("--mode") + 1] == "managed"
    assert promotion[-4:] == ["--confirm", project.primary.names.of("global-cluster"), "--report", str(tmp_path)]
    assert "failback" in failback
    assert failback[failback.index("--yes-to") + 1] == "all"


def test_a_failed_command_stops_the_drill(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pair_moves, "run_command", lambda *_: 3)
    with pytest.raises(StepError, match="the promotion ended with exit code 3"):
        moves(tmp_path).promote()


def test_without_a_command_nothing_is_cut_and_without_a_path_nothing_is_counted(tmp_path: Path) -> None:
    made = moves(tmp_path)
    assert made.cut() is False
    made.mend()
    if made.project.primary.probe.drill_path is None:
        assert made.survivors(["a"]) is None


def test_the_cut_names_the_primary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert moves(tmp_path, cut_command="echo {region}").cut() is True
    assert open_project(CHECKOUT).primary.region in capsys.readouterr().out
