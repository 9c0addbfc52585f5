"""ECS clusters and capacity providers: their life on the lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

CLUSTER = "aws:ecs/cluster:Cluster"
PROVIDERS = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"
INSIGHTS = [{"name": "containerInsights", "value": "enabled"}]


def live(aws: Callable[..., Any], ident: str) -> dict[str, Any]:
    include = ["SETTINGS", "CONFIGURATIONS", "TAGS"]
    found: dict[str, Any] = aws("ecs").describe_clusters(clusters=[ident], include=include)["clusters"][0]
    return found


def test_cluster_lives(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = {"name": "shop", "settings": INSIGHTS, "tags": {"app": "x"}}
    made = engine.create(CLUSTER, "shop", inputs)
    assert made.ident == made.outputs["arn"] == live(aws, "shop")["clusterArn"]
    assert live(aws, "shop")["settings"] == INSIGHTS
    assert live(aws, "shop")["tags"] == [{"key": "app", "value": "x"}]
    engine.lives_through(made, inputs)


def test_insights_change_in_place_and_by_hand(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(CLUSTER, "shop", {"name": "shop", "settings": INSIGHTS})
    off = {"name": "shop", "settings": [{"name": "containerInsights", "value": "disabled"}]}
    changed = engine.update(made, off)
    assert live(aws, "shop")["settings"] == off["settings"]
    aws("ecs").update_cluster(cluster="shop", settings=INSIGHTS)
    assert engine.diff(engine.refresh(changed), off).changed == {"settings"}


def test_settings_left_open_are_no_drift(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(CLUSTER, "shop", {"name": "shop"})
    aws("ecs").update_cluster(cluster="shop", settings=INSIGHTS)
    assert engine.diff(engine.refresh(made), {"name": "shop"}).changed == set()


def test_another_name_replaces(engine: Any) -> None:
    made = engine.create(CLUSTER, "shop", {"name": "shop"})
    assert engine.diff(made, {"name": "other"}).replaces == {"name"}


def test_a_setting_has_a_name_and_a_value(engine: Any) -> None:
    _, failures = engine.check(CLUSTER, "shop", {"settings": [{"name": "containerInsights"}]})
    assert len(failures) == 1
    assert '"settings.value" is required' in failures[0]


def test_capacity_providers_live(engine: Any, aws: Callable[..., Any]) -> None:
    engine.create(CLUSTER, "shop", {"name": "shop"})
    strategy = [{"capacityProvider": "FARGATE", "base": 1, "weight": 100}]
    inputs = {
        "clusterName": "shop",
        "capacityProviders": ["FARGATE", "FARGATE_SPOT"],
        "defaultCapacityProviderStrategies": strategy,
    }
    made = engine.create(PROVIDERS, "shop", inputs)
    assert made.ident == "shop"
    assert live(aws, "shop")["defaultCapacityProviderStrategy"] == strategy
    new = {**inputs, "capacityProviders": ["FARGATE"]}
    changed = engine.update(made, new)
    assert live(aws, "shop")["capacityProviders"] == ["FARGATE"]
    assert engine.diff(engine.refresh(changed), new).changed == set()
    engine.delete(changed)
    assert live(aws, "shop")["capacityProviders"] == []


@pytest.mark.parametrize("key", ["name", "value"])
def test_unknown_nested_keys_are_refused(engine: Any, key: str) -> None:
    setting = {"name": "containerInsights", "value": "enabled", f"{key}s": "x"}
    _, failures = engine.check(CLUSTER, "shop", {"settings": [setting]})
    assert [text for text in failures if f"does not emulate settings.{key}s" in text]
