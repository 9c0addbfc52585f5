"""`standby history` as typed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from standby import cli
from standby.record.store import write
from standby.stacks.project import open_project
from tests.standby.record.records import drill

CHECKOUT = Path(__file__).resolve().parents[3]


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["standby", "history", "--project", str(CHECKOUT), *words])
    try:
        cli.main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """This pair's state folder, empty."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "standby" / open_project(CHECKOUT).primary.names.stem


def test_no_move_is_said(state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert not state.exists()
    assert run(monkeypatch, "--local") == 0
    assert "no move is on record" in capsys.readouterr().out


def test_table_json_and_page(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    write(drill(), state)
    assert run(monkeypatch, "--local") == 0
    assert "us-east-2 → us-west-2" in capsys.readouterr().out
    page = tmp_path / "h.html"
    assert run(monkeypatch, "--local", "--format", "json", "--html", str(page)) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["moves"][0]["lost"] == 2
    text = page.read_text()
    assert "<svg" in text
    assert "http-equiv" not in text
    assert 'src="' not in text


def test_neither_region_and_no_file_is_an_error(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not state.exists()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setattr("standby.aws.cloud.ATTEMPTS", 1)
    assert run(monkeypatch) == 4
    told = capsys.readouterr().err
    assert told.count("not read:") == 2
    assert "neither region could be read" in told
