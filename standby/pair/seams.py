"""What failback needs of the world, as protocols: the same logic runs on a fake, on the lab and on the cloud.

Reads return facts, writes return nothing; each method is one call or one wait-free group of reads. All raise
`CloudError` (AWS) or `StackError` (Pulumi).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pattern.contract import ScheduleEntry, ServiceEntry
from standby.pair.database import Cluster, GlobalDatabase, Lag, Snapshot
from standby.pair.facts import ConfigRole, Facts, PublicAnswer, Record, Schedule, Service, StackRef


class Databases(Protocol):
    """Aurora in one region."""

    def database(self, identifier: str) -> GlobalDatabase | None: ...

    def cluster(self, identifier: str) -> Cluster | None: ...

    def snapshots(self, cluster: str) -> tuple[Snapshot, ...]: ...

    def lag(self, cluster: str) -> Lag | None: ...

    def take_snapshot(self, cluster: str, snapshot: str) -> None: ...

    def copy_snapshot(self, source: str, target: str) -> None: ...

    def unprotect_cluster(self, cluster: str) -> None: ...

    def delete_instance(self, instance: str) -> None: ...

    def delete_cluster(self, cluster: str, final_snapshot: str) -> None: ...

    def remove_member(self, identifier: str, cluster_arn: str) -> None: ...

    def unprotect_database(self, identifier: str) -> None: ...

    def delete_database(self, identifier: str) -> None: ...

    def create_database(self, identifier: str, source_arn: str) -> None: ...

    def switchover(self, identifier: str, target_arn: str) -> None: ...

    def set_acu(self, cluster: str, least: float, most: float) -> None: ...


class Capacity(Protocol):
    """ECS and its auto scaling in one region."""

    def services(self, cluster: str, wanted: Iterable[ServiceEntry]) -> tuple[Service, ...]: ...

    def raise_to(self, cluster: str, wanted: ServiceEntry) -> None: ...

    def lower_to(self, cluster: str, service: str, desired: int) -> None: ...

    def stop(self, cluster: str, service: ServiceEntry) -> None: ...


class Schedules(Protocol):
    """EventBridge rules in one region."""

    def schedules(self, wanted: Mapping[str, ScheduleEntry]) -> tuple[Schedule, ...]: ...

    def enable(self, rule: str) -> None: ...

    def disable(self, rule: str) -> None: ...


class Alarms(Protocol):
    """The alarms that count tasks, in one region."""

    def muted(self, services: Iterable[str]) -> tuple[str, ...]: ...

    def unmute(self, alarms: Sequence[str]) -> None: ...


class Parameters(Protocol):
    """The failover contract's parameters in one region, by key below the contract's path."""

    @property
    def region(self) -> str: ...

    def read(self) -> Mapping[str, str]: ...

    def locks(self) -> Mapping[str, str]: ...  # the lock's parameters only, of all generations

    def some(self, keys: Sequence[str]) -> Mapping[str, str]: ...  # those of at most ten keys that exist

    def put(self, key: str, value: str) -> None: ...

    def put_new(self, key: str, value: str) -> bool: ...  # False: it exists already

    def delete(self, key: str) -> None: ...


class Zone(Protocol):
    """The hosted zone that holds the record."""

    def record(self) -> Record: ...

    def point_at(self, target: str, target_zone: str) -> str: ...  # the change's ID

    def in_sync(self, change: str) -> bool: ...


class Probe(Protocol):
    """HTTP to the app: through the public name, or entering at one side's API domain (`via`)."""

    def ask(self, via: str | None = None) -> PublicAnswer: ...


@dataclass(frozen=True)
class Change:
    """One line of a preview: what Pulumi would do to one resource.

    `op` as Pulumi names it (`update`, `delete`, `create-replacement`); `keys` are the inputs that differ; `before` and
    `after` hold the inputs.
    """

    urn: str
    type: str
    op: str
    keys: tuple[str, ...] = ()
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None

    @property
    def name(self) -> str:
        """The resource's logical name."""
        return self.urn.rsplit("::", 1)[-1]


class Stacks(Protocol):
    """The four stacks, with the gate on."""

    def role(self) -> ConfigRole: ...

    def set_role(self, role: ConfigRole) -> str: ...  # the diff of the file, as text

    def settle(self) -> str: ...  # the diff of the workloads' files

    def restore_role(self) -> str: ...  # of all files that were changed

    def repair(self, stack: StackRef, existing: Sequence[str]) -> tuple[str, ...]: ...  # what was repaired

    def preview(self, stack: StackRef) -> tuple[Change, ...]: ...

    def up(self, stack: StackRef) -> None: ...

    def unchanged(self, stack: StackRef) -> bool: ...  # `preview --refresh --expect-no-changes`


class Clock(Protocol):
    """Time."""

    def now(self) -> datetime: ...

    def sleep(self, seconds: float) -> None: ...


class Operator(Protocol):
    """The person: reads, types, or is not there."""

    def say(self, line: str) -> None: ...

    def agree(self, step: str, question: str, word: str) -> None: ...  # raises DeclinedError


class Journal(Protocol):
    """What was done, line by line, for people and reports; decisions never read it."""

    @property
    def run(self) -> str: ...

    def note(self, step: str, event: str, **details: object) -> None: ...


class Ownership(Protocol):
    """This run's ownership of the move."""

    def take(self) -> None: ...  # raises RefusedError: somebody else owns it

    def release(self) -> None: ...

    def demand(self) -> None: ...  # raises OvertakenError

    def demand_fresh(self) -> None: ...  # the same, unless that was checked a moment ago


class Report(Protocol):
    """What is written when the incident is closed."""

    def write(self, facts: Facts) -> None: ...


@dataclass(frozen=True)
class Region:
    """One region's seams."""

    name: str
    cluster_id: str
    databases: Databases
    capacity: Capacity
    schedules: Schedules
    alarms: Alarms
    parameters: Parameters
