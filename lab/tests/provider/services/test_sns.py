"""Topics, their policies and subscriptions: their life on the lab."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from lab.provider.services import sns

TOPIC = "aws:sns/topic:Topic"
POLICY = "aws:sns/topicPolicy:TopicPolicy"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"


def attributes(aws: Callable[..., Any], topic: str) -> dict[str, str]:
    found: dict[str, str] = aws("sns").get_topic_attributes(TopicArn=topic)["Attributes"]
    return found


def test_topic_lives(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = {"name": "alarms", "displayName": "Alarms", "kmsMasterKeyId": "alias/aws/sns", "tags": {"app": "x"}}
    made = engine.create(TOPIC, "alarms", inputs)
    assert made.ident == made.outputs["arn"] == "arn:aws:sns:us-east-1:123456789012:alarms"
    assert made.outputs["owner"] == "123456789012"
    assert attributes(aws, made.ident)["DisplayName"] == "Alarms"
    engine.lives_through(made, inputs)


def test_topic_attributes_change_in_place_and_are_taken_away(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(TOPIC, "alarms", {"name": "alarms", "displayName": "Alarms"})
    changed = engine.update(made, {"name": "alarms", "displayName": "Alerts"})
    assert attributes(aws, made.ident)["DisplayName"] == "Alerts"
    engine.update(changed, {"name": "alarms"})
    assert attributes(aws, made.ident)["DisplayName"] == ""


def test_another_name_replaces(engine: Any) -> None:
    made = engine.create(TOPIC, "alarms", {"name": "alarms"})
    assert engine.diff(made, {"name": "alerts"}).replaces == {"name"}


def test_fifo_only_inputs_are_refused_elsewhere(engine: Any) -> None:
    _, failures = engine.check(TOPIC, "alarms", {"contentBasedDeduplication": True})
    assert len(failures) == 1
    assert "contentBasedDeduplication can only be set for FIFO topics" in failures[0]


def test_fifo_topic_lives(engine: Any) -> None:
    inputs = {"name": "orders.fifo", "fifoTopic": True, "contentBasedDeduplication": True}
    engine.lives_through(engine.create(TOPIC, "orders", inputs), inputs)


def test_feedback_roles_are_refused_by_name(engine: Any) -> None:
    role = "arn:aws:iam::123456789012:role/r"
    _, failures = engine.check(TOPIC, "alarms", {"sqsFailureFeedbackRoleArn": role})
    assert [text for text in failures if "does not emulate sqsFailureFeedbackRoleArn" in text]


def test_topic_policy_goes_back_to_the_default(engine: Any, aws: Callable[..., Any]) -> None:
    topic = engine.create(TOPIC, "alarms", {"name": "alarms"}).ident
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudwatch.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": topic,
    }
    policy = json.dumps({"Version": "2012-10-17", "Id": "own", "Statement": [statement]})
    made = engine.create(POLICY, "alarms", {"arn": topic, "policy": policy})
    assert json.loads(attributes(aws, topic)["Policy"])["Id"] == "own"
    assert made.outputs["owner"] == "123456789012"
    assert engine.refresh(made).inputs == made.inputs
    engine.delete(made)
    assert json.loads(attributes(aws, topic)["Policy"])["Id"] == "__default_policy_ID"


def test_the_default_policy_is_for_the_account_itself() -> None:
    found = json.loads(sns.default_policy("arn:t", "123456789012"))["Statement"][0]
    assert found["Condition"] == {"StringEquals": {"AWS:SourceOwner": "123456789012"}}
    assert "SNS:Publish" in found["Action"]


def test_subscription_lives(engine: Any, aws: Callable[..., Any]) -> None:
    topic = engine.create(TOPIC, "alarms", {"name": "alarms"}).ident
    queue = "arn:aws:sqs:us-east-1:123456789012:alarms"
    inputs = {"topic": topic, "protocol": "sqs", "endpoint": queue, "rawMessageDelivery": True}
    made = engine.create(SUBSCRIPTION, "queue", inputs)
    live = aws("sns").get_subscription_attributes(SubscriptionArn=made.ident)["Attributes"]
    assert (live["Endpoint"], live["RawMessageDelivery"]) == (queue, "true")
    assert made.outputs["pendingConfirmation"] is False
    engine.lives_through(made, inputs)


def test_subscription_filter_changes_in_place(engine: Any, aws: Callable[..., Any]) -> None:
    topic = engine.create(TOPIC, "alarms", {"name": "alarms"}).ident
    inputs = {"topic": topic, "protocol": "email", "endpoint": "on-call@example.com"}
    made = engine.create(SUBSCRIPTION, "mail", inputs)
    filtered = {**inputs, "filterPolicy": json.dumps({"severity": ["high"]}), "filterPolicyScope": "MessageBody"}
    assert engine.diff(made, filtered).replaces == set()
    engine.update(made, filtered)
    live = aws("sns").get_subscription_attributes(SubscriptionArn=made.ident)["Attributes"]
    assert json.loads(live["FilterPolicy"]) == {"severity": ["high"]}


@pytest.mark.parametrize("change", [{"endpoint": "b@example.com"}, {"protocol": "email-json"}])
def test_another_endpoint_replaces(engine: Any, change: dict[str, str]) -> None:
    topic = engine.create(TOPIC, "alarms", {"name": "alarms"}).ident
    inputs = {"topic": topic, "protocol": "email", "endpoint": "a@example.com"}
    made = engine.create(SUBSCRIPTION, "mail", inputs)
    assert engine.diff(made, {**inputs, **change}).replaces == set(change)
