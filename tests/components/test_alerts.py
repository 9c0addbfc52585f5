"""Where alarms speak, on mocks."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from components.alerts import Alerts, AlertsArgs
from pattern.naming import Names

DR = Names("myapp", "prod", "us-west-2", "-dr")


@pytest.mark.parametrize(("email", "listeners"), [(None, 0), ("on-call@example.com", 1)])
def test_an_encrypted_topic_and_its_listeners(build: Callable[..., Any], email: str | None, listeners: int) -> None:
    built = build(lambda: Alerts("alerts", AlertsArgs(DR, "123456789012", "arn:key", email)))
    topic = built.one("aws:sns/topic:Topic").inputs
    assert (topic["name"], topic["kmsMasterKeyId"]) == ("myapp-prod", "arn:key")
    assert len(built.all("aws:sns/topicSubscription:TopicSubscription")) == listeners


def test_only_alarms_and_database_events_of_this_account_may_publish(build: Callable[..., Any]) -> None:
    built = build(lambda: Alerts("alerts", AlertsArgs(DR, "123456789012", "arn:key")))
    statements = json.loads(built.one("aws:sns/topicPolicy:TopicPolicy").inputs["policy"])["Statement"]
    services = [statement["Principal"]["Service"] for statement in statements]
    assert services == ["cloudwatch.amazonaws.com", "events.rds.amazonaws.com"]
    for statement in statements:
        assert statement["Resource"] == built.value["topic_arn"]
        assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}
