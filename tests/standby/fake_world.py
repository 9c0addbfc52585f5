"""A whole fake pair behind the seams, and a bad day to have.

`FakePair.world()` is a new process looking at the same ground: nothing but AWS, the stacks' files and their state
outlives a crash.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from standby.lock import Lock
from standby.pair.facts import STACKS, ConfigRole, GlobalDatabase, Limits, Member, Service, StackRef
from standby.pair.seams import Ownership, Region
from standby.pair.world import World
from tests.standby.fake_aurora import FakeAurora, FakeDatabases, arn_of
from tests.standby.fake_ground import Ground
from tests.standby.fake_seams import (
    CLUSTERS,
    DR,
    ENTRIES,
    GLOBAL,
    PRIMARY,
    TARGETS,
    FakeCapacity,
    FakeClock,
    FakeJournal,
    FakeLock,
    FakeOperator,
    FakeParameters,
    FakeProbe,
    FakeReport,
    FakeStacks,
    FakeZone,
)

__all__ = ["DR", "GLOBAL", "PRIMARY", "FakeOperator", "FakePair"]


@dataclass
class FakePair:
    """The ground truth of one pair, in its normal state."""

    ground: Ground = field(default_factory=Ground)
    role: ConfigRole = field(default_factory=lambda: ConfigRole(False, None))
    dirty: set[StackRef] = field(default_factory=set)
    journal: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.aurora = FakeAurora(self.ground, served_region=PRIMARY)
        primary = self.aurora.make(PRIMARY, CLUSTERS[PRIMARY], replicates=False)
        dr = self.aurora.make(DR, CLUSTERS[DR], replicates=True)
        members = (Member(primary, True, ""), Member(dr, False, "connected"))
        self.aurora.databases[GLOBAL] = GlobalDatabase(GLOBAL, "available", members, "", True)
        self.services = {
            region: {e.name: Service(e, True, n or e.desired, n or e.desired, n or e.min, e.max, 1) for e in ENTRIES}
            for region, n in ((PRIMARY, 0), (DR, 1))
        }
        self.parameters = {
            region: {
                "ecs/cluster": "myapp-prod",
                "ingress/api-domain-target": TARGETS[region],
                "ingress/api-domain-zone-id": "Z1",
                **{f"services/{entry.name}": entry.encode() for entry in ENTRIES},
            }
            for region in (PRIMARY, DR)
        }

    def arn(self, region: str) -> str:
        return arn_of(region, CLUSTERS[region])

    @staticmethod
    def region_of(stack: StackRef) -> str:
        return PRIMARY if stack.side == "primary" else DR

    def region(self, name: str) -> Region:
        seams = FakeDatabases(self.aurora, name), FakeCapacity(self, name), FakeParameters(self, name)
        return Region(name, CLUSTERS[name], *seams)

    def world(self, operator: FakeOperator | None = None, lock: Ownership | None = None) -> World:
        """A new process at the console."""
        return World(
            GLOBAL,
            self.region(PRIMARY),
            self.region(DR),
            FakeZone(self),
            FakeProbe(self),
            FakeStacks(self),
            FakeClock(self.ground),
            operator or FakeOperator(),
            FakeJournal(self),
            FakeReport(self),
            lock or FakeLock(),
            Limits(primary_instances=2),
            poll_seconds=120.0,
            at_once=1,
        )

    def lock(self, take_over: str | None = None, run: str = "run-1", pid: int = 1) -> Lock:
        """The real lock on this pair's parameters, as another process would hold it."""
        places = (self.region(DR).parameters, self.region(PRIMARY).parameters)
        return Lock(run, places, FakeClock(self.ground), take_over=take_over, pid=pid)

    def scale(self, region: str, name: str, desired: int) -> None:
        """Change a service's desired count; the serving side is never scaled down."""
        now = self.services[region][name]
        down = desired < now.desired and region == self.aurora.served_region
        self.ground.check(not down, f"scaled {name} down in {region}, which serves")
        self.services[region][name] = replace(now, desired=desired, running=min(now.running, desired))

        def started() -> None:
            self.services[region][name] = replace(self.services[region][name], running=desired)

        self.ground.later(60, started)

    def lower_minimum(self, region: str) -> None:
        """What `up` of the DR workloads does: capacity back to warm's minimum."""
        self.ground.check(region != self.aurora.served_region, f"lowered the minimum in {region}, which serves")
        for name, service in self.services[region].items():
            self.services[region][name] = replace(service, minimum=1)

    def serve(self, region: str) -> None:
        """Move the record: only ever to a region with a writer that holds the truth."""
        stale = self.arn(region) in self.aurora.stale_since
        self.ground.check(not stale, f"the record moved to {region}, whose data has diverged")
        self.ground.check(self.aurora.writes(self.arn(region)), f"the record moved to {region}, which has no writer")
        self.aurora.served_region = region

    def die(self) -> None:
        """The primary's region is gone."""
        self.ground.down.add(PRIMARY)

    def heal(self) -> None:
        """Every region answers; Aurora takes up the rejoin of a fenced writer."""
        was_down = PRIMARY in self.ground.down
        self.ground.down.clear()
        database = self.aurora.databases.get(GLOBAL)
        for member in database.members if database and was_down else ():
            if member.sync == "pending-resync" and member.arn in self.aurora.clusters:
                self.aurora.rejoin(GLOBAL, member.arn)

    def promote(self, mode: str, finish: bool = True) -> None:
        """The other runbook: freeze, promote DR, raise it, move the record (`finish`)."""
        since = self.ground.now.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.parameters[DR]["incident/freeze"] = f"promotion run=p since={since}"
        database = self.aurora.databases[GLOBAL]
        if database.writer == self.arn(PRIMARY):
            step = self.aurora.promote_managed if mode == "managed" else self.aurora.promote_detached
            step(GLOBAL, self.arn(DR))
        for entry in ENTRIES:
            now = self.services[DR][entry.name]
            self.services[DR][entry.name] = replace(
                now, desired=entry.desired, running=entry.desired, minimum=entry.min
            )
        if finish:
            self.finish_promotion()

    def finish_promotion(self) -> None:
        """The record follows once DR's writer is available."""
        self.ground.advance(120)
        self.serve(DR)
        self.dirty |= set(STACKS[:2])

    def in_normal_state(self) -> bool:
        """Whether everything is as in its normal state: the truth, not what a seam says."""
        database = self.aurora.databases.get(GLOBAL)
        return (
            database is not None
            and database.writer == self.arn(PRIMARY)
            and self.aurora.served_region == PRIMARY
            and self.aurora.writes(self.arn(PRIMARY))
            and not self.dirty
            and not self.role.flipped
            and not any("incident/freeze" in contract for contract in self.parameters.values())
            and all(service.desired == 1 for service in self.services[DR].values())
        )
