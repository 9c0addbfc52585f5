"""Plays a case of `failback_plan` on the lab, and gathers what `failback_invariants` finds wrong."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lab.process import Emulator
from standby.pair.facts import STACKS, StackRef
from tests.scenario.chaos import failback_invariants as invariants
from tests.scenario.chaos.failback_operator import Operator, world_of
from tests.scenario.chaos.failback_plan import FailbackCase, Trouble
from tests.scenario.chaos.play import rule
from tests.scenario.chaos.stacks_stand_in import StandInStacks
from tests.scenario.promotion.runs import ANSWERED, Promoter, until_lag_is_known
from tests.scenario.promotion.seed_pair import seed_pair
from tests.scenario.promotion.switchovers import doubled, incident
from tests.scenario.promotion.truth import record_target

LAST_OPERATORS = 3  # each of two dead runs may hold the lock of one region


class FailbackPlay:
    """One case under way. `wrong`: what did not hold; `story`: what happened."""

    def __init__(
        self, case: FailbackCase, lab: Emulator, aws: Callable[..., Any], promote: Promoter, folder: Path
    ) -> None:
        self.case, self.lab, self.aws, self.promote, self.folder = case, lab, aws, promote, folder
        self.wrong: list[str] = []
        self.story: list[str] = []
        self.operators: list[Operator] = []
        self.single, self.came_up = case.mode == "switchover", False

    def __call__(self) -> list[str]:
        """The whole case; returns `wrong`."""
        self.lab.client.clear_faults()
        self.lab.client.heal()
        self.lab.client.reset()
        self.pair = seed_pair(self.aws)
        self.stacks = StandInStacks(self.aws, self.pair, self.folder / "checkout")
        until_lag_is_known(self.aws, self.pair)
        self._promoted()
        self.lab.client.forget_calls()
        try:
            sleeper: Operator | None = None
            for trouble in self.case.operators:
                sleeper = self._operator(trouble, sleeper)
            self._wake(sleeper)
            self._last()
        finally:
            for operator in self.operators:
                operator.kill()
        return self.wrong

    def _promoted(self) -> None:
        if self.case.dead:
            self.lab.client.outage(self.pair.primary.name, "refuse")
        run = self.promote("--mode", self.case.mode, *ANSWERED, "--timeout", "60")
        if run.code != 0:
            self.wrong.append(f"the promotion ends with {run.code}\n{run.err}")
        for stack in STACKS[:2]:
            self.stacks.drift(stack).touch()
        if self.case.healed:
            self.lab.client.heal()

    def _start(self) -> Operator:
        run = f"failback-{len(self.operators) + 1}"
        work = lambda: world_of(self.pair, self.stacks, run, self.folder)  # noqa: E731 - the child calls it
        self.operators.append(Operator(run, self.folder, self.promote.environ, work))
        return self.operators[-1]

    def _operator(self, trouble: Trouble, sleeper: Operator | None) -> Operator | None:
        """One operator comes; returns who sleeps after it."""
        for hit in trouble.faults:
            self.lab.client.add_fault(**rule(hit))
        held = self.lab.client.add_fault(**rule(trouble.at))["id"]
        operator, suspended = self._start(), None
        if self._reaches(operator, held):
            self.story.append(f"{operator.run}: {trouble.what} at {trouble.at.operation} {trouble.at.number}")
            suspended = self._meets(operator, trouble)
        if suspended is None:
            self._ended(operator)
        self._check(operator.run)
        self._wake(sleeper)
        return suspended

    def _reaches(self, operator: Operator, fault: int) -> bool:
        while operator.alive():
            if any(found["id"] == fault and found["held"] for found in self.lab.client.faults()):
                return True
            time.sleep(0.02)
        return False

    def _meets(self, operator: Operator, trouble: Trouble) -> Operator | None:
        """What happens while the call is held; the call goes on afterwards. Returns an operator who sleeps."""
        if trouble.what == "kill":
            operator.kill()
        elif trouble.what == "sleep":
            operator.suspend()
        elif trouble.what.startswith("lose-"):
            lost = self.pair.primary if trouble.what == "lose-primary" else self.pair.dr
            self.lab.client.outage(lost.name, trouble.outage)
        elif trouble.what.startswith("up-"):
            # the freeze is deleted after the last verification: what drifts then is not the failback's to undo
            verified = trouble.at.operation == "DeleteParameter"
            self._somebody_comes_up(trouble.what.removeprefix("up-"), drifts=not verified)
        self.lab.client.clear_faults()
        return operator if trouble.what == "sleep" else None

    def _somebody_comes_up(self, side: str, *, drifts: bool) -> None:
        """`pulumi up` of workloads past the gate, but for the one that would scale down what serves.

        Nothing is left drifted once the incident is closed: that would not be the failback's to undo.
        """
        stack = StackRef("workloads", "primary" if side == "primary" else "dr")
        primary_serves = record_target(self.aws, self.pair.zone_id) != self.pair.dr.values["ingress/api-domain-target"]
        if stack.side == "primary" or primary_serves:
            self.stacks.up(stack)
        if drifts and "freeze" in incident(self.aws, self.pair.dr.name):
            self.stacks.drift(stack).touch()
        self.came_up = True

    def _ended(self, operator: Operator) -> None:
        end = operator.wait()
        self.story.append(f"{operator.run}: {end[:150]}")
        if not operator.killed:
            self.wrong += [f"{operator.run} {text}" for text in invariants.told(end)]

    def _check(self, name: str) -> None:
        """Trouble ends, calls that are under way end, and everything that must hold does."""
        self.lab.client.clear_faults()
        self.lab.client.heal()
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and any(
            call["outcome"] in ("in flight", "held") for call in self.lab.client.calls()
        ):
            time.sleep(0.02)
        # a `pulumi up` past the gate starts work that a failback would not have started
        single = self.single and not self.came_up
        found = invariants.after_any(self.lab, self.aws, self.pair, single=single)
        self.wrong += [f"after {name}: {text}" for text in found]
        self.single = self.single or not doubled(self.aws, self.pair)

    def _wake(self, sleeper: Operator | None) -> None:
        """Who slept goes on: it must notice whether somebody took over."""
        if sleeper is not None:
            sleeper.wake()
            self._ended(sleeper)
            self._check(f"{sleeper.run}, awake")

    def _last(self) -> None:
        for _ in range(LAST_OPERATORS):
            operator = self._start()
            end = operator.wait()
            self.story.append(f"{operator.run}, the last: {end[:300]}")
            if end != "locked":
                break
        if end != "done":
            self.wrong.append(f"the last operator ends with {end}")
        self._check("the last")
        self.wrong += [
            f"at the end: {text}"
            for text in invariants.at_the_end(self.lab, self.aws, self.pair, self.case, self.stacks)
        ]
