"""What a look at the facts can end in: a step, a named reason to stop, or nothing left to do."""

from __future__ import annotations

from dataclasses import dataclass

from standby.failback.step import Step
from standby.failback.steps import STEPS


@dataclass(frozen=True)
class Stop:
    """A named reason not to go on: what was found, and what a person does about it."""

    reason: str
    found: str
    fix: str


@dataclass(frozen=True)
class Plan:
    """Where the pair is (`where`) and what is next: a step, a stop, or neither (`nothing_to_do`)."""

    where: str
    step: Step | None = None
    stop: Stop | None = None

    @property
    def nothing_to_do(self) -> bool:
        """Nothing to do."""
        return self.step is None and self.stop is None


def go(where: str, name: str) -> Plan:
    return Plan(where, step=STEPS[name])


def halt(where: str, reason: str, found: str, fix: str) -> Plan:
    return Plan(where, stop=Stop(reason, found, fix))
