"""One operator at a time: this run's generation of the lock, in both regions, DR first; shared with the promotion.

Nothing is overwritten or deleted: taking creates the next generation, releasing creates its marker. A lock outlives a
killed run on purpose. One that a dead process of this machine left is taken over and said so; any other failback's is
taken over only by `--take-over RUN`, and a promotion's only where that promotion has finished without this region.
"""

from __future__ import annotations

import getpass
import os
import re
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from standby.errors import CloudError, OvertakenError, RefusedError, UnreachableError
from standby.pair.ownership import RELEASED, Claim, claims, holder, key_of, left_behind
from standby.pair.seams import Clock, Ownership, Parameters

CHECK_SECONDS = 15.0  # how long a check allows what follows it
SETTLE_SECONDS = 20.0  # how long a successor waits, so that the check of who was overtaken has run out


def claim_text(run: str, now: datetime, pid: int) -> str:
    """`run=… kind=failback by=… at=… host=… pid=…`; no value holds a space."""
    host = _word(socket.gethostname())
    by = f"{_word(_user())}@{host}"
    return f"run={run} kind=failback by={by} at={_stamp(now)} host={host} pid={pid}"


@dataclass
class Lock:
    """This run's ownership. `places`: the contracts that hold it, DR's first; one that is silent is left out."""

    run: str
    places: Sequence[Parameters]
    clock: Clock
    say: Callable[[str], None] = lambda _: None
    take_over: str | None = None
    pid: int = field(default_factory=os.getpid)
    held: dict[int, int] = field(default_factory=dict)  # place -> generation
    checked: datetime | None = None

    def take(self) -> None:
        """Own the move in every place that answers.

        Raises:
            RefusedError: `locked`: somebody else owns it; what was taken before that is released.
            UnreachableError: no place answers.
        """
        try:
            self.demand()
        except OvertakenError as refused:
            self.release()
            raise RefusedError("locked", str(refused)) from None

    def demand(self) -> None:
        """Nothing, if this run still owns the move in every place that answers.

        Raises:
            OvertakenError: somebody else does.
            UnreachableError: no place answers.
        """
        # a check is as old as the first of its reads: this process may be suspended between two of them
        asked = self.clock.now()
        silent: UnreachableError | None = None
        answered = 0
        for number, place in enumerate(self.places):
            try:
                if number in self.held:
                    self._demand_newest(place, self.held[number])
                else:
                    self.held[number] = self._take(place)
                answered += 1
            except UnreachableError as error:
                silent = error
            except RefusedError as refused:  # a place that was silent when this run began
                raise OvertakenError(str(refused)) from None
        if silent is not None and not answered:
            raise silent
        self.checked = asked

    def demand_fresh(self) -> None:
        """As `demand`, unless the last check is younger than `CHECK_SECONDS`: for right before a call."""
        now = self.clock.now()
        if self.checked is None or not timedelta() <= now - self.checked < timedelta(seconds=CHECK_SECONDS):
            self.demand()

    def release(self) -> None:
        """Give the move back wherever this run holds it; a place that does not answer is said."""
        for number, generation in sorted(self.held.items()):
            try:
                text = f"run={self.run} at={_stamp(self.clock.now())}"
                self.places[number].put_new(f"{key_of(generation)}/{RELEASED}", text)
            except CloudError as error:
                self.say(f"the lock could not be released ({error}); the next run will ask for --take-over {self.run}")
        self.held.clear()

    def _take(self, place: Parameters) -> int:
        known = place.locks()
        newest = max((claim.generation for claim in claims(known)), default=0)
        owner = holder(known)
        if owner is not None and owner.run == self.run and owner.generation:
            return owner.generation  # the answer to an earlier try was lost
        over = self._allowed(owner, place)
        text = claim_text(self.run, self.clock.now(), self.pid) + (f" takes-over={over}" if over else "")
        if not place.put_new(key_of(newest + 1), text):
            quicker = self._read(place, newest + 1)
            if quicker.get(key_of(newest + 1)) != text:
                raise _locked(Claim(newest + 1, quicker.get(key_of(newest + 1), "")), "somebody else was quicker")
        if over and not self._left_by_the_dead(owner):
            self.clock.sleep(SETTLE_SECONDS)
        return newest + 1

    def _allowed(self, owner: Claim | None, place: Parameters) -> str:
        """What `takes-over=` has to say: empty where the move is free.

        Raises:
            RefusedError: `locked`.
        """
        if owner is None:
            return ""
        over = f"{owner.generation:06d}" if owner.generation else owner.run
        if not owner.run:
            raise _locked(
                owner, "its text names no run: delete that parameter by hand once you know that nothing moves"
            )
        if self._left_behind(owner, place):
            self.say(f"taking over from run {owner.run}, which has finished without {place.region}")
            return over
        if owner.kind != "failback":
            raise _locked(owner, "let it finish, or finish it: runbooks/promote-dr.sh --resume")
        if self._left_by_the_dead(owner):
            self.say(f"taking over from run {owner.run}, whose process is gone")
            return over
        if self.take_over is not None and self.take_over == owner.run:
            self.say(f"taking over from run {owner.run}, as asked")
            return over
        raise _locked(owner, f"let it finish; if it is dead: --take-over {owner.run}")

    def _read(self, place: Parameters, *generations: int) -> Mapping[str, str]:
        return place.some([key_of(generation) for generation in generations])

    def _demand_newest(self, place: Parameters, generation: int) -> None:
        """Generations have no gaps: one look at this one and the next tells."""
        found = self._read(place, generation, generation + 1)
        if key_of(generation) not in found:
            raise CloudError("this region", "get_parameters", "EmptyAnswer", f"{key_of(generation)} was not answered")
        later = found.get(key_of(generation + 1))
        if later is not None:
            raise OvertakenError(
                f"this run was overtaken by {Claim(generation + 1, later).story}; that run owns the move now. "
                "Nothing more is done here and there is nothing to resume: `standby failback status` shows where it is."
            )

    def _left_behind(self, owner: Claim, place: Parameters) -> bool:
        """Whether the other region's contract says that the run which made it has ended."""
        for other in self.places:
            if other is not place and owner.field("region") == other.region:
                try:
                    return left_behind(owner, other.region, other.locks())
                except UnreachableError:
                    return False
        return False

    def _left_by_the_dead(self, owner: Claim | None) -> bool:
        """Whether the process that made it ran on this machine and is gone."""
        if owner is None or owner.kind != "failback" or owner.field("host") != _word(socket.gethostname()):
            return False
        pid = owner.field("pid")
        if not pid.isdigit():
            return False
        if int(pid) == self.pid:  # the number was given again: to us
            return True
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            return True
        except (PermissionError, OverflowError):
            return False
        return False


@contextmanager
def held(lock: Ownership) -> Iterator[None]:
    """The lock is taken inside, and released at the end of a living run."""
    lock.take()
    try:
        yield
    finally:
        lock.release()


def _locked(owner: Claim, hint: str) -> RefusedError:
    return RefusedError("locked", f"incident/lock is held by {owner.story}; {hint}")


def _word(text: str) -> str:
    return re.sub(r"[^\w.@-]+", "-", text) or "-"


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid-{os.getuid()}"


def _stamp(now: datetime) -> str:
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")
