"""The loop of a failback: look, plan, do one step, look again, until nothing is left, a named stop or a no.

The loop keeps no state that matters: killed anywhere and started by anybody, it goes on from what it sees. It counts
only to give up: a wait that lasts too long, a step that changes nothing three times over.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from standby.errors import CloudError, RefusedError, StandbyError, StepError, UsageError
from standby.failback.plan import plan
from standby.failback.step import Kind, Step
from standby.failback.steps import ON_REQUEST, STEPS
from standby.failback.verdict import Plan
from standby.pair.facts import Facts
from standby.pair.observe import observe
from standby.pair.topology import Topology, topology
from standby.pair.world import World

ATTEMPTS = 3  # of one acting step that changes nothing, and of a look that fails
PASSING = frozenset({"primary-still-down", "dr-still-down", "nothing-answers"})


@dataclass
class _Progress:
    """How often or how long the same step has been next."""

    name: str = ""
    times: int = 0
    seconds: float = 0.0
    ever: Counter[str] = field(default_factory=Counter)

    def again(self, step: Step) -> None:
        if step.name != self.name:
            self.name, self.times, self.seconds = step.name, 0, 0.0
        self.times += 1
        self.ever[step.name] += 1

    @property
    def stuck(self) -> bool:
        """The same step over and over, or in turn with another (a reconcile that a proof undoes)."""
        return self.times > ATTEMPTS or self.ever[self.name] > 2 * ATTEMPTS


def apply(world: World, only: str | None = None) -> Plan:
    """All steps of a failback, or `only` the one named.

    Returns:
        The last plan: nothing left to do, or (with `only`) what comes after that step.

    Raises:
        UsageError: `only` is no step.
        RefusedError: a named reason not to go on, or a guard; `only` is not due.
        StepError: a step or wait that does not get through; run again to resume.
        DeclinedError: the operator said no.
    """
    if only is not None and only not in STEPS:
        raise UsageError(f"there is no step {only!r}; there are: {', '.join(STEPS)}")
    if only in {step.name for step in ON_REQUEST}:
        _do(world, _look(world), STEPS[only or ""])
        return plan(_look(world))
    return _walk(world, only)


def _walk(world: World, only: str | None) -> Plan:
    progress = _Progress()
    while True:
        facts = _settled_look(world, started=bool(progress.name))
        now = plan(facts)
        if now.stop is not None:
            world.journal.note(now.stop.reason, "stop", found=now.stop.found)
            raise RefusedError(now.stop.reason, f"{now.where} {now.stop.found}. {now.stop.fix}.")
        if now.step is None or (only is not None and progress.name and now.step.name != only):
            return now
        if only is not None and now.step.name != only:
            raise RefusedError("step-not-due", f"{now.where} Next is {now.step.name}, not {only}; nothing was done")
        progress.again(now.step)
        if now.step.kind is Kind.WAIT:
            _wait(world, now, progress)
        else:
            _act(world, facts, now.step, progress)


def _wait(world: World, now: Plan, progress: _Progress) -> None:
    step = now.step
    assert step is not None
    if progress.times == 1:
        world.operator.say(f"{step.name}: {step.title} …")
        world.journal.note(step.name, "waiting", where=now.where)
    if progress.seconds > step.minutes * 60 * world.patience:
        raise StepError(f"{step.name} took longer than {step.minutes * world.patience:.0f} min. {now.where}")
    world.clock.sleep(world.poll_seconds)
    progress.seconds += world.poll_seconds


def _act(world: World, facts: Facts, step: Step, progress: _Progress) -> None:
    if progress.stuck:
        raise StepError(
            f"{step.name} was done {progress.ever[step.name] - 1} times and is due again; something undoes it, or AWS "
            "has not caught up: look at `standby failback status`, then run again"
        )
    if progress.times > 1:
        world.clock.sleep(world.poll_seconds)
    _do(world, facts, step)


def _do(world: World, facts: Facts, step: Step) -> None:
    """One step: asked for where it must be, planned again with fresh facts after the answer, done, journalled."""
    if step.question is not None:
        asked, word = step.question(facts, world.database_id), step.word(facts, world.database_id)
        world.operator.agree(step.agreement or step.name, asked, word)
        facts = _look(world)
        if step not in ON_REQUEST and plan(facts).step != step:
            world.operator.say(f"{step.name}: the facts have moved on while you read; looking again")
            return
    world.lock.demand()
    world.operator.say(f"{step.name}: {step.title}")
    world.journal.note(step.name, "start")
    if not step.only_looks:
        world.evidence.changed()
    begun = time.monotonic()
    try:
        step.run(world, facts)
    except StandbyError as error:
        world.journal.note(step.name, "failed", error=str(error), seconds=round(time.monotonic() - begun, 3))
        raise
    world.journal.note(step.name, "done", seconds=round(time.monotonic() - begun, 3))


def _look(world: World) -> Facts:
    """Facts; an error on the way is tried again, bounded."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return observe(world)
        except CloudError:
            if attempt == ATTEMPTS:
                raise
            world.clock.sleep(world.poll_seconds)
    raise AssertionError("unreachable")


def _settled_look(world: World, started: bool) -> Facts:
    """As `_look`; once under way, a region's silence is believed only when it lasts."""
    facts = _look(world)
    for _ in range(ATTEMPTS - 1 if started else 0):
        stop = plan(facts).stop
        if stop is None or stop.reason not in PASSING:
            break
        world.clock.sleep(world.poll_seconds)
        facts = _look(world)
    return facts


def left_behind(facts: Facts) -> list[str]:
    """Where stopping now leaves the pair: what protects users, and what does not."""
    lines = ["Stopped; nothing was undone. `standby failback apply` goes on from here, whenever you like."]
    cluster, now = facts.primary.cluster, topology(facts)
    if facts.served == "dr":
        lines.append(f"{facts.dr.region} serves. Leave the freeze on until the primary is back: the gate reads it.")
    if now in (Topology.PRIMARY_OUT, Topology.DETACHED):
        lines.append("There is NO secondary of the database in another region until the primary has joined again.")
    if facts.config.flipped and cluster is None:
        lines.append(
            "The primary's config stays flipped on purpose: `pulumi up` must create the cluster as a secondary."
        )
    if now is Topology.NORMAL and facts.served == "dr":
        lines.append(
            "The primary writes, but the record points at DR: writes FAIL until the record has followed. Go on soon."
        )
    return lines
