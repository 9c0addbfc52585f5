"""What tells the owner of the database, on mocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from components.database_watch import DatabaseWatch, DatabaseWatchArgs
from pattern.naming import Names
from pattern.settings import Watch

DR = Names("myapp", "prod", "us-west-2", "-dr")


def watch(secondary: bool = True) -> DatabaseWatch:
    return DatabaseWatch("watch", DatabaseWatchArgs(DR, Watch(), secondary, "myapp-prod-us-west-2", "arn:topic"))


@pytest.mark.parametrize(("secondary", "missing"), [(False, "notBreaching"), (True, "breaching")])
def test_on_a_secondary_no_lag_data_is_as_bad_as_too_much(
    build: Callable[..., Any], secondary: bool, missing: str
) -> None:
    built = build(lambda: watch(secondary))
    alarms = {a.inputs["metricName"]: a.inputs for a in built.all("aws:cloudwatch/metricAlarm:MetricAlarm")}
    assert set(alarms) == {"AuroraGlobalDBReplicationLag", "CPUUtilization", "DatabaseConnections"}
    lag = alarms["AuroraGlobalDBReplicationLag"]
    assert (lag["treatMissingData"], lag["threshold"]) == (missing, 60000)
    assert lag["alarmActions"] == ["arn:topic"]


def test_events_of_the_cluster_reach_the_topic(build: Callable[..., Any]) -> None:
    told = build(watch).one("aws:rds/eventSubscription:EventSubscription").inputs
    assert (told["sourceType"], told["sourceIds"], told["snsTopic"]) == (
        "db-cluster",
        ["myapp-prod-us-west-2"],
        "arn:topic",
    )
