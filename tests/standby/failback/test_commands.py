"""`standby failback …`: each command's help says what it does; how they end is in `tests/standby/test_cli.py`."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from standby.cli import app


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("status", "from facts alone"),
        ("plan", "changes nothing"),
        ("apply", "Run again to resume"),
        ("abort", "Undoes nothing"),
    ],
)
def test_help_says_what_the_command_does(command: str, words: str) -> None:
    text = " ".join(CliRunner().invoke(app, ["failback", command, "--help"]).output.split())
    assert words in text
