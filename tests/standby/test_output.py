"""Tables for people, JSON for programs."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from standby.output import console, print_json, table


def test_json_has_times_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"at": datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "nothing": None})
    assert json.loads(capsys.readouterr().out) == {"at": "2026-01-02 03:04:00+00:00", "nothing": None}


def test_a_table_in_a_pipe_cuts_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    console().print(table((("name", "left"), ("number", "right")), [("a" * 90, "1"), ("b" * 90, "2")], "title"))
    out = capsys.readouterr().out
    assert "a" * 90 in out
    assert "title" in out
