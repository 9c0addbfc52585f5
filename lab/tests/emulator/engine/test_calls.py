"""The journal of calls: what is entered, when, and with which outcome."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from lab.emulator.engine.calls import CallJournal, error_code


def test_numbers_go_on_after_the_journal_is_cleared() -> None:
    journal = CallJournal()
    journal.enter(1.0, "us-east-1", "rds", "DescribeDBClusters", "lab")
    journal.clear()
    journal.enter(2.0, "us-east-1", "rds", "DescribeDBClusters", "lab")
    assert [call.n for call in journal.since(0)] == [2]


def test_the_ring_drops_the_oldest() -> None:
    journal = CallJournal(ring=2)
    for _ in range(3):
        journal.enter(1.0, "us-east-1", "rds", "DescribeDBClusters", "lab")
    assert [call.n for call in journal.since(0)] == [2, 3]
    assert [call.n for call in journal.since(2)] == [3]


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        (
            [("x-amzn-ErrorType", "com.amazonaws.ecs#ClusterNotFoundException:http://x")],
            b"{}",
            "ClusterNotFoundException",
        ),
        (
            [],
            b"<ErrorResponse><Error><Code>DBClusterNotFoundFault</Code></Error></ErrorResponse>",
            "DBClusterNotFoundFault",
        ),
        ([], b'{"__type": "a#ParameterNotFound"}', "ParameterNotFound"),
        ([], b"plain words", ""),
        ([], b"[1]", ""),
    ],
)
def test_the_error_code_is_found_in_every_protocol(headers: list[tuple[str, str]], body: bytes, expected: str) -> None:
    assert error_code(headers, body) == expected


def test_every_call_is_journalled_with_region_operation_and_outcome(emulator: Any) -> None:
    emulator.control("DELETE", "calls")
    emulator.client("ecs", "us-west-2").list_clusters()
    with pytest.raises(ClientError):
        emulator.client("rds").describe_db_clusters(DBClusterIdentifier="absent")
    emulator.client("route53").list_hosted_zones()
    calls = emulator.control("GET", "calls")
    assert [
        (call["service"], call["region"], call["operation"], call["outcome"], call["status"]) for call in calls
    ] == [
        ("ecs", "us-west-2", "ListClusters", "ok", 200),
        ("rds", "us-east-1", "DescribeDBClusters", "DBClusterNotFoundFault", 404),
        ("route53", "us-east-1", "ListHostedZones", "ok", 200),
    ]
    assert all(call["ms"] > 0 and call["reached"] and call["access_key"] == "lab" for call in calls)
    assert emulator.control("GET", f"calls?since={calls[1]['n']}") == calls[2:]


def test_since_must_be_a_number(emulator: Any) -> None:
    assert "number of a call" in emulator.control("GET", "calls?since=x")["error"]
