"""One step of a failback: its name and title, what it does, what it refuses, what it asks, and whether it only looks.

A step with a `question` asks before it acts; a step without an `action` waits. `demand` is the guard's last word: it is
called with facts that were read after the operator agreed, right before the action.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from standby.errors import RefusedError
from standby.pair.facts import Facts
from standby.pair.world import World

Action = Callable[[World, Facts], None]
Guard = Callable[[Facts], list[str]]  # every reason against, so that one look shows all of them
Asked = Callable[[Facts, str], str]  # facts and the global database's identifier -> text


class Kind(StrEnum):
    """What a step is to the operator."""

    ACT = "acts"
    ASK = "asks, then acts"
    WAIT = "waits"


def _yes(_: Facts, __: str) -> str:
    return "yes"


def _never(_: Facts) -> bool:
    return False


@dataclass(frozen=True)
class Step:
    """One step.

    `expected`: whether the facts of now ask for it, now or later on the way; decides what `failback plan` shows.
    `word`: what the operator types after the question. `agreement`: the name under which the answer counts, for steps
    that ask the same thing. `only_looks`: nothing that was verified before it is changed. `minutes`: a wait's limit.
    """

    name: str
    title: str
    action: Action | None = None
    guard: Guard | None = None
    question: Asked | None = None
    word: Asked = _yes
    agreement: str = ""
    only_looks: bool = False
    minutes: float = 0.0
    expected: Callable[[Facts], bool] = _never

    @property
    def kind(self) -> Kind:
        """Whether it acts, asks first or waits; never stated, always read off what the step has."""
        if self.action is None:
            return Kind.WAIT
        return Kind.ASK if self.question is not None else Kind.ACT

    def demand(self, facts: Facts) -> None:
        """Nothing, if the guard finds no reason against.

        Raises:
            RefusedError: with every reason; its `reason` is `guard-<name>`.
        """
        reasons = self.guard(facts) if self.guard is not None else []
        if reasons:
            raise RefusedError(f"guard-{self.name}", f"{self.name} is refused: " + "; ".join(reasons))

    def run(self, world: World, facts: Facts) -> None:
        """The guard, then the action. A step that waits does nothing."""
        self.demand(facts)
        if self.action is not None:
            self.action(world, facts)


def wait(name: str, title: str, minutes: float, expected: Callable[[Facts], bool] = _never) -> Step:
    """A step that waits for what AWS does."""
    return Step(name, title, minutes=minutes, expected=expected)


def reasons(*checks: tuple[bool, str]) -> list[str]:
    """The sentences of the checks that are wrong."""
    return [sentence for wrong, sentence in checks if wrong]
