"""What was seen: typed, frozen, and all that a decision may rest on.

Nothing here is remembered from an earlier run: every value is read from AWS, from the stacks' config files or from a
Pulumi preview, just now. None means "not known" unless a docstring says "none there". Times are aware UTC datetimes,
lag is in milliseconds, sizes in GiB.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pattern.contract import FREEZE, NONE, ScheduleEntry, ServiceEntry
from standby.pair.database import Cluster, GlobalDatabase, Lag, Snapshot
from standby.pair.ownership import Claim, holder, left_behind

SideName = Literal["primary", "dr"]
Layer = Literal["platform", "workloads"]


@dataclass(frozen=True, order=True)
class StackRef:
    """One of the four stacks."""

    layer: Layer
    side: SideName

    def __str__(self) -> str:
        return f"{self.layer}-{self.side}"


# The order in which stacks are reconciled: platforms first, the side that will sleep again last.
STACKS: tuple[StackRef, ...] = (
    StackRef("platform", "primary"),
    StackRef("platform", "dr"),
    StackRef("workloads", "primary"),
    StackRef("workloads", "dr"),
)


@dataclass(frozen=True)
class Service:
    """An ECS service as it runs, beside what the contract asks of it in production. Counts are tasks."""

    wanted: ServiceEntry
    found: bool
    desired: int = 0
    running: int = 0
    minimum: int | None = None  # of its scalable target; None: it has none
    maximum: int | None = None
    healthy_targets: int | None = None  # over its target groups; None: it stands behind no listener

    @property
    def off(self) -> bool:
        """Whether it runs in the serving region only."""
        return self.wanted.standby == "off"


@dataclass(frozen=True)
class Schedule:
    """A schedule of the contract beside its EventBridge rule."""

    name: str
    entry: ScheduleEntry
    found: bool
    enabled: bool = False


@dataclass(frozen=True)
class Side:
    """One region, as it answers now. With `answers` false everything else is empty and means nothing."""

    name: SideName
    region: str
    cluster_id: str
    answers: bool
    why: str = ""  # why it does not answer
    cluster: Cluster | None = None  # None with `answers`: there is no such cluster
    database: GlobalDatabase | None = None  # the global database as seen from this region; None: none there
    snapshots: tuple[Snapshot, ...] = ()
    services: tuple[Service, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    muted_alarms: tuple[str, ...] = ()  # task alarms whose actions are switched off
    contract: Mapping[str, str] = field(default_factory=dict)

    def owns(self, arn: str | None) -> bool:
        """Whether `arn` is this side's cluster, existing or not."""
        return arn is not None and f":{self.region}:" in arn and arn.endswith(f":cluster:{self.cluster_id}")

    @property
    def freeze(self) -> str | None:
        """The incident freeze, as text; None: not frozen."""
        return self.contract.get(FREEZE)

    @property
    def settled_since(self) -> str | None:
        """Since when DR serves for longer, as the freeze says; None: it does not."""
        return next((word[8:] for word in (self.freeze or "").split() if word.startswith("settled=")), None)

    @property
    def lock(self) -> Claim | None:
        """Who owns the move, as this region's contract says; None: nobody."""
        return holder(self.contract)

    @property
    def wanted_acu(self) -> float | None:
        """The least capacity that a serving database has here; None: it is not serverless."""
        told = self.contract.get("database/min-acu", NONE)
        return None if told == NONE else float(told)

    @property
    def target(self) -> str | None:
        """What the record must point at for this side to be served: its API domain's regional name."""
        return self.contract.get("ingress/api-domain-target")


@dataclass(frozen=True)
class Record:
    """The A record. `target` None: not known (`why` says why) or no such record."""

    name: str
    target: str | None
    why: str = ""


@dataclass(frozen=True)
class PublicAnswer:
    """What the public name answers: a GET of the health path and a POST of the write path (None: no such path)."""

    health: int
    write: int | None
    region: str | None = None  # if the answer names one

    @property
    def good(self) -> bool:
        """Whether it serves, and writes where the app has a write path."""
        return self.health == 200 and self.write in (None, 200)


@dataclass(frozen=True)
class ConfigRole:
    """The keys that a failback and `standby settle` change, as the files say them.

    `settled`: the primary's workloads have warm capacity, which they have only while DR serves for longer.
    """

    is_aurora_secondary: bool
    aurora_source_region: str | None
    settled: bool = False

    @property
    def changed(self) -> bool:
        """Whether any file differs from what normal operation asks."""
        return self.flipped or self.settled

    @property
    def flipped(self) -> bool:
        """Whether the primary's cluster is configured as a secondary."""
        return self.is_aurora_secondary or self.aurora_source_region is not None


@dataclass(frozen=True)
class Limits:
    """Numbers that decide; from the command line."""

    max_lag_ms: float = 5000.0
    warm_tasks: int = 1
    primary_instances: int = 1
    dr_min_acu: float | None = None  # what DR's database goes back to; None: not serverless, or no less than serving


@dataclass(frozen=True)
class Facts:
    """All that is known at `at`."""

    at: datetime
    primary: Side
    dr: Side
    record: Record
    config: ConfigRole
    limits: Limits = Limits()
    lag: Lag | None = None  # of the primary cluster while it replicates from DR; None: no datapoint
    public: PublicAnswer | None = None  # asked only once the record points at the primary
    clean: frozenset[StackRef] = frozenset()  # stacks whose preview showed no change, in this run
    verified: bool = False  # all four, in one pass, with nothing done since

    def side(self, name: SideName) -> Side:
        """The primary or DR."""
        return self.primary if name == "primary" else self.dr

    def left_behind(self, name: SideName) -> bool:
        """Whether the lock of that side is what a finished run has left there."""
        lock, other = self.side(name).lock, self.side("dr" if name == "primary" else "primary")
        return lock is not None and left_behind(lock, other.region, other.contract)

    @property
    def incident(self) -> bool:
        """Whether an incident is marked in either region."""
        return self.primary.freeze is not None or self.dr.freeze is not None

    @property
    def unmarked(self) -> bool:
        """Whether a region lacks the mark of the incident, or has one that was narrowed."""
        return any(side.freeze is None or side.settled_since is not None for side in (self.primary, self.dr))

    @property
    def told_to_replicate(self) -> bool:
        """Whether the primary stack's config says that its cluster replicates from DR."""
        return self.config.is_aurora_secondary and self.config.aurora_source_region == self.dr.region

    @property
    def database(self) -> GlobalDatabase | None:
        """The global database, as DR sees it or else primary: DR is where the truth lives until the switchover."""
        return self.dr.database if self.dr.answers else self.primary.database

    @property
    def served(self) -> SideName | None:
        """The side that the record points at; None: neither, or not known."""
        if self.record.target is None:
            return None
        for side in (self.primary, self.dr):
            if side.target is not None and plain_name(side.target) == plain_name(self.record.target):
                return side.name
        return None


def plain_name(name: str) -> str:
    """A DNS name to compare: without case, trailing dot, and the `dualstack.` of a load balancer's alias."""
    return name.rstrip(".").lower().removeprefix("dualstack.")
