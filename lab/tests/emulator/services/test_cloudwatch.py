"""Replication lag as CloudWatch shows it: real names and dimensions, and nothing where there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

CLUSTER = [{"Name": "DBClusterIdentifier", "Value": "west"}]
SOURCE = [*CLUSTER, {"Name": "SourceRegion", "Value": "us-east-1"}]


@pytest.fixture
def replicating(emulator: Any) -> Any:
    """A global database with a connected secondary, ten minutes old."""
    east, west = (emulator.client("rds", region) for region in ("us-east-1", "us-west-2"))
    engine = {"Engine": "aurora-postgresql"}
    east.create_global_cluster(GlobalClusterIdentifier="app", **engine)
    emulator.advance(3600)
    credentials = {"MasterUsername": "root", "MasterUserPassword": "correct-horse"}
    east.create_db_cluster(DBClusterIdentifier="east", GlobalClusterIdentifier="app", **engine, **credentials)
    east.create_db_instance(
        DBInstanceIdentifier="east-1", DBClusterIdentifier="east", DBInstanceClass="db.r6g.large", **engine
    )
    emulator.advance(3600)
    west.create_db_cluster(DBClusterIdentifier="west", GlobalClusterIdentifier="app", **engine)
    emulator.advance(120 + 600)
    return emulator


@pytest.fixture
def lag(replicating: Any) -> Callable[..., list[dict[str, Any]]]:
    """``lag(dimensions, minutes)``: datapoints of the last minutes in us-west-2, by the client's own clock."""

    def ask(dimensions: Any = CLUSTER, minutes: int = 5, metric: str = "AuroraGlobalDBReplicationLag") -> Any:
        now = datetime.now(UTC)
        found = replicating.client("cloudwatch", "us-west-2").get_metric_statistics(
            Namespace="AWS/RDS",
            MetricName=metric,
            Dimensions=dimensions,
            StartTime=now - timedelta(minutes=minutes),
            EndTime=now + timedelta(seconds=1),
            Period=60,
            Statistics=["Average", "Maximum"],
        )
        return found["Datapoints"]

    return ask


def test_a_secondary_publishes_its_lag_once_a_minute(lag: Any) -> None:
    points = lag()
    assert 4 <= len(points) <= 6
    assert {point["Unit"] for point in points} == {"Milliseconds"}
    assert all(100 <= point["Average"] <= 140 for point in points)


def test_metrics_have_aws_names_and_dimensions(replicating: Any, lag: Any) -> None:
    found = replicating.client("cloudwatch", "us-west-2").list_metrics(Namespace="AWS/RDS")["Metrics"]
    assert {metric["MetricName"] for metric in found} == {"AuroraGlobalDBReplicationLag", "AuroraGlobalDBRPOLag"}
    assert {"Dimensions": SOURCE, "MetricName": "AuroraGlobalDBRPOLag", "Namespace": "AWS/RDS"} in found
    assert lag(SOURCE)
    assert lag(SOURCE, metric="AuroraGlobalDBRPOLag")


def test_the_writers_region_has_none(replicating: Any) -> None:
    assert replicating.client("cloudwatch", "us-east-1").list_metrics(Namespace="AWS/RDS")["Metrics"] == []


def test_lag_follows_its_process(replicating: Any, lag: Any) -> None:
    replicating.control("POST", "lag", {"global_cluster": "app", "process": "steady", "ms": 4000})
    replicating.advance(180)
    assert max(point["Maximum"] for point in lag()) > 3500
    assert min(point["Maximum"] for point in lag(minutes=10)) < 150  # what was, stays


def test_no_datapoint_while_the_source_is_gone_and_again_after(replicating: Any, lag: Any) -> None:
    replicating.context.outages.start("us-east-1")
    replicating.advance(360)
    assert lag() == []
    assert lag(minutes=15) != []
    replicating.context.outages.heal("us-east-1")
    replicating.advance(120)
    assert lag(minutes=2) != []


def test_the_last_points_before_a_long_outage_stay(replicating: Any, lag: Any) -> None:
    replicating.context.outages.start("us-east-1")
    replicating.advance(12 * 3600)
    assert lag(minutes=60) == []
    assert 5 <= len(lag(minutes=13 * 60)) <= 12


def test_get_metric_data_tells_the_same(replicating: Any) -> None:
    now = datetime.now(UTC)
    metric = {"Namespace": "AWS/RDS", "MetricName": "AuroraGlobalDBRPOLag", "Dimensions": SOURCE}
    query = {"Id": "lag", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Maximum"}}
    found = replicating.client("cloudwatch", "us-west-2").get_metric_data(
        MetricDataQueries=[query], StartTime=now - timedelta(minutes=5), EndTime=now
    )["MetricDataResults"]
    assert found[0]["StatusCode"] == "Complete"
    assert 4 <= len(found[0]["Values"]) <= 6


def test_what_moto_would_answer_with_nothing_is_refused_by_name(emulator: Any) -> None:
    watch, now = emulator.client("cloudwatch", "us-west-2"), datetime.now(UTC)
    window = {"StartTime": now - timedelta(minutes=5), "EndTime": now}
    with pytest.raises(ClientError, match="metric math and Metrics Insights, here 'a / b'"):
        watch.get_metric_data(MetricDataQueries=[{"Id": "c", "Expression": "a / b"}], **window)
    with pytest.raises(ClientError, match="ExtendedStatistics; use Statistics"):
        watch.get_metric_statistics(
            Namespace="AWS/RDS", MetricName="CPUUtilization", Period=60, ExtendedStatistics=["p99"], **window
        )
