"""The person at the console: what is said, and the word that a destructive step asks for."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import typer
from rich.console import Console

from standby.errors import DeclinedError


def output() -> Console:
    """The terminal: long lines stay whole, nothing is colored that was not asked for."""
    return Console(soft_wrap=True, highlight=False)


def show(lines: Iterable[str]) -> None:
    """What a command answers, line by line."""
    for line in lines:
        typer.echo(line)


@dataclass
class ConsoleOperator:
    """`standby.pair.seams.Operator`. `yes_to`: steps agreed to beforehand, or `all`; guards hold all the same."""

    console: Console
    yes_to: Collection[str] = ()
    agreed: set[tuple[str, str]] = field(default_factory=set)

    def say(self, line: str) -> None:
        """One line, as it is."""
        if line:
            self.console.print(line, markup=False, highlight=False, soft_wrap=True)

    def agree(self, step: str, question: str, word: str) -> None:
        """The question, then the word typed; asked once per step and word in a run.

        Raises:
            DeclinedError: another word, or nobody there to type one.
        """
        if (step, word) in self.agreed:
            return
        self.say(f"\n{step}\n{question}")
        if "all" in self.yes_to or step in self.yes_to:
            self.say(f"agreed beforehand: --yes-to {step}")
        else:
            self._typed(step, word)
        self.agreed.add((step, word))

    def _typed(self, step: str, word: str) -> None:
        if not sys.stdin.isatty():
            raise DeclinedError(
                f"{step} asks for a person; there is no terminal here. Agree beforehand: --yes-to {step}"
            )
        try:
            typed = self.console.input(f"Type [bold]{word}[/bold] to go on, anything else to stop: ")
        except (EOFError, KeyboardInterrupt):
            typed = ""
        if typed.strip() != word:
            raise DeclinedError(f"{step} was not confirmed; nothing of it was done")


def said_yes(question: str) -> bool:
    """Whether a person said so; nobody there is a no."""
    try:
        return typer.confirm(question)
    except typer.Abort:
        return False
