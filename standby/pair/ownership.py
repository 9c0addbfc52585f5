"""Who owns the move: the generations below `incident/lock`, read from a contract. `docs/contract.md` has the protocol.

The owner is the highest generation that is not released. A lock of an earlier version (`incident/lock` itself) counts
as held by its run until a generation names that run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pattern.contract import LOCK

RELEASED = "released"
_GENERATION = re.compile(rf"{LOCK}/(\d{{6}})")
_RUN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


@dataclass(frozen=True)
class Claim:
    """One generation of the lock; generation 0 is a lock of an earlier version."""

    generation: int
    text: str
    released: bool = False

    def field(self, key: str) -> str:
        """The value of one pair of the text; empty where it is missing."""
        return next((word[len(key) + 1 :] for word in self.text.split() if word.startswith(f"{key}=")), "")

    @property
    def run(self) -> str:
        """The run that made it; empty where the text names none that could be a run's name."""
        found = self.field("run")
        return found if _RUN.fullmatch(found) and ".." not in found else ""

    @property
    def kind(self) -> str:
        """`failback` or `promotion`; anything else is a promotion, whose lock is never taken over by a failback."""
        told = self.field("kind") or ("failback" if self.text.startswith("failback") else "")
        return "failback" if told == "failback" else "promotion"

    @property
    def story(self) -> str:
        """The claim in words, for messages."""
        by = self.field("by") or self.field("who")
        since = self.field("at") or self.field("since")
        told = f"{self.kind} {self.run or repr(self.text[:80])}"
        return told + (f" by {by}" if by else "") + (f" since {since}" if since else "")


def left_behind(claim: Claim, region: str, there: Mapping[str, str]) -> bool:
    """Whether `claim` is what a finished run has left in a region that it lost on the way.

    `region` and `there`: the other region and its contract. A switchover holds both regions and gives the one that it
    moves the application to (`region=`) back last; resumed as a failover, it asks nothing more of the other one.
    """
    if not claim.run or claim.field("region") != region:
        return False
    same = [one for one in claims(there) if one.run == claim.run]
    return bool(same) and same[-1].released


def key_of(generation: int) -> str:
    """`incident/lock/000007`."""
    return f"{LOCK}/{generation:06d}"


def claims(contract: Mapping[str, str]) -> tuple[Claim, ...]:
    """All generations, lowest first."""
    found = (_GENERATION.fullmatch(key) for key in contract)
    return tuple(
        Claim(int(match[1], 10), contract[match[0]], f"{match[0]}/{RELEASED}" in contract)
        for match in sorted(filter(None, found), key=lambda match: match[1])
    )


def holder(contract: Mapping[str, str]) -> Claim | None:
    """The claim that owns the move; None: it is free."""
    known = claims(contract)
    if known and not known[-1].released:
        return known[-1]
    old = contract.get(LOCK)
    if old is None:
        return None
    claim = Claim(0, old)
    named = {claim.run} & {name for one in known for name in (one.run, one.field("takes-over"))}
    return None if claim.run and named else claim
