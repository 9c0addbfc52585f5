"""`standby report` as typed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from standby import cli
from standby.record.store import write
from standby.stacks.project import open_project
from tests.standby.record.records import drill
from tests.standby.record.test_moves import RUN, promotion

CHECKOUT = Path(__file__).resolve().parents[3]


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["standby", "report", "--local", "--project", str(CHECKOUT), *words])
    try:
        cli.main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """This pair's state folder, with a drill and the journal of a promotion in it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "standby" / open_project(CHECKOUT).primary.names.stem
    write(drill(), folder)
    (folder / f"{RUN}.jsonl").write_text("\n".join(json.dumps(line) for line in promotion()))
    return folder


def test_the_newest_is_the_default(state: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert state.exists()
    assert run(monkeypatch) == 0
    file = tmp_path / f"{drill().name}.html"
    assert "Disaster recovery drill" in file.read_text()
    assert file.stat().st_mode & 0o077 == 0


def test_a_run_from_its_journal_with_what_people_know(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = state / "x.html"
    typed = ("--decided-by", "Ada <ada>", "--outage-started", "2026-11-26T02:50:00Z")
    assert run(monkeypatch, RUN, "--out", str(out), *typed) == 0
    text = out.read_text()
    assert "Ada &lt;ada&gt;" in text
    assert "2026-11-26 02:50:00" in text
    assert "Objectives not measured" in text


def test_a_file_by_name_and_json(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = state / f"{drill().name}.record.json"
    assert run(monkeypatch, str(file), "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["name"] == drill().name


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nobody",), "there is no run 'nobody'; the newest are:"),
        (("--decided-at", "noon", "--decided-by", "x"), "--decided-at 'noon' is no time"),
    ],
)
def test_bad_input_is_one_message(
    state: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    told: str,
) -> None:
    assert state.exists()
    assert run(monkeypatch, *words) == 2
    assert told in capsys.readouterr().err


def test_nothing_on_record_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "empty"))
    assert run(monkeypatch) == 2
    assert "there is no journal and no record of this pair" in capsys.readouterr().err
