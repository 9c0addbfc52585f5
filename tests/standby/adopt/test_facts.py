"""What is read of an existing database, on the lab: a region that boto3 made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lab.process import Emulator
from standby.adopt.eligibility import judge
from standby.adopt.facts import read_facts
from standby.aws.cloud import Cloud
from standby.errors import UsageError
from tests.scenario.existing_database import CLUSTER, INSTANCES, RANGE, SECRET, USER, seed_existing

HOME, DR = "us-east-1", "us-west-2"


@pytest.fixture
def clouds(lab: Emulator, monkeypatch: pytest.MonkeyPatch) -> tuple[Cloud, Cloud]:
    monkeypatch.setenv("AWS_ENDPOINT_URL", lab.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "labAKIA0EXAMPLE0LAB0")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret")
    return Cloud(HOME), Cloud(DR)


def test_everything_that_an_adoption_needs_is_read(clouds: tuple[Cloud, Cloud], aws: Callable[..., Any]) -> None:
    existing = seed_existing(aws, HOME)
    found = read_facts(*clouds, CLUSTER, SECRET)
    assert (found.identifier, found.arn) == (CLUSTER, existing.cluster_arn)
    assert tuple(one["DBInstanceIdentifier"] for one in found.instances) == INSTANCES
    assert (found.vpc_id, found.vpc_cidr) == (existing.vpc_id, RANGE)
    assert found.subnets.private == tuple(sorted(existing.private))
    assert (len(found.subnets.public), found.subnets.isolated) == (2, found.database_subnets)
    assert found.key_manager == "CUSTOMER"
    assert found.cluster_parameters == {"log_min_duration_statement": "250"}
    assert found.secret is not None
    assert (found.secret.username, found.secret.keys) == (USER, ("password", "username"))
    assert "kept-by-the-team" not in repr(found)
    assert {one.answer for one in judge(found, DR, "myapp-prod-us-west-2")} == {"yes"}


def test_a_cluster_that_is_not_there_is_named_with_those_that_are(
    clouds: tuple[Cloud, Cloud], aws: Callable[..., Any]
) -> None:
    seed_existing(aws, HOME)
    with pytest.raises(
        UsageError, match=r"--cluster 'order' is no Aurora cluster of us-east-1; there are: orders-live"
    ):
        read_facts(*clouds, "order", SECRET)
    assert read_facts(*clouds, CLUSTER, "no/such").secret is None
