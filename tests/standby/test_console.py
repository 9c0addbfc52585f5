"""The person: the right word goes on, every other ends, and nobody there is a no."""

from __future__ import annotations

import io
import sys

import pytest
from rich.console import Console

from standby.console import ConsoleOperator
from standby.errors import DeclinedError


def person(monkeypatch: pytest.MonkeyPatch, types: str | None, yes_to: tuple[str, ...] = ()) -> ConsoleOperator:
    operator = ConsoleOperator(Console(file=io.StringIO(), soft_wrap=True), yes_to)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: types is not None, raising=False)
    monkeypatch.setattr(operator.console, "input", lambda _: types)
    return operator


def said(operator: ConsoleOperator) -> str:
    file = operator.console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_right_word_is_asked_for_once_per_run(monkeypatch: pytest.MonkeyPatch) -> None:
    operator = person(monkeypatch, " myapp-prod-us-east-1 ")
    operator.agree("delete-stale", "what is lost", "myapp-prod-us-east-1")
    operator.agree("delete-stale", "what is lost", "myapp-prod-us-east-1")
    assert said(operator).count("what is lost") == 1


@pytest.mark.parametrize("typed", ["", "yes", "myapp-prod-us-west-2", "MYAPP-PROD-US-EAST-1"])
def test_any_other_word_is_a_no(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    with pytest.raises(DeclinedError, match="nothing of it was done"):
        person(monkeypatch, typed).agree("delete-stale", "?", "myapp-prod-us-east-1")


def test_nobody_there_is_a_no_that_says_how_to_agree_beforehand(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DeclinedError, match="--yes-to switchover"):
        person(monkeypatch, None).agree("switchover", "?", "yes")


@pytest.mark.parametrize("yes_to", [("switchover",), ("all",)])
def test_agreed_beforehand_still_shows_the_question(monkeypatch: pytest.MonkeyPatch, yes_to: tuple[str, ...]) -> None:
    operator = person(monkeypatch, None, yes_to)
    operator.agree("switchover", "writes move [back]", "yes")
    assert "writes move [back]" in said(operator)
    with pytest.raises(DeclinedError):
        person(monkeypatch, None, ("other",)).agree("switchover", "?", "yes")
