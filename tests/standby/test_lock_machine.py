"""Three operators and one lock, interleaved at every call, suspended, woken, cut off and with answers that get lost.

Each operator runs in a thread of its own that stops before every call to the store and goes on only when the machine
lets it. What holds at every moment: an operator acts only while its last check is fresh, at that check it was the
owner, and once a successor has acted nobody who was overtaken acts again.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from standby.errors import RefusedError, StepError, UnreachableError
from standby.lock import CHECK_SECONDS, Lock
from standby.pair.ownership import Claim, claims, holder

START = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)


class GoneError(BaseException):
    """The operator's process was killed."""


@dataclass
class Turns:
    """Lets a thread do one call at a time."""

    may_go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    waits: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    killed: bool = False
    loses_answer: bool = False

    def call(self) -> None:
        self.waits.release()
        self.may_go.acquire()
        if self.killed:
            raise GoneError


@dataclass
class Place:
    """`Parameters` as one operator sees them: each call waits for its turn."""

    store: dict[str, str]
    turns: Turns
    region: str = "r"

    def _answer(self) -> None:
        if self.turns.loses_answer:
            self.turns.loses_answer = False
            raise UnreachableError("r", "call", "ReadTimeoutError", "lost")

    def read(self) -> Mapping[str, str]:
        return self.locks()

    def locks(self) -> Mapping[str, str]:
        self.turns.call()
        self._answer()
        return dict(self.store)

    def some(self, keys: Sequence[str]) -> Mapping[str, str]:
        self.turns.call()
        self._answer()
        return {key: value for key, value in self.store.items() if key in keys}

    def put(self, key: str, value: str) -> None:
        raise AssertionError(f"overwrites {key} with {value}")

    def put_new(self, key: str, value: str) -> bool:
        self.turns.call()
        made = self.store.setdefault(key, value) == value
        self._answer()
        return made

    def delete(self, key: str) -> None:
        raise AssertionError(f"deletes {key}")


class LockAmongTheLiving(Lock):
    """All operators live in one process here: nobody is taken for dead."""

    def _left_by_the_dead(self, _: Claim | None) -> bool:
        return False


class Operator(threading.Thread):
    """Takes the lock (over, if it must), acts three times behind a check each, and releases."""

    def __init__(self, machine: LockMachine, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.machine, self.turns, self.ended, self.overtaken_by = machine, Turns(), False, ""
        self.start()

    def now(self) -> datetime:
        return self.machine.now

    def sleep(self, seconds: float) -> None:
        until = self.machine.now + timedelta(seconds=seconds)
        while self.machine.now < until:
            self.turns.call()

    def run(self) -> None:
        try:
            self._work()
        except (RefusedError, StepError, GoneError):
            pass
        finally:
            self.ended = True
            self.turns.waits.release()

    def _work(self) -> None:
        victim = holder(self.machine.store)
        over = victim.run if victim else None
        places = (Place(self.machine.store, self.turns), Place(self.machine.peer, self.turns))
        lock = LockAmongTheLiving(self.name, places, self, take_over=over)
        lock.take()
        for _ in range(6):
            lock.demand()
            self.turns.call()  # suspended here, for however long
            lock.demand_fresh()
            self.machine.act(self.name, lock)
        lock.release()


class LockMachine(RuleBasedStateMachine):
    """The store of two regions, time, and whoever is at a console."""

    def __init__(self) -> None:
        super().__init__()
        self.store: dict[str, str] = {}
        self.peer: dict[str, str] = {}
        self.now = START
        self.operators: list[Operator] = []
        self.acts: list[tuple[str, dict[int, int]]] = []
        self.wrong: list[str] = []

    def act(self, name: str, lock: Lock) -> None:
        """The irreversible call, made in the same moment as the check of its freshness."""
        if lock.checked is None or self.now - lock.checked >= timedelta(seconds=CHECK_SECONDS):
            self.wrong.append(f"{name} acted on an old check")
        self.acts.append((name, dict(lock.held)))

    def _step(self, operator: Operator) -> None:
        if not operator.ended:
            operator.turns.waits.acquire()
            if not operator.ended:
                operator.turns.may_go.release()
                operator.turns.waits.acquire()  # until it waits for the next turn, or has ended
                operator.turns.waits.release()

    @rule()
    def somebody_comes(self) -> None:
        if sum(not one.ended for one in self.operators) < 3:
            self.operators.append(Operator(self, f"run-{len(self.operators)}"))

    @rule(which=st.integers(0, 9), calls=st.integers(1, 25))
    def goes_on(self, which: int, calls: int) -> None:
        if self.operators:
            for _ in range(calls):
                self._step(self.operators[-1 - which % len(self.operators)])

    @rule(which=st.integers(0, 9))
    def goes_on_until_it_has_acted(self, which: int) -> None:
        if self.operators:
            one, before = self.operators[-1 - which % len(self.operators)], len(self.acts)
            while not one.ended and len(self.acts) == before:
                self._step(one)
                self.now += timedelta(seconds=1)

    @rule(which=st.integers(0, 9))
    def loses_an_answer(self, which: int) -> None:
        if self.operators:
            self.operators[-1 - which % len(self.operators)].turns.loses_answer = True

    @rule(which=st.integers(0, 9))
    def is_killed(self, which: int) -> None:
        if self.operators:
            one = self.operators[-1 - which % len(self.operators)]
            one.turns.killed = True
            self._step(one)

    @rule(seconds=st.sampled_from([1, 14, 16, 21]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @invariant()
    def nobody_acts_after_a_successor_has(self) -> None:
        assert self.wrong == []
        for place in (0, 1):
            generations = [held[place] for _, held in self.acts if place in held]
            assert generations == sorted(generations), self.acts

    @invariant()
    def generations_have_no_gap_and_one_owner(self) -> None:
        for store in (self.store, self.peer):
            numbers = [claim.generation for claim in claims(store)]
            assert numbers == list(range(1, len(numbers) + 1))
            for claim in claims(store):
                if claim.released:
                    assert store[f"incident/lock/{claim.generation:06d}/released"].startswith(f"run={claim.run} ")

    def teardown(self) -> None:
        for one in self.operators:
            one.turns.killed = True
            for _ in range(3):
                self._step(one)
            one.join(timeout=5)
            assert not one.is_alive()


TestLock = LockMachine.TestCase
TestLock.settings = settings(
    max_examples=100, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
