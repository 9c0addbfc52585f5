"""The emulator's account is that of the project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from lab.emulator.engine import account


@pytest.fixture
def other_account() -> Iterator[str]:
    before = account.number()
    account.use("210987654321")
    yield account.number()
    account.use(before)


def test_a_key_that_nobody_handed_out_belongs_to_the_account(emulator: Any, other_account: str) -> None:
    assert emulator.client("sts").get_caller_identity()["Account"] == other_account
    topic = emulator.client("sns").create_topic(Name="alarms")["TopicArn"]
    assert topic == f"arn:aws:sns:us-east-1:{other_account}:alarms"


def test_a_global_database_is_of_the_account(emulator: Any, other_account: str) -> None:
    made = emulator.client("rds").create_global_cluster(GlobalClusterIdentifier="app", Engine="aurora-postgresql")
    assert made["GlobalCluster"]["GlobalClusterArn"] == f"arn:aws:rds::{other_account}:global-cluster:app"
