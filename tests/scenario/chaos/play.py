"""Plays a case of `plan` on the lab, and gathers what `invariants` finds wrong."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lab.process import Emulator
from tests.scenario.chaos import invariants
from tests.scenario.chaos.plan import Attempt, Case, Hit
from tests.scenario.promotion.odd_aws import OddAws
from tests.scenario.promotion.runs import (
    ANSWERED,
    Promoter,
    Run,
    Started,
    mutating_calls,
    raise_above_production,
    until_lag_is_known,
)
from tests.scenario.promotion.seed_pair import seed_pair

IMPATIENT = {"STANDBY_READ_SECONDS": "2", "STANDBY_UNREAD_SECONDS": "6", "STANDBY_VERIFY_SECONDS": "8"}
BOUNDED = ("--timeout", "60", "--dns-timeout", "5")


class Play:
    """One case under way. `wrong`: what did not hold, with the number of the run."""

    def __init__(self, case: Case, lab: Emulator, aws: Callable[..., Any], promote: Promoter, folder: Path) -> None:
        self.case, self.lab, self.aws, self.promote, self.folder = case, lab, aws, promote, folder
        self.wrong: list[str] = []
        self.story: list[str] = []
        self.suspended: Started | None = None

    def __call__(self) -> list[str]:
        """The whole case; returns `wrong`."""
        self.lab.client.clear_faults()
        self.lab.client.reset()
        self.pair = seed_pair(self.aws)
        raise_above_production(self.aws, self.pair)
        if self.case.planned:
            until_lag_is_known(self.aws, self.pair)
        self.lab.client.forget_calls()
        if self.case.factor:
            self.lab.client.set_profile("scaled", self.case.factor)
        try:
            for number, attempt in enumerate(self.case.attempts, 1):
                if number == self.case.dies_before:
                    self._dies()
                self._attempt(number, attempt)
            self._wake("end")
            self._last()
        finally:
            self.lab.client.set_profile("instant")
        return self.wrong

    def _dies(self) -> None:
        if self.case.dies_before is not None:
            self.lab.client.outage("us-east-1", self.case.outage, control_planes=self.case.control_planes)

    def _attempt(self, number: int, attempt: Attempt) -> None:
        odd = OddAws(self.folder / f"odd-{number}", self.promote.environ)
        for hit in attempt.odd:
            odd.spoil(hit.operation, hit.number, hit.what)
        for hit in attempt.faults:
            self.lab.client.add_fault(**rule(hit))
        held = self.lab.client.add_fault(**rule(attempt.at)) if attempt.at else None
        before = len(mutating_calls(self.lab))
        sleeper, self.suspended = self.suspended, None
        environ = {**IMPATIENT, **odd.environ, "HOSTNAME": attempt.host}
        started = self.promote.start(*attempt.arguments, *ANSWERED, *BOUNDED, environ=environ)
        reached = held is not None and self._reaches(started, held["id"])
        if reached and attempt.end == "kill":
            started.kill()
            self.story.append(f"{number}: killed at {attempt.at}")
        elif reached:
            os.killpg(started.process.pid, signal.SIGSTOP)
            self.suspended = started
            self.story.append(f"{number}: sleeps at {attempt.at}")
        else:
            self._ended(str(number), started.wait(), before)
        self._quiet()
        self._check(str(number))
        if sleeper is not None:
            self._wake(f"{number}, before it", sleeper)

    def _reaches(self, started: Started, fault: int) -> bool:
        """True when the run stands at the held call; False when it has ended without it."""
        while started.process.poll() is None:
            if any(found["id"] == fault and found["held"] for found in self.lab.client.faults()):
                return True
            time.sleep(0.03)
        return False

    def _quiet(self) -> None:
        """No fault and no call under way: what AWS shows now is what there is."""
        time.sleep(0.2)
        self.lab.client.clear_faults()
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and any(
            call["outcome"] in ("in flight", "held") for call in self.lab.client.calls()
        ):
            time.sleep(0.03)

    def _check(self, name: str) -> None:
        lost = self.case.control_planes == "lost"
        if lost:
            self.lab.client.heal()
        dies_under_way = self.case.planned and self.case.dies_before is not None
        found = invariants.after_any(self.lab, self.aws, self.pair, dies_under_way=dies_under_way)
        self.wrong += [f"run {name}: {text}" for text in found]
        if self.case.planned and not dies_under_way:
            self.wrong += [f"run {name}: {text}" for text in invariants.while_both_live(self.lab, self.aws, self.pair)]
        if lost:
            self._dies()

    def _ended(self, name: str, run: Run, before: int) -> None:
        self.story.append(f"{name}: exit {run.code}")
        changed = len(mutating_calls(self.lab)) > before
        self.wrong += [f"run {name}: {text}\n{run.err}\n{run.out}" for text in invariants.told(run, changed)]

    def _wake(self, name: str, sleeper: Started | None = None) -> None:
        """The run that slept wakes up: it must notice whether somebody took over."""
        started, self.suspended = sleeper or self.suspended, None if sleeper is None else self.suspended
        if started is None:
            return
        before = len(mutating_calls(self.lab))
        os.killpg(started.process.pid, signal.SIGCONT)
        self._ended(f"awake after {name}", started.wait(), before)
        self._check(f"awake after {name}")

    def _last(self) -> None:
        """Everything is well again, but the primary may stay dead: one resume reaches the right end."""
        self.lab.client.heal()
        if self.case.control_planes == "alive":
            self._dies()
        before = len(mutating_calls(self.lab))
        mode = ("--mode", "managed" if self.case.dies_before else "switchover") if self.case.planned else ()
        run = self.promote.resume(*mode, *ANSWERED, "--timeout", "180", environ={"HOSTNAME": "last"})
        self._ended("last", run, before)
        self.lab.client.heal()
        if run.code != 0:
            self.wrong.append(f"the last resume ends with {run.code}\n{run.err}")
        self.wrong += [f"at the end: {text}" for text in invariants.at_the_end(self.lab, self.aws, self.pair)]
        self._check("last")


def rule(hit: Hit) -> dict[str, Any]:
    """The lab's fault rule for a hit."""
    found = {"operation": hit.operation, "after": hit.number - 1, "error": hit.what, "phase": hit.phase}
    return found if hit.times is None else {**found, "times": hit.times}
