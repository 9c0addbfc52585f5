"""Moves from journals and from records of drills: one of each run, the measured one if there is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from standby.record.journals import Journals
from standby.record.pair_records import assembled, pair_records
from standby.record.store import write
from standby.stacks.project import open_project
from tests.standby.record.records import drill
from tests.standby.record.test_moves import promotion

CHECKOUT = Path(__file__).resolve().parents[3]


def test_a_measured_move_replaces_its_journal(tmp_path: Path) -> None:
    file = write(drill(), tmp_path)
    run = drill().moves[0].run
    lines = {run: [{**line, "run": run} for line in promotion()], "other": promotion()}
    found = assembled(Journals(lines, ("us-east-2: silent",)), (file,), "myapp", "prod")
    assert len(found.moves) == 2
    assert next(move for move in found.moves if move.run == run).measured is not None
    assert found.drills[drill().name] == drill()
    assert found.unread == ("us-east-2: silent",)


def test_what_cannot_be_read_is_said_and_the_rest_stays(tmp_path: Path) -> None:
    bad = tmp_path / "bad.record.json"
    bad.write_text("{")
    found = assembled(Journals({"empty": [{"step": "x"}]}), (bad,), "myapp", "prod")
    assert found.moves == ()
    assert [words.split(" ")[0] for words in found.unread] == [str(bad), "empty:"]


def test_files_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    project = open_project(CHECKOUT)
    names = project.primary.names
    write(drill(), tmp_path / "standby" / names.stem)
    assert drill().name in pair_records(project, remote=False).drills
