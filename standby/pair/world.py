"""All seams of one pair in one value, and what this run has verified of its stacks."""

from __future__ import annotations

from dataclasses import dataclass, field

from standby.pair.facts import STACKS, Limits, SideName, StackRef
from standby.pair.seams import Clock, Journal, Operator, Ownership, Probe, Region, Report, Stacks, Zone


@dataclass
class Evidence:
    """Which previews showed no change, and after which change: a later change makes a verification worthless."""

    changes: int = 0
    clean_at: dict[StackRef, int] = field(default_factory=dict)
    verified_at: int | None = None

    def changed(self, stack: StackRef | None = None) -> None:
        """Something was changed; `stack` was, if named."""
        self.changes += 1
        if stack is not None:
            self.clean_at.pop(stack, None)

    def saw_clean(self, stack: StackRef) -> None:
        """A preview of `stack` showed no change just now."""
        self.clean_at[stack] = self.changes

    @property
    def clean(self) -> frozenset[StackRef]:
        """Stacks seen clean since they were last touched."""
        return frozenset(self.clean_at)

    @property
    def verified(self) -> bool:
        """All four clean in one pass, and nothing done since."""
        return self.verified_at == self.changes and set(STACKS) <= self.clean


@dataclass
class World:
    """One pair."""

    database_id: str
    primary: Region
    dr: Region
    zone: Zone
    probe: Probe
    stacks: Stacks
    clock: Clock
    operator: Operator
    journal: Journal
    report: Report
    lock: Ownership
    limits: Limits = field(default_factory=Limits)
    poll_seconds: float = 5.0
    patience: float = 1.0  # multiplies every wait's limit
    at_once: int = 3  # reads in parallel; 1: one after the other, in order
    evidence: Evidence = field(default_factory=Evidence)

    def region(self, side: SideName) -> Region:
        """The primary's seams, or DR's."""
        return self.primary if side == "primary" else self.dr
