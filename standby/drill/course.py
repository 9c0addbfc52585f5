"""The course of a drill: load, break, promote, settle, mend, fail back, settle. What each part does is handed in.

A drill always tries to end with the primary region mended and the client stopped, whatever happened before.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, Protocol

from standby.drill.client import Client
from standby.drill.samples import LagSamples
from standby.errors import StandbyError, StepError
from standby.record.measure import Request, acknowledged, measure
from standby.record.model import Measured

Mode = Literal["switchover", "failover"]
NOTICED_AFTER = 3  # failed requests in a row: what a monitor would call an outage
NOTICE_SECONDS = 60.0


class Moves(Protocol):
    """What moves the pair and breaks it; each returns when it is done."""

    def promote(self) -> None: ...

    def fail_back(self) -> None: ...

    def cut(self) -> bool: ...  # False: nothing cuts the region in this drill

    def mend(self) -> None: ...

    def survivors(self, ids: Collection[str]) -> set[str] | None: ...  # None: the application returns no ids


@dataclass(frozen=True)
class Span:
    """One move: when it ran, and what the client saw from its beginning until it had settled."""

    name: Literal["promotion", "failback"]
    started: float
    ended: float
    measured: Measured


@dataclass
class Course:
    """One drill. `before` and `after`: seconds of quiet load around each move."""

    mode: Mode
    client: Client
    moves: Moves
    lag: LagSamples
    say: Callable[[str], None]
    before: float = 10.0
    after: float = 10.0
    back: bool = True  # also fail back
    spans: list[Span] = field(default_factory=list)
    outage_started: float | None = None
    outage_detected: float | None = None
    problem: StandbyError | None = None
    notes: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)  # ids that an earlier move has lost already

    def run(self) -> None:
        """All of it. A failure is kept in `problem`: the record of a drill that went wrong is the one that counts."""
        self.client.start()
        self.lag.start()
        try:
            self._circle()
        except StandbyError as error:
            self.problem = error
            self.say(f"the drill stops: {error}")
            self._mend_anyway()
        finally:
            self.lag.stop()
            self.client.stop()

    def _circle(self) -> None:
        self.say(f"load for {self.before:g} s before anything moves")
        time.sleep(self.before)
        self._demand_good()
        started = self.client.clock()
        if self.mode == "failover":
            self._break()
            started = self.outage_started or started
        self.say("promotion")
        self.moves.promote()
        self._settle("promotion", started)
        if not self.back:
            return
        if self.mode == "failover":
            self.moves.mend()
        started = self.client.clock()
        self.say("failback")
        self.moves.fail_back()
        self._settle("failback", started)

    def _break(self) -> None:
        self.outage_started = self.client.clock()
        if not self.moves.cut():
            self.outage_started = None
            self.notes.append("Nothing cut the primary region off: the promotion ran beside a healthy primary.")
            return
        ends = time.monotonic() + NOTICE_SECONDS
        while time.monotonic() < ends:
            newest = sorted(self.client.requests(), key=lambda one: one.ended)[-NOTICED_AFTER:]
            if len(newest) == NOTICED_AFTER and not any(one.good for one in newest):
                self.outage_detected = self.client.clock()
                self.say(f"noticed after {self.outage_detected - self.outage_started:.1f} s")
                return
            time.sleep(0.1)
        raise StepError(
            f"the primary region was cut off, and yet requests succeed after {NOTICE_SECONDS:g} s; is the cut right?"
        )

    def _demand_good(self) -> None:
        seen = self.client.requests()
        good = [one for one in seen if one.good]
        if not seen or len(good) < len(seen) / 2:
            errors = sorted({one.error for one in seen if not one.good})
            raise StepError(
                f"{len(good)} of {len(seen)} requests succeed before anything moves "
                f"({', '.join(errors) or 'none sent'}); a drill needs a working application: look at `standby status`"
            )

    def _settle(self, name: Literal["promotion", "failback"], started: float) -> None:
        """Quiet load after a move, then what of it survived."""
        ended = self.client.clock()
        time.sleep(self.after)
        requests = [one for one in self.client.requests() if one.ended >= started - 1.0]
        asked = [one.id for one in self.client.requests() if acknowledged(one) and one.id not in self.gone]
        kept = self._kept(name, asked)
        measured = measure(requests, None)
        if kept is not None:
            measured = measured.model_copy(update={"lost": measure(self._until(ended), kept).lost})
            self.gone |= set(asked) - kept
        self.spans.append(Span(name, started, ended, measured))
        self.say(f"{name}: {measured.failed} of {measured.requests} requests failed")

    def _kept(self, name: str, asked: Sequence[str]) -> set[str] | None:
        """Which of these writes are there; None: nobody can say, and a note says why."""
        try:
            kept = self.moves.survivors(asked)
        except StepError as error:
            self.notes.append(f"Lost writes of the {name} were not counted: {error}")
            return None
        if kept is not None and not asked:
            self.notes.append(
                f"Lost writes of the {name} were not counted: no write was acknowledged by its id. The application has "
                "to take a POST with an id at probe.drillPath and to answer with that id"
            )
            return None
        return kept

    def _until(self, ended: float) -> list[Request]:
        """All requests that can have been lost by a move: those of before it, too."""
        return [one for one in self.client.requests() if one.ended <= ended and one.id not in self.gone]

    def _mend_anyway(self) -> None:
        if self.outage_started is not None:
            try:
                self.moves.mend()
            except StandbyError as error:
                self.say(f"and the primary region could not be mended: {error}")


def moment(seconds: float | None) -> datetime | None:
    """Seconds since the epoch as a time."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
