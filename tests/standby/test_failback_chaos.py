"""Failbacks under combined trouble, drawn from a seed: killed, a region lost and found again, a second operator who
takes over, somebody's `pulumi up` in between, AWS refusing calls. `STANDBY_CHAOS=100` runs as many seeds.

The invariants are those of the fake pair (`Ground.check`), and: the last run ends in normal operation, each end before
that is a named one, and whoever was overtaken is told so. Figures of a run: `pytest -s`.
"""

from __future__ import annotations

import os
import random
from collections import Counter

import pytest

from standby.errors import DeclinedError, OvertakenError, RefusedError, StandbyError, StepError
from standby.failback.loop import apply
from standby.lock import held
from standby.pair.facts import STACKS
from standby.pair.ownership import claims, holder
from tests.standby.fake_ground import CrashError
from tests.standby.fake_world import DR, GLOBAL, PRIMARY, FakeOperator, FakePair

SEEDS = range(int(os.environ.get("STANDBY_CHAOS", "12")))
MODES = ("managed", "detach", "switchover")
FAULTS = (
    "UpdateService",
    "PutParameter",
    "CreateDBCluster",
    "DescribeDBClusters",
    "SwitchoverGlobalCluster",
    "EnableRule",
)
CODES = ("ThrottlingException", "InternalFailure", "ExpiredToken")
ENDS: Counter[str] = Counter()


class Chaos:
    """One pair, one seed, and operators that come one after the other or at the same time."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.pair = FakePair()
        self.mode = self.draw.choice(MODES)
        self.operators = 0

    def start(self) -> None:
        """A promotion, of a dead primary or a living one; it may still be down when the failback begins."""
        if self.mode != "switchover" and self.draw.random() < 0.6:
            self.pair.die()
        self.pair.promote(self.mode)
        if self.draw.random() < 0.8:
            self.pair.heal()

    def operate(self) -> str:
        """One operator, who takes over whatever lock lies there; how it ended."""
        self.operators += 1
        owner = holder(self.pair.parameters[DR]) or holder(self.pair.parameters[PRIMARY])
        lock = self.pair.lock(owner.run if owner else None, f"run-{self.operators}")
        lock._left_by_the_dead = lambda _: False  # type: ignore[method-assign,assignment]  # all live in one process
        try:
            with held(lock):
                apply(self.pair.world(FakeOperator(agrees=self.draw.random() < 0.95), lock))
        except CrashError:
            return "killed"
        except OvertakenError:
            return "overtaken"
        except RefusedError as refused:
            return refused.reason
        except (StepError, DeclinedError) as ended:
            return type(ended).__name__ if str(ended) else "a silent end"
        return "done"

    def trouble(self) -> None:
        """One to four things that happen while somebody fails back."""
        ground, first = self.pair.ground, len(self.pair.ground.calls)
        for _ in range(self.draw.randint(1, 4)):
            at = first + self.draw.randint(1, 400)
            ground.plans.append((at, self.draw.choice((self._lost, self._second, self._up, self._fault))))
        ground.plans.sort(key=lambda plan: plan[0])
        if self.draw.random() < 0.6:
            ground.crash_at = self.draw.randint(0, 500)

    def _lost(self) -> None:
        self.pair.ground.down.add(self.draw.choice((PRIMARY, DR)))
        ENDS["  a region was lost"] += 1

    def _second(self) -> None:
        ENDS["  a second operator came"] += 1
        ENDS[f"  the second ended: {self.operate()}"] += 1

    def _up(self) -> None:
        """Somebody's `pulumi up` of workloads past the gate, where the region answers."""
        stack = self.draw.choice(STACKS[2:])
        region = self.pair.region_of(stack)
        if region in self.pair.ground.down:
            return
        ENDS["  a pulumi up in between"] += 1
        self.pair.dirty.add(stack)
        if region == PRIMARY:
            self.pair.start_work(region)  # the primary's stack holds its work at production
        elif region != self.pair.aurora.served_region:
            self.pair.lower_minimum(region)

    def _fault(self) -> None:
        self.pair.ground.faults[self.draw.choice(FAULTS)] = [self.draw.choice(CODES)] * self.draw.randint(1, 4)
        ENDS["  AWS refused calls"] += 1

    def calm(self) -> None:
        """The trouble is over: what was lost answers, what was refused is allowed, and time passes."""
        pair = self.pair
        pair.ground.plans.clear()
        pair.ground.faults.clear()
        pair.ground.crash_at = None
        pair.heal()
        database = pair.aurora.databases.get(GLOBAL)
        for member in database.members if database else ():
            if member.sync == "pending-resync":
                pair.aurora.rejoin(GLOBAL, member.arn)
        pair.ground.advance(900)


@pytest.mark.parametrize("seed", SEEDS)
def test_failback_under_combined_trouble(seed: int) -> None:
    chaos = Chaos(seed)
    chaos.start()
    for _ in range(chaos.draw.randint(1, 4)):
        chaos.trouble()
        ENDS[end := chaos.operate()] += 1
        assert end != "a silent end"
        assert chaos.pair.ground.broken == []
    chaos.calm()
    chaos.draw.random = lambda: 0.0  # type: ignore[method-assign]  # the last operator agrees
    ends = [chaos.operate()]
    if ends == ["locked"]:  # two dead runs, each with the lock of one region: taken over one after the other
        ends = [chaos.operate()]
    assert ends == ["done"]
    chaos.pair.ground.advance(120)  # tasks that were started last are running
    chaos.pair.dirty.clear()  # somebody's `up` after the last verification is not the failback's to undo
    assert chaos.pair.in_normal_state()
    assert chaos.pair.ground.broken == []
    for region in (PRIMARY, DR):
        assert holder(chaos.pair.parameters[region]) is None
        for claim in claims(chaos.pair.parameters[region]):
            released = chaos.pair.parameters[region].get(f"incident/lock/{claim.generation:06d}/released", "")
            assert not released or released.startswith(f"run={claim.run} ")


def test_figures_of_this_run() -> None:
    for name, count in sorted(ENDS.items()):
        print(f"{count:5} {name}")
    assert issubclass(OvertakenError, StandbyError)
