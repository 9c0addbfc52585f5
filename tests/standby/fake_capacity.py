"""ECS, its auto scaling and EventBridge rules of one region on the fake."""

# ruff: noqa: ARG002  # a fake takes what its protocol names
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pattern.contract import ScheduleEntry, ServiceEntry
from standby.pair.facts import Schedule, Service

if TYPE_CHECKING:
    from tests.standby.fake_world import FakePair


@dataclass
class FakeCapacity:
    pair: FakePair
    region: str

    def services(self, cluster: str, wanted: Iterable[ServiceEntry]) -> tuple[Service, ...]:
        with self.pair.ground.call(self.region, "DescribeServices"):
            return tuple(self.pair.services[self.region][entry.name] for entry in wanted)

    def raise_to(self, cluster: str, wanted: ServiceEntry) -> None:
        with self.pair.ground.call(self.region, "RegisterScalableTarget"):
            now = self.pair.services[self.region][wanted.name]
            if wanted.standby == "off":
                self.pair.check_alone(self.region, wanted.name)
            self.pair.services[self.region][wanted.name] = replace(now, minimum=max(now.minimum or 0, wanted.min))
        with self.pair.ground.call(self.region, "UpdateService"):
            self.pair.scale(self.region, wanted.name, max(now.desired, wanted.desired))

    def lower_to(self, cluster: str, service: str, desired: int) -> None:
        with self.pair.ground.call(self.region, "UpdateService"):
            self.pair.scale(self.region, service, desired)

    def stop(self, cluster: str, service: ServiceEntry) -> None:
        with self.pair.ground.call(self.region, "RegisterScalableTarget"):
            now = self.pair.services[self.region][service.name]
            self.pair.services[self.region][service.name] = replace(now, minimum=0)
        with self.pair.ground.call(self.region, "UpdateService"):
            self.pair.scale(self.region, service.name, 0, lingers=30)


@dataclass
class FakeSchedules:
    pair: FakePair
    region: str

    def schedules(self, wanted: Mapping[str, ScheduleEntry]) -> tuple[Schedule, ...]:
        with self.pair.ground.call(self.region, "DescribeRule"):
            on = self.pair.enabled[self.region]
            return tuple(Schedule(name, entry, True, entry.rule in on) for name, entry in wanted.items())

    def enable(self, rule: str) -> None:
        with self.pair.ground.call(self.region, "EnableRule"):
            self.pair.check_alone(self.region, rule)
            self.pair.enabled[self.region].add(rule)

    def disable(self, rule: str) -> None:
        with self.pair.ground.call(self.region, "DisableRule"):
            self.pair.enabled[self.region].discard(rule)


@dataclass
class FakeAlarms:
    pair: FakePair
    region: str

    def muted(self, services: Iterable[str]) -> tuple[str, ...]:
        with self.pair.ground.call(self.region, "DescribeAlarms"):
            return tuple(name for name in services if name in self.pair.muted[self.region])

    def unmute(self, alarms: Sequence[str]) -> None:
        with self.pair.ground.call(self.region, "EnableAlarmActions"):
            self.pair.muted[self.region] -= set(alarms)
