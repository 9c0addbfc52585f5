"""RDS event subscriptions: their life, what AWS refuses, and that the topic is told."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto.rds.models import rds_backends

from lab.emulator.services.rds import event_subscriptions
from lab.emulator.services.rds.events import ClusterEvent

REGION = "us-west-2"


@pytest.fixture
def topic(emulator: Any) -> str:
    return str(emulator.client("sns", REGION).create_topic(Name="alarms")["TopicArn"])


@pytest.fixture
def rds(emulator: Any, topic: str) -> Any:
    client = emulator.client("rds", REGION)
    client.create_event_subscription(
        SubscriptionName="dr",
        SnsTopicArn=topic,
        SourceType="db-cluster",
        EventCategories=["global-failover"],
        Tags=[{"Key": "app", "Value": "x"}],
    )
    return client


def shown(rds: Any) -> Any:
    return rds.describe_event_subscriptions(SubscriptionName="dr")["EventSubscriptionsList"][0]


def test_a_subscription_shows_what_it_was_given(rds: Any, topic: str) -> None:
    found = shown(rds)
    assert found["EventSubscriptionArn"] == f"arn:aws:rds:{REGION}:123456789012:es:dr"
    assert (found["Status"], found["Enabled"], found["SnsTopicArn"]) == ("active", True, topic)
    assert found["EventCategoriesList"] == ["global-failover"]
    tags = rds.list_tags_for_resource(ResourceName=found["EventSubscriptionArn"])["TagList"]
    assert tags == [{"Key": "app", "Value": "x"}]


def test_what_a_change_does_not_say_stays(rds: Any) -> None:
    rds.modify_event_subscription(SubscriptionName="dr", Enabled=False)
    rds.add_source_identifier_to_subscription(SubscriptionName="dr", SourceIdentifier="west")
    found = shown(rds)
    assert (found["Enabled"], found["SourceType"], found["SourceIdsList"]) == (False, "db-cluster", ["west"])
    rds.remove_source_identifier_from_subscription(SubscriptionName="dr", SourceIdentifier="west")
    with pytest.raises(ClientError, match="SourceNotFound"):
        rds.remove_source_identifier_from_subscription(SubscriptionName="dr", SourceIdentifier="west")


def test_a_deleted_subscription_is_gone(rds: Any) -> None:
    rds.delete_event_subscription(SubscriptionName="dr")
    with pytest.raises(ClientError, match="SubscriptionNotFound"):
        shown(rds)


def test_what_aws_refuses(rds: Any, topic: str) -> None:
    with pytest.raises(ClientError, match="SubscriptionAlreadyExist"):
        rds.create_event_subscription(SubscriptionName="dr", SnsTopicArn=topic)
    with pytest.raises(ClientError, match="SNSTopicArnNotFound"):
        rds.create_event_subscription(SubscriptionName="other", SnsTopicArn=f"{topic}-gone")
    with pytest.raises(ClientError, match="InvalidParameterCombination"):
        rds.create_event_subscription(SubscriptionName="other", SnsTopicArn=topic, SourceIds=["west"])
    with pytest.raises(ClientError, match="InvalidParameterValue"):
        rds.create_event_subscription(SubscriptionName="other", SnsTopicArn=topic, SourceType="db-thing")


def test_the_topic_is_told_of_what_the_subscription_asks_for(rds: Any, topic: str) -> None:
    backend = rds_backends["123456789012"][REGION]
    told: list[tuple[str, Any]] = []
    arn = f"arn:aws:rds:{REGION}:123456789012:cluster:west"
    when = datetime(2026, 1, 2, 3, 4, 5)  # moto keeps naive UTC
    event = ClusterEvent("west", "db-cluster", "Global failover completed.", ["global-failover"], arn, when)
    event_subscriptions.deliver(backend, event, lambda to, message: told.append((to, json.loads(message))))
    assert [(to, message["Source ID"]) for to, message in told] == [(topic, "west")]
    rds.modify_event_subscription(SubscriptionName="dr", EventCategories=["failure"])
    event_subscriptions.deliver(backend, event, lambda *_: pytest.fail("not asked for"))
