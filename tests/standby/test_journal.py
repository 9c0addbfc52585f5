"""The journal: on disk before it returns, copied where it can be, read back without the line a crash cut short."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from standby.journal import FileJournal, read_lines, run_name, state_folder
from tests.standby.fake_world import DR, PRIMARY, FakePair


def test_run_name_sorts_by_time_and_names_the_process() -> None:
    assert run_name(datetime(2026, 3, 1, 3, 12, tzinfo=UTC)).startswith("failback-20260301T031200Z-")


def test_state_is_kept_outside_of_the_working_tree(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_folder("myapp", "prod") == tmp_path / "standby" / "myapp-prod"
    monkeypatch.delenv("XDG_STATE_HOME")
    assert state_folder("myapp", "prod") == Path.home() / ".local/state/standby/myapp-prod"


def test_lines_go_to_the_file_and_to_dr(tmp_path: Path) -> None:
    pair = FakePair()
    copies = (pair.region(DR).parameters, pair.region(PRIMARY).parameters)
    journal = FileJournal("run-1", tmp_path / "a" / "run-1.jsonl", copies)
    journal.note("switchover", "start")
    journal.note("switchover", "done", seconds=1.5)
    lines = read_lines(journal.file)
    assert [(line["n"], line["step"], line["event"]) for line in lines] == [
        (1, "switchover", "start"),
        (2, "switchover", "done"),
    ]
    assert json.loads(pair.parameters[DR]["run-1/0002"])["seconds"] == 1.5
    assert not any("run-1" in key for key in pair.parameters[PRIMARY])


def test_copy_goes_to_the_primary_while_dr_is_silent_and_nowhere_with_one_word(tmp_path: Path) -> None:
    pair, said = FakePair(), list[str]()
    copies = (pair.region(DR).parameters, pair.region(PRIMARY).parameters)
    journal = FileJournal("run-1", tmp_path / "run-1.jsonl", copies, said.append)
    pair.ground.down.add(DR)
    journal.note("a", "start")
    assert "run-1/0001" in pair.parameters[PRIMARY]
    pair.ground.down.add(PRIMARY)
    journal.note("a", "done")
    journal.note("b", "start")
    assert len(said) == 1
    assert "is kept in" in said[0]
    assert len(read_lines(journal.file)) == 3


def test_long_line_is_cut_for_ssm_and_whole_on_disk(tmp_path: Path) -> None:
    pair = FakePair()
    journal = FileJournal("run-1", tmp_path / "run-1.jsonl", (pair.region(DR).parameters,))
    journal.note("a", "failed", error="x" * 9000)
    assert len(pair.parameters[DR]["run-1/0001"]) < 4096
    assert len(str(read_lines(journal.file)[0]["error"])) == 9000


def test_line_cut_short_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    file.write_text('{"n": 1}\n{"n": 2, "st')
    assert read_lines(file) == [{"n": 1}]
    assert read_lines(tmp_path / "none") == []


def test_line_never_overwrites_another_and_takes_the_next_free_number(tmp_path: Path) -> None:
    pair = FakePair()
    pair.parameters[DR]["run-1/0001"] = "somebody else's"
    journal = FileJournal("run-1", tmp_path / "run-1.jsonl", (pair.region(DR).parameters,))
    journal.note("a", "start")
    assert pair.parameters[DR]["run-1/0001"] == "somebody else's"
    assert json.loads(pair.parameters[DR]["run-1/0002"])["step"] == "a"
    assert journal.file.stat().st_mode & 0o777 == 0o600
