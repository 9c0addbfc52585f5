"""EventBridge rules through the seam on the lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pattern.contract import ScheduleEntry
from standby.aws.cloud import Cloud
from standby.aws.schedules import EventsRegion

DR = "us-west-2"


def test_rule_is_switched_on_and_off_and_one_that_is_not_there_is_said_so(
    cloud: Callable[[str], Cloud], aws: Any
) -> None:
    aws("events", DR).put_rule(Name="nightly", ScheduleExpression="rate(1 day)", State="DISABLED")
    region = EventsRegion(cloud(DR))
    wanted = {"nightly": ScheduleEntry("nightly", "worker"), "gone": ScheduleEntry("nope", "worker")}

    def states() -> list[tuple[bool, bool]]:
        return [(schedule.found, schedule.enabled) for schedule in region.schedules(wanted)]

    assert states() == [(True, False), (False, False)]
    region.enable("nightly")
    region.enable("nightly")
    assert states()[0] == (True, True)
    region.disable("nightly")
    assert states()[0] == (True, False)
