"""EventBridge rules in one region: which of the contract's schedules are enabled, and switching one on or off."""

from __future__ import annotations

from collections.abc import Mapping

from pattern.contract import ScheduleEntry
from standby.aws.cloud import Cloud
from standby.errors import MissingError
from standby.pair.facts import Schedule


class EventsRegion:
    """`standby.pair.seams.Schedules` on AWS."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def schedules(self, wanted: Mapping[str, ScheduleEntry]) -> tuple[Schedule, ...]:
        """Each schedule of the contract with its rule's state; a rule that EventBridge does not know is not `found`."""
        return tuple(self._schedule(name, entry) for name, entry in wanted.items())

    def enable(self, rule: str) -> None:
        """Switch a rule on; one that is on already is as good."""
        self._cloud.call("events", "enable_rule", Name=rule)

    def disable(self, rule: str) -> None:
        """Switch a rule off; one that is off already is as good."""
        self._cloud.call("events", "disable_rule", Name=rule)

    def _schedule(self, name: str, entry: ScheduleEntry) -> Schedule:
        try:
            state = self._cloud.call("events", "describe_rule", Name=entry.rule).get("State", "")
        except MissingError:
            return Schedule(name, entry, found=False)
        return Schedule(name, entry, found=True, enabled=state != "DISABLED")
