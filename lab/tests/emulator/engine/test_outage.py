"""A region that is gone, as an SDK sees it."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

from lab.emulator.engine.outage import mode_for
from lab.emulator.engine.request import LabRequest


def _request(service: str, region: str) -> LabRequest:
    return LabRequest(service, region, "AnyOperation", "lab", signed=True)


@pytest.mark.parametrize(
    ("service", "region", "lost", "expected"),
    [
        ("rds", "us-east-1", False, "hang"),
        ("rds", "us-west-2", False, None),
        ("route53", "us-east-1", False, None),
        ("iam", "us-east-1", False, None),
        ("sts", "us-east-1", False, None),
        ("route53", "us-east-1", True, "hang"),
        ("sts", "us-west-2", True, None),
    ],
)
def test_which_requests_meet_an_outage_of_us_east_1(
    service: str, region: str, lost: bool, expected: str | None
) -> None:
    assert mode_for(_request(service, region), {"us-east-1": "hang"}, lost) == expected


def test_refuse_closes_the_connection_and_the_other_region_answers(emulator: Any) -> None:
    emulator.control("POST", "outage", {"region": "us-east-1", "mode": "refuse"})
    with pytest.raises(ConnectionClosedError):
        emulator.client("ecs").list_clusters()
    assert emulator.client("ecs", "us-west-2").list_clusters()["clusterArns"] == []
    assert [call["outcome"] for call in emulator.control("GET", "calls")] == ["refused", "ok"]
    assert [call["reached"] for call in emulator.control("GET", "calls")] == [False, True]


def test_hang_ends_with_the_clients_timeout_and_leaves_no_thread(emulator: Any) -> None:
    emulator.control("POST", "outage", {"region": "us-east-1", "mode": "hang"})
    with pytest.raises(ReadTimeoutError):
        emulator.client("ecs", read_timeout=0.3).list_clusters()
    deadline = time.monotonic() + 5
    while emulator.control("GET", "calls")[-1]["outcome"] != "hung" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert emulator.control("GET", "calls")[-1]["outcome"] == "hung"
    while any("process_request" in thread.name for thread in threading.enumerate()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [thread.name for thread in threading.enumerate() if "process_request" in thread.name] == []


def test_heal_lets_a_hanging_request_go(emulator: Any) -> None:
    emulator.control("POST", "outage", {"region": "us-east-1", "mode": "hang"})
    seen: list[type[BaseException]] = []

    def call() -> None:
        try:
            emulator.client("ecs").list_clusters()
        except ConnectionClosedError as closed:
            seen.append(type(closed))

    thread = threading.Thread(target=call)
    thread.start()
    while not any(call["outcome"] == "hanging" for call in emulator.control("GET", "calls")):
        time.sleep(0.02)
    assert emulator.control("POST", "heal", {"region": "us-east-1"})["healed"] == ["us-east-1"]
    thread.join(timeout=5)
    assert seen == [ConnectionClosedError]


@pytest.mark.parametrize(("service", "call"), [("ecs", "list_clusters"), ("rds", "describe_db_clusters")])
def test_5xx_is_a_503_in_awss_shape(emulator: Any, service: str, call: str) -> None:
    emulator.control("POST", "outage", {"region": "us-east-1", "mode": "5xx"})
    with pytest.raises(ClientError) as refused:
        getattr(emulator.client(service), call)()
    assert refused.value.response["Error"]["Code"] == "ServiceUnavailable"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 503


def test_5xx_makes_the_sdk_retry_as_it_really_does(emulator: Any) -> None:
    emulator.control("POST", "outage", {"region": "us-east-1", "mode": "5xx"})
    with pytest.raises(ClientError):
        emulator.client("ecs", attempts=2).list_clusters()
    assert len(emulator.control("GET", "calls")) == 2


def test_control_planes_survive_unless_they_are_lost(emulator: Any) -> None:
    emulator.control("POST", "outage", {"region": "us-east-1", "mode": "refuse"})
    assert emulator.client("route53").get_hosted_zone_count()["HostedZoneCount"] >= 0
    emulator.control("POST", "outage", {"region": "us-east-1", "mode": "refuse", "control_planes": "lost"})
    with pytest.raises(ConnectionClosedError):
        emulator.client("route53").list_hosted_zones()
    state = emulator.control("POST", "heal", {})
    assert state == {"healed": ["us-east-1"], "regions": {}, "control_planes": "alive"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "needs 'region'"),
        ({"region": "us-east-1", "mode": "melt"}, "one of refuse, hang, 5xx"),
        ({"region": "us-east-1", "control_planes": "odd"}, "one of alive, lost"),
        ({"region": "us-west-2", "control_planes": "lost"}, "live in us-east-1"),
        ({"region": 3}, "there is no region 3; AWS has"),
        ({"region": "eu-west1"}, "there is no region 'eu-west1'; did you mean eu-west-1?"),
    ],
)
def test_an_outage_that_makes_no_sense_is_refused_with_what_is_required(
    emulator: Any, body: dict[str, Any], words: str
) -> None:
    assert words in emulator.control("POST", "outage", body)["error"]
