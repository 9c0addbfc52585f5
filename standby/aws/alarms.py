"""The alarms that count tasks in one region: which of them a switchover has muted, and giving them their voice back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pattern.naming import Names
from standby.aws.cloud import Cloud

BATCH = 100  # DescribeAlarms and EnableAlarmActions take at most a hundred names


class CloudWatchRegion:
    """`standby.pair.seams.Alarms` on AWS."""

    def __init__(self, cloud: Cloud, names: Names) -> None:
        self._cloud, self._names = cloud, names

    def muted(self, services: Iterable[str]) -> tuple[str, ...]:
        """The task alarms of these services whose actions are off; an alarm that does not exist is none."""
        names = [self._names.of("alarm", f"{service}-tasks") for service in services]
        found: list[str] = []
        for first in range(0, len(names), BATCH):
            batch = names[first : first + BATCH]
            answer = self._cloud.call("cloudwatch", "describe_alarms", AlarmNames=batch, MaxRecords=BATCH)
            found += [raw["AlarmName"] for raw in answer["MetricAlarms"] if not raw["ActionsEnabled"]]
        return tuple(found)

    def unmute(self, alarms: Sequence[str]) -> None:
        """Switch the actions of these alarms on; on already is as good."""
        for first in range(0, len(alarms), BATCH):
            self._cloud.call("cloudwatch", "enable_alarm_actions", AlarmNames=list(alarms[first : first + BATCH]))
