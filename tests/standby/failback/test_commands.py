"""`standby failback …`: each command's help says what it does; how they end is in `tests/standby/test_cli.py`."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from standby.cli import app_for
from standby.errors import UsageError
from standby.failback.commands import checked_agreements


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
    text = " ".join(CliRunner().invoke(app_for(), ["failback", command, "--help"]).output.split())
    assert words in text


def test_agreement_to_a_step_that_does_not_ask_is_a_usage_error_with_the_nearest_name() -> None:
    assert checked_agreements(["switchover", "all"]) == ("switchover", "all")
    with pytest.raises(UsageError, match="did you mean switchover"):
        checked_agreements(["swichover"])
    with pytest.raises(UsageError, match=r"These ask: .*delete-stale"):
        checked_agreements(["dance"])
