"""Everything that the screen shows, as facts; pure. What is next comes from the failback's own planner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pattern.contract import FREEZE, LOCK
from standby.aws.lag import LagHour
from standby.failback.plan import plan
from standby.pair.database import Cluster, GlobalDatabase, Lag, Member
from standby.pair.facts import ConfigRole, Facts, Limits, Record, Service, Side, SideName
from standby.pair.topology import topology
from standby.parity.comparison import Difference, Traits, differences
from standby.status.fact import Fact, State

SILENT: Fact[Any] = Fact(State.SILENT)


@dataclass(frozen=True)
class SideStatus:
    """One region, fact by fact."""

    role: SideName
    region: str
    cluster_id: str
    contract: Fact[Mapping[str, str]] = SILENT
    database: Fact[GlobalDatabase] = SILENT
    cluster: Fact[Cluster] = SILENT
    lag: Fact[LagHour] = SILENT
    services: Fact[tuple[Service, ...]] = SILENT
    link: Fact[str] = SILENT
    color: Fact[str] = SILENT
    schedules: Fact[Mapping[str, str]] = SILENT
    journal: Fact[Mapping[str, list[dict[str, object]]]] = SILENT
    changed: Mapping[str, datetime] = field(default_factory=dict)  # when each key of the contract was last written
    parameters: Fact[Mapping[str, str]] = SILENT

    @property
    def traits(self) -> Traits:
        """What has to be alike in both regions."""
        return Traits(
            self.region,
            self.contract.value,
            self.changed,
            self.cluster.value.engine_version if self.cluster.value else None,
            self.parameters.value,
        )

    @property
    def answers(self) -> bool:
        """Whether anything of it was answered at this look."""
        return any(one.answered for one in (self.contract, self.database, self.cluster, self.lag))

    @property
    def why(self) -> str:
        """Why it does not answer."""
        return next((one.why for one in (self.contract, self.database, self.cluster, self.lag) if one.why), "no answer")

    @property
    def freeze(self) -> str | None:
        """The incident freeze; None: none, or not known."""
        return (self.contract.value or {}).get(FREEZE)

    @property
    def lock(self) -> str | None:
        """Who owns a move now: the highest generation that is not released; None: nobody, or not known."""
        contract = self.contract.value or {}
        generations = sorted(
            key for key in contract if key.startswith(f"{LOCK}/") and key.removeprefix(f"{LOCK}/").isdigit()
        )
        if generations and f"{generations[-1]}/released" not in contract:
            return f"generation {generations[-1].rsplit('/', 1)[-1]}: {contract[generations[-1]]}"
        return contract.get(LOCK)


@dataclass(frozen=True)
class PairStatus:
    """Both regions, the record, and what follows from them."""

    title: str
    at: datetime
    primary: SideStatus
    dr: SideStatus
    record: Fact[Record]
    config: ConfigRole = field(default_factory=lambda: ConfigRole(False, None))
    limits: Limits = field(default_factory=Limits)

    @property
    def sides(self) -> tuple[SideStatus, SideStatus]:
        """Primary, then DR."""
        return self.primary, self.dr

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Where the two regions are not alike."""
        return differences(self.primary.traits, self.dr.traits)

    def facts(self) -> Facts:
        """The same as the failback reads it; a region with a fact missing does not answer, as far as plans go."""
        record = self.record.value or Record("the A record", None, self.record.why)
        hour = self.primary.lag.value
        lag = Lag(hour.newest, hour.newest_at) if hour else None
        return Facts(self.at, _side(self.primary), _side(self.dr), record, self.config, self.limits, lag=lag)

    def serving(self) -> str:
        """Which side the record points at."""
        if self.record.value is None:
            return f"unknown: {self.record.why or 'the record was not read'}"
        served = self.facts().served
        if served is not None:
            side = self.primary if served == "primary" else self.dr
            return f"{name_of(side.role)} ({side.region})"
        target = self.record.value.target or ""
        for one in self.sides:
            if f".{one.region}." in target and not one.contract.answered:
                return f"{name_of(one.role)} ({one.region}), by the name of the record's target"
        return f"neither region that is known: {target or self.record.value.why}"

    def writer(self) -> str:
        """Who writes, as both regions say."""
        views = {side.region: self._writer_of(side) for side in self.sides if side.database.value is not None}
        if not views:
            alone = [side.region for side in self.sides if _alone(side)]
            return f"{', '.join(alone)}, outside a global database" if alone else "unknown"
        told = set(views.values())
        if len(told) == 1:
            return told.pop()
        return "the regions disagree: " + "; ".join(f"{region} says {writer}" for region, writer in views.items())

    def _writer_of(self, side: SideStatus) -> str:
        writer = side.database.value.writer if side.database.value else None
        for one in self.sides:
            if writer is not None and f":{one.region}:" in writer:
                return f"{name_of(one.role)} ({one.region})"
        return writer or "nobody"

    def member(self, side: SideStatus) -> Member | None:
        """A side's place in the global database, as either region says."""
        for view in (side, *self.sides):
            for member in view.database.value.members if view.database.value else ():
                if f":{side.region}:" in member.arn:
                    return member
        return None

    def next_step(self) -> tuple[str, str]:
        """Where the pair is, and what is next: from the failback's planner, if enough is known."""
        if not (self.primary.answers or self.dr.answers):
            return "Neither region answers.", "check the network and the sign-in"
        facts = self.facts()
        now = plan(facts)
        if now.stop is not None:
            return now.where, f"{now.stop.reason}: {now.stop.fix}"
        if now.step is None:
            return now.where, "nothing to do"
        return now.where, f"{now.step.name}: {now.step.title} (standby failback)"

    def topology(self) -> str:
        """The database's state as one sentence."""
        return topology(self.facts()).value


def name_of(role: SideName) -> str:
    """`primary` or `DR`."""
    return "DR" if role == "dr" else "primary"


def _alone(side: SideStatus) -> bool:
    cluster = side.cluster.value
    return side.database.state is State.NONE and cluster is not None and cluster.available and not cluster.replicates


def _side(side: SideStatus) -> Side:
    whole = all(one.answered for one in (side.contract, side.database, side.cluster))
    if not whole:
        return Side(side.role, side.region, side.cluster_id, False, side.why)
    return Side(
        side.role,
        side.region,
        side.cluster_id,
        True,
        cluster=side.cluster.value,
        database=side.database.value,
        services=side.services.value or (),
        contract=side.contract.value or {},
    )
