"""The seams of the fake pair besides Aurora: ECS, SSM, Route 53, the public name, the four stacks, a person, time."""

# ruff: noqa: ARG002  # a fake takes what its protocol names
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from pattern.contract import READABLE, ScheduleEntry, ServiceEntry
from standby.errors import DeclinedError, MissingError, StackError
from standby.pair.database import Instance
from standby.pair.facts import ConfigRole, Facts, PublicAnswer, Record, StackRef
from standby.pair.seams import Change
from tests.standby.fake_aurora import arn_of
from tests.standby.fake_ground import Ground

if TYPE_CHECKING:
    from tests.standby.fake_world import FakePair

PRIMARY, DR, GLOBAL = "us-east-1", "us-west-2", "myapp-prod-global"
CLUSTERS = {PRIMARY: f"myapp-prod-{PRIMARY}", DR: f"myapp-prod-{DR}"}
TARGETS = {PRIMARY: f"d-primary.execute-api.{PRIMARY}.amazonaws.com", DR: f"d-dr.execute-api.{DR}.amazonaws.com"}
CONTRACT = {"version": READABLE[-1], "ecs/cluster": "myapp-prod"}
ENTRIES = (
    ServiceEntry("api", "api", 4, 2, 10, {"blue": "arn:blue"}),
    ServiceEntry("worker", "worker", 2, 1, 6, {}),
    ServiceEntry("mailer", "mailer", 1, 1, 2, {}, standby="off"),
)
RULES = {"nightly": ScheduleEntry("myapp-prod-nightly", "mailer")}
PRIMARY_PLATFORM, DR_WORKLOADS = StackRef("platform", "primary"), StackRef("workloads", "dr")


@dataclass
class FakeParameters:
    pair: FakePair
    region: str

    def read(self) -> Mapping[str, str]:
        with self.pair.ground.call(self.region, "GetParametersByPath"):
            return dict(self.pair.parameters[self.region])

    def locks(self) -> Mapping[str, str]:
        with self.pair.ground.call(self.region, "GetParametersByPath"):
            return {k: v for k, v in self.pair.parameters[self.region].items() if k.startswith("incident/lock")}

    def some(self, keys: Sequence[str]) -> Mapping[str, str]:
        with self.pair.ground.call(self.region, "GetParameters"):
            return {k: v for k, v in self.pair.parameters[self.region].items() if k in keys}

    def put(self, key: str, value: str) -> None:
        with self.pair.ground.call(self.region, "PutParameter"):
            self.pair.parameters[self.region][key] = value

    def put_new(self, key: str, value: str) -> bool:
        with self.pair.ground.call(self.region, "PutParameter"):
            return self.pair.parameters[self.region].setdefault(key, value) is value

    def delete(self, key: str) -> None:
        with self.pair.ground.call(self.region, "DeleteParameter"):
            if self.pair.parameters[self.region].pop(key, None) is None:
                raise MissingError(self.region, "DeleteParameter", "ParameterNotFound", key)


@dataclass
class FakeZone:
    pair: FakePair

    def record(self) -> Record:
        with self.pair.ground.call("global", "ListResourceRecordSets"):
            return Record("app.example.com", TARGETS[self.pair.aurora.served_region])

    def point_at(self, target: str, target_zone: str) -> str:
        with self.pair.ground.call("global", "ChangeResourceRecordSets"):
            self.pair.serve(next(region for region, name in TARGETS.items() if name == target))
            return "C1"

    def in_sync(self, change: str) -> bool:
        with self.pair.ground.call("global", "GetChange"):
            return True


@dataclass
class FakeProbe:
    pair: FakePair

    def ask(self, via: str | None = None) -> PublicAnswer:
        served = self.pair.aurora.served_region
        region = next((r for r, name in TARGETS.items() if name == via), served)
        up = region not in self.pair.ground.down
        writes = self.pair.aurora.writes(arn_of(region, CLUSTERS[region]))
        return PublicAnswer(200 if up else 503, 200 if up and writes else 503, region)


@dataclass
class FakeStacks:
    pair: FakePair

    def role(self) -> ConfigRole:
        return self.pair.role

    def set_role(self, role: ConfigRole) -> str:
        with self.pair.ground.call("local", "pulumi config set"):
            self.pair.role = replace(self.pair.role, is_aurora_secondary=role.is_aurora_secondary)
        with self.pair.ground.call("local", "pulumi config set"):
            self.pair.role = role
        return "- false\n+ true"

    def settle(self) -> str:
        with self.pair.ground.call("local", "pulumi config set"):
            self.pair.role = replace(self.pair.role, settled=True)
        return "- warm\n+ production"

    def restore_role(self) -> str:
        with self.pair.ground.call("local", "pulumi config rm"):
            self.pair.role = ConfigRole(False, None)
        return "- true\n+ false"

    def repair(self, stack: StackRef, existing: Sequence[str]) -> tuple[str, ...]:
        return ()

    def _missing_at_primary(self) -> int:
        """How many of the primary's two instances are missing; 3: the cluster is, too."""
        cluster = self.pair.aurora.clusters.get(self.pair.arn(PRIMARY))
        return 3 if cluster is None else 2 - len(cluster.instances)

    def preview(self, stack: StackRef) -> tuple[Change, ...]:
        with self.pair.ground.call(self.pair.region_of(stack), f"pulumi preview {stack}"):
            urn = f"urn:pulumi:{stack.side}::standby::x::one"
            if stack == PRIMARY_PLATFORM and self._missing_at_primary():
                return (Change(urn, "aws:rds/cluster:Cluster", "create"),)
            lowers = stack == DR_WORKLOADS and not self.pair.role.settled
            if lowers and self.pair.services[DR]["api"].minimum != 1:
                before, after = {"minCapacity": self.pair.services[DR]["api"].minimum}, {"minCapacity": 1}
                return (Change(urn, "aws:appautoscaling/target:Target", "update", ("minCapacity",), before, after),)
            return (Change(urn, "aws:kms/alias:Alias", "update", ("tags",)),) if stack in self.pair.dirty else ()

    def unchanged(self, stack: StackRef) -> bool:
        return not self.preview(stack)

    def up(self, stack: StackRef) -> None:
        with self.pair.ground.call(self.pair.region_of(stack), f"pulumi up {stack}"):
            self.pair.dirty.discard(stack)
            if stack == DR_WORKLOADS and not self.pair.role.settled:
                self.pair.lower_minimum(DR)
        if stack == PRIMARY_PLATFORM and self._missing_at_primary():
            self._make_primary()

    def _make_primary(self) -> None:
        aurora, arn = self.pair.aurora, self.pair.arn(PRIMARY)
        with self.pair.ground.call(PRIMARY, "CreateDBCluster"):
            if arn not in aurora.clusters:
                database = aurora.databases.get(GLOBAL)
                if database is None or not self.pair.role.is_aurora_secondary or database.writer is None:
                    raise StackError("creating Cluster: InvalidParameterCombination")
                aurora.join(GLOBAL, PRIMARY, CLUSTERS[PRIMARY], instances=0)
        for _ in range(self._missing_at_primary()):
            with self.pair.ground.call(PRIMARY, "CreateDBInstance"):
                cluster = aurora.clusters[arn]
                one = Instance(f"{cluster.identifier}-{len(cluster.instances) + 1}", "available")
                aurora.change(arn, instances=(*cluster.instances, one))


@dataclass
class FakeClock:
    ground: Ground

    def now(self) -> datetime:
        return self.ground.now

    def sleep(self, seconds: float) -> None:
        self.ground.advance(seconds)


@dataclass
class FakeOperator:
    agrees: bool = True
    said: list[str] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def say(self, line: str) -> None:
        self.said.append(line)

    def agree(self, step: str, question: str, word: str) -> None:
        self.asked.append((step, question, word))
        if not self.agrees:
            raise DeclinedError(f"{step} was not confirmed")


class FakeLock:
    """Owned by whoever is there: what a real `standby.lock.Lock` does is tested on its own."""

    def take(self) -> None:
        return

    def release(self) -> None:
        return

    def demand(self) -> None:
        return

    def demand_fresh(self) -> None:
        return


@dataclass
class FakeReport:
    pair: FakePair

    def write(self, facts: Facts) -> None:
        self.pair.journal.append(("report", facts.primary.region))


@dataclass
class FakeJournal:
    pair: FakePair
    run: str = "run-1"

    def note(self, step: str, event: str, **details: object) -> None:
        self.pair.journal.append((step, event))
