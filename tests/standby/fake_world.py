"""A whole fake pair behind the seams, and a bad day to have.

`FakePair.world()` is a new process looking at the same ground: nothing but AWS, the stacks' files and their state
outlives a crash.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from standby.lock import Lock
from standby.pair.database import GlobalDatabase, Member
from standby.pair.facts import STACKS, ConfigRole, Limits, Service, StackRef
from standby.pair.seams import Ownership, Region
from standby.pair.world import World
from tests.standby.fake_aurora import FakeAurora, arn_of
from tests.standby.fake_capacity import FakeAlarms, FakeCapacity, FakeSchedules
from tests.standby.fake_databases import FakeDatabases
from tests.standby.fake_ground import Ground
from tests.standby.fake_seams import (
    CLUSTERS,
    CONTRACT,
    DR,
    ENTRIES,
    GLOBAL,
    PRIMARY,
    RULES,
    TARGETS,
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
        self.aurora.before_switchover = self.check_at_rest
        primary = self.aurora.make(PRIMARY, CLUSTERS[PRIMARY], replicates=False)
        dr = self.aurora.make(DR, CLUSTERS[DR], replicates=True)
        members = (Member(primary, True, ""), Member(dr, False, "connected"))
        self.aurora.databases[GLOBAL] = GlobalDatabase(GLOBAL, "available", members, "", True)
        self.services = {
            PRIMARY: {e.name: Service(e, True, e.desired, e.desired, e.min, e.max, 1) for e in ENTRIES},
            DR: {e.name: Service(e, True, n, n, n, e.max, 1) for e in ENTRIES for n in (int(e.standby != "off"),)},
        }
        self.enabled = {PRIMARY: {entry.rule for entry in RULES.values()}, DR: set[str]()}
        self.muted = {PRIMARY: set[str](), DR: set[str]()}
        self.parameters = {
            region: {
                **CONTRACT,
                "ingress/api-domain-target": TARGETS[region],
                "ingress/api-domain-zone-id": "Z1",
                **{f"services/{entry.name}": entry.encode() for entry in ENTRIES},
                **{f"schedules/{name}": entry.encode() for name, entry in RULES.items()},
            }
            for region in (PRIMARY, DR)
        }

    @property
    def single_runners(self) -> tuple[str, ...]:
        """Names of services and rules that run in one region only."""
        return (*(e.name for e in ENTRIES if e.standby == "off"), *(entry.rule for entry in RULES.values()))

    def arn(self, region: str) -> str:
        return arn_of(region, CLUSTERS[region])

    @staticmethod
    def region_of(stack: StackRef) -> str:
        return PRIMARY if stack.side == "primary" else DR

    def region(self, name: str) -> Region:
        return Region(
            name,
            CLUSTERS[name],
            FakeDatabases(self.aurora, name),
            FakeCapacity(self, name),
            FakeSchedules(self, name),
            FakeAlarms(self, name),
            FakeParameters(self, name),
        )

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

    def works(self, region: str, name: str) -> bool:
        """Whether a region runs, or would start, this single-runner service or rule: the truth."""
        if name in self.enabled[region]:
            return True
        service = self.services[region].get(name)
        return service is not None and bool(service.running or service.desired or service.minimum)

    def check_alone(self, region: str, name: str) -> None:
        """Work that runs in one region only is started only while the other, if it can be reached, does not run it."""
        other = DR if region == PRIMARY else PRIMARY
        if other not in self.ground.down:
            self.ground.check(not self.works(other, name), f"{name} was started in {region}, but {other} runs it")
        self.ground.check(self.aurora.writes(self.arn(region)), f"{name} was started in {region}, which has no writer")

    def check_at_rest(self, region: str) -> None:
        """Before the database leaves a region, nothing runs there that runs in one region only."""
        for name in self.single_runners:
            self.ground.check(not self.works(region, name), f"the database left {region} while {name} ran there")

    def scale(self, region: str, name: str, desired: int, lingers: int = 0) -> None:
        """Change a service's desired count; what serves is never scaled down, unless it runs in one region only."""
        now = self.services[region][name]
        down = desired < now.desired and region == self.aurora.served_region and not now.off
        self.ground.check(not down, f"scaled {name} down in {region}, which serves")
        stays = now.running if lingers else min(now.running, desired)
        self.services[region][name] = replace(now, desired=desired, running=stays)

        def settled() -> None:
            now = self.services[region][name]
            self.services[region][name] = replace(now, running=now.desired)

        self.ground.later(lingers or 60, settled)

    def lower_minimum(self, region: str) -> None:
        """What `up` of the DR workloads does: capacity back to warm's minimum."""
        self.ground.check(region != self.aurora.served_region, f"lowered the minimum in {region}, which serves")
        for name, service in self.services[region].items():
            self.services[region][name] = replace(service, minimum=0 if service.off else 1)

    def serve(self, region: str) -> None:
        """Move the record: only ever to a region with a writer that holds the truth."""
        stale = self.arn(region) in self.aurora.stale_since
        self.ground.check(not stale, f"the record moved to {region}, whose data has diverged")
        self.ground.check(self.aurora.writes(self.arn(region)), f"the record moved to {region}, which has no writer")
        self.aurora.served_region = region

    def start_work(self, region: str) -> None:
        """What a promotion starts after its write probe: the other region cannot be asked, it is the one that is lost."""
        for entry in ENTRIES:
            if entry.standby == "off":
                now = self.services[region][entry.name]
                self.services[region][entry.name] = replace(
                    now, desired=entry.desired, running=entry.desired, minimum=entry.min
                )
        self.enabled[region] |= {entry.rule for entry in RULES.values()}

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
        self.parameters[DR]["incident/freeze"] = f"promotion run=p since={since} mode={mode}"
        if mode == "switchover":
            self._switch_over()
            return
        database = self.aurora.databases[GLOBAL]
        if database.writer == self.arn(PRIMARY):
            step = self.aurora.promote_managed if mode == "managed" else self.aurora.promote_detached
            step(GLOBAL, self.arn(DR))
        for entry in ENTRIES:
            now = self.services[DR][entry.name]
            if entry.standby == "off":
                continue
            self.services[DR][entry.name] = replace(
                now, desired=entry.desired, running=entry.desired, minimum=entry.min
            )
        if finish:
            self.finish_promotion()

    def _switch_over(self) -> None:
        """The planned move to DR: roles exchanged, work moved, the primary's other services at warm."""
        self.parameters[PRIMARY]["incident/freeze"] = self.parameters[DR]["incident/freeze"]
        for entry in ENTRIES:
            full = replace(
                self.services[DR][entry.name], desired=entry.desired, running=entry.desired, minimum=entry.min
            )
            least = int(entry.standby != "off")
            warm = replace(self.services[PRIMARY][entry.name], desired=least, running=least, minimum=least)
            self.services[PRIMARY][entry.name] = warm
            self.services[DR][entry.name] = full if least else self.services[DR][entry.name]
        self.enabled[PRIMARY].clear()
        self.muted[PRIMARY] = {entry.name for entry in ENTRIES}
        self.region(PRIMARY).databases.switchover(GLOBAL, self.arn(DR))
        self.finish_promotion()

    def finish_promotion(self) -> None:
        """The record follows once DR's writer is available."""
        self.ground.advance(120)
        self.serve(DR)
        self.start_work(DR)
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
            and not any(self.muted.values())
            and not any("incident/freeze" in contract for contract in self.parameters.values())
            and all(service.desired == (0 if service.off else 1) for service in self.services[DR].values())
            and all(self.works(PRIMARY, name) and not self.works(DR, name) for name in self.single_runners)
        )
