"""Faults on single calls, as SDKs meet them."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError


def _until(condition: Any, seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the lab did not get there in time"
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("service", "call", "kind", "code", "status"),
    [
        ("rds", "describe_db_clusters", "Throttling", "Throttling", 400),
        ("ecs", "list_clusters", "Throttling", "ThrottlingException", 400),
        ("ec2", "describe_vpcs", "Throttling", "RequestLimitExceeded", 503),
        ("apigatewayv2", "get_apis", "Throttling", "TooManyRequestsException", 429),
        ("route53", "list_hosted_zones", "Throttling", "Throttling", 400),
        ("ssm", "describe_parameters", "AccessDenied", "AccessDeniedException", 400),
        ("iam", "list_roles", "AccessDenied", "AccessDenied", 403),
        ("elbv2", "describe_load_balancers", "ExpiredToken", "ExpiredToken", 403),
        ("cloudwatch", "list_metrics", "InternalFailure", "InternalFailure", 500),
        ("rds", "describe_db_clusters", "InvalidGlobalClusterStateFault", "InvalidGlobalClusterStateFault", 400),
    ],
)
def test_each_protocol_gets_the_error_in_its_own_words(
    emulator: Any, service: str, call: str, kind: str, code: str, status: int
) -> None:
    emulator.control("POST", "faults", {"service": service, "error": kind})
    with pytest.raises(ClientError) as refused:
        getattr(emulator.client(service), call)()
    assert refused.value.response["Error"]["Code"] == code
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == status


def test_times_and_after_are_counted_and_the_sdk_gets_through_by_retrying(emulator: Any) -> None:
    emulator.control(
        "POST", "faults", {"service": "ecs", "operation": "ListClusters", "error": "Throttling", "after": 1, "times": 2}
    )
    client = emulator.client("ecs", attempts=4)
    client.list_clusters()
    client.list_clusters()
    outcomes = [call["outcome"] for call in emulator.control("GET", "calls")]
    assert outcomes == ["ok", "ThrottlingException", "ThrottlingException", "ok"]
    (rule,) = emulator.control("GET", "faults")
    assert (rule["matched"], rule["applied"]) == (4, 2)


def test_a_fault_meets_only_its_region_and_key(emulator: Any) -> None:
    emulator.control("POST", "faults", {"region": "us-west-2", "access_key": "other", "error": "InternalFailure"})
    emulator.client("ecs", "us-west-2").list_clusters()
    with pytest.raises(ClientError, match="InternalFailure"):
        emulator.client("ecs", "us-west-2", aws_access_key_id="other").list_clusters()
    emulator.client("ecs", "us-east-1", aws_access_key_id="other").list_clusters()


def test_drop_before_and_after_differ_in_what_aws_has_done(emulator: Any) -> None:
    client = emulator.client("ecs")
    emulator.control("POST", "faults", {"operation": "CreateCluster", "error": "drop", "times": 1})
    with pytest.raises(ConnectionClosedError):
        client.create_cluster(clusterName="never")
    assert client.list_clusters()["clusterArns"] == []
    emulator.control("POST", "faults", {"operation": "CreateCluster", "error": "drop", "times": 1, "phase": "after"})
    with pytest.raises(ConnectionClosedError):
        client.create_cluster(clusterName="unheard")
    assert [arn.rsplit("/", 1)[1] for arn in client.list_clusters()["clusterArns"]] == ["unheard"]


def test_latency_delays_and_then_answers(emulator: Any) -> None:
    emulator.control("POST", "faults", {"operation": "ListClusters", "latency": 0.3})
    started = time.monotonic()
    assert emulator.client("ecs").list_clusters()["clusterArns"] == []
    assert time.monotonic() - started >= 0.3


def test_timeout_gives_no_answer_until_the_client_gives_up(emulator: Any) -> None:
    emulator.control("POST", "faults", {"operation": "ListClusters", "error": "timeout"})
    with pytest.raises(ReadTimeoutError):
        emulator.client("ecs", read_timeout=0.2).list_clusters()
    _until(lambda: emulator.control("GET", "calls")[-1]["outcome"] == "hung")


@pytest.mark.parametrize(("phase", "made"), [("before", []), ("after", ["held"])])
def test_a_held_request_whose_client_dies_is_never_answered(emulator: Any, phase: str, made: list[str]) -> None:
    emulator.control("POST", "faults", {"operation": "CreateCluster", "error": "hold", "phase": phase, "times": 1})
    with pytest.raises(ReadTimeoutError):
        emulator.client("ecs", read_timeout=0.3).create_cluster(clusterName="held")
    _until(lambda: emulator.control("GET", "calls")[-1]["outcome"] == "held, client gone")
    assert [arn.rsplit("/", 1)[1] for arn in emulator.client("ecs").list_clusters()["clusterArns"]] == made


def test_a_held_request_goes_on_when_it_is_released(emulator: Any) -> None:
    emulator.control("POST", "faults", {"operation": "CreateCluster", "error": "hold", "times": 1})
    answers: list[Any] = []
    thread = threading.Thread(target=lambda: answers.append(emulator.client("ecs").create_cluster(clusterName="late")))
    thread.start()
    _until(lambda: emulator.control("GET", "faults")[0]["held"] == 1)
    assert answers == []
    assert emulator.control("POST", "release", {}) == {"released": 1}
    thread.join(timeout=5)
    assert answers[0]["cluster"]["clusterName"] == "late"
    assert emulator.control("GET", "calls")[0]["outcome"] == "ok"


def test_removing_faults_lets_everything_through(emulator: Any) -> None:
    emulator.control("POST", "faults", {"error": "InternalFailure"})
    number = emulator.control("POST", "faults", {"error": "Throttling"})["id"]
    emulator.control("DELETE", "faults", {"id": number})
    assert [rule["error"] for rule in emulator.control("GET", "faults")] == ["InternalFailure"]
    assert "there is no fault" in emulator.control("DELETE", "faults", {"id": 999})["error"]
    emulator.control("DELETE", "faults")
    emulator.client("ecs").list_clusters()


def test_a_rule_that_makes_no_sense_is_refused(emulator: Any) -> None:
    assert "is no key of a fault" in emulator.control("POST", "faults", {"error": "x", "color": "red"})["error"]
