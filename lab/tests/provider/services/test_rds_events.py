"""Event subscriptions of RDS on the lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SUBSCRIPTION = "aws:rds/eventSubscription:EventSubscription"


def test_a_subscription_lives_and_changes(engine: Any, aws: Callable[..., Any]) -> None:
    topic = aws("sns").create_topic(Name="alarms")["TopicArn"]
    inputs = {
        "name": "dr",
        "snsTopic": topic,
        "sourceType": "db-cluster",
        "sourceIds": ["east"],
        "eventCategories": ["global-failover", "failure"],
        "tags": {"app": "x"},
    }
    made = engine.create(SUBSCRIPTION, "dr", inputs)
    assert made.outputs["customerAwsId"] == "123456789012"
    new = {**inputs, "sourceIds": ["west"], "eventCategories": ["global-failover"], "tags": {"app": "y"}}
    changed = engine.update(made, new)
    (live,) = aws("rds").describe_event_subscriptions(SubscriptionName="dr")["EventSubscriptionsList"]
    assert (live["SourceIdsList"], live["EventCategoriesList"]) == (["west"], ["global-failover"])
    assert engine.diff(changed, {**new, "name": "other"}).replaces == {"name"}
    engine.lives_through(changed, new)


def test_bad_names_and_sources_are_refused(engine: Any) -> None:
    bad = {"name": "1-dr", "snsTopic": "no-arn", "sourceType": "db-thing"}
    _, failures = engine.check(SUBSCRIPTION, "dr", bad)
    assert len(failures) == 3
