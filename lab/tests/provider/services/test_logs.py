"""Log groups and resource policies on the lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

GROUP = "aws:cloudwatch/logGroup:LogGroup"


def test_log_group_lives_and_changes(engine: Any, aws: Callable[..., Any]) -> None:
    key = engine.create("aws:kms/key:Key", "logs", {}).outputs["arn"]
    inputs = {"name": "/app/web", "retentionInDays": 30, "kmsKeyId": key, "tags": {"app": "web"}}
    made = engine.create(GROUP, "web", inputs)
    assert made.outputs["arn"].endswith(":log-group:/app/web")
    new = {**inputs, "retentionInDays": 7, "tags": {"app": "x"}}
    changed = engine.update(made, new)
    live = aws("logs").describe_log_groups(logGroupNamePrefix="/app/web")["logGroups"][0]
    assert live["retentionInDays"] == 7
    assert live["kmsKeyId"] == key
    assert changed.outputs["tagsAll"] == {"app": "x"}
    engine.lives_through(changed, new)


def test_a_name_that_begins_like_another_is_not_that_other(engine: Any) -> None:
    engine.create(GROUP, "web2", {"name": "/app/web2"})
    assert engine.imported(GROUP, "web", "/app/web") is None


def test_retention_changed_by_hand_is_drift(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(GROUP, "web", {"name": "/app/web"})
    aws("logs").put_retention_policy(logGroupName="/app/web", retentionInDays=1)
    assert engine.diff(engine.refresh(made), {"name": "/app/web"}).changed == {"retentionInDays"}


def test_bad_names_and_days_are_refused(engine: Any) -> None:
    _, failures = engine.check(GROUP, "web", {"name": "a b", "retentionInDays": 2})
    assert len(failures) == 2
    assert any("isn't a valid log group name" in text for text in failures)
    assert any("expected retentionInDays to be one of" in text for text in failures)
