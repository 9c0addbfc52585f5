"""Routes, mappings, rules and weights, chosen as AWS chooses."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import pytest

from lab.emulator.engine.probe.hops import (
    BrokenChainError,
    PublicRequest,
    choose_actions,
    choose_group,
    choose_mapping,
    choose_route,
)


def _api(*keys: str) -> Any:
    return SimpleNamespace(routes={key: SimpleNamespace(route_key=key) for key in keys})


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/pets/dog/1", "GET /pets/dog/1"),
        ("GET", "/pets/dog/2", "GET /pets/dog/{id}"),
        ("GET", "/pets/cat/2", "GET /pets/{proxy+}"),
        ("POST", "/pets/dog/1", "ANY /{proxy+}"),
        ("POST", "/", "$default"),
    ],
)
def test_the_most_specific_route_wins(method: str, path: str, expected: str) -> None:
    api = _api("GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}", "$default")
    assert choose_route(api, method, path).route_key == expected


def test_no_route_is_a_404() -> None:
    with pytest.raises(BrokenChainError) as broken:
        choose_route(_api("GET /health"), "POST", "/health")
    assert (broken.value.status, broken.value.hop) == (404, "route")


def test_the_longest_mapping_wins() -> None:
    mappings: Any = [SimpleNamespace(api_mapping_key=key) for key in ("", "orders", "orders/v2")]
    chosen = [
        choose_mapping(mappings, path).api_mapping_key for path in ("/x", "/orders/1", "/orders/v2/1", "/ordersx")
    ]
    assert chosen == ["", "orders", "orders/v2", ""]
    with pytest.raises(BrokenChainError, match="no API mapping"):
        choose_mapping(mappings[1:], "/x")


def _listener() -> Any:
    def rule(priority: Any, *conditions: Any) -> Any:
        return SimpleNamespace(priority=priority, conditions=list(conditions), actions=[f"rule {priority}"])

    path = {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/api/*"]}}
    host = {"Field": "host-header", "Values": ["app.example.com"]}
    method = {"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": ["POST"]}}
    unknown = {"Field": "source-ip"}
    rules = {
        str(n): rule(*one) for n, one in enumerate([(20, path), (10, path, host, method), (1, unknown), ("default",)])
    }
    return SimpleNamespace(rules=rules, default_actions=["default"])


@pytest.mark.parametrize(
    ("method", "host", "path", "expected"),
    [
        ("POST", "app.example.com", "/api/x", "rule 10"),
        ("GET", "app.example.com", "/api/x", "rule 20"),
        ("GET", "app.example.com", "/", "default"),
    ],
)
def test_rules_hold_in_order_of_priority(method: str, host: str, path: str, expected: str) -> None:
    assert choose_actions(_listener(), PublicRequest(method, host, path)) == [expected]


def test_weights_share_out_the_requests() -> None:
    groups = [{"TargetGroupArn": "blue", "Weight": 1}, {"TargetGroupArn": "green", "Weight": 3}]
    pick = random.Random(7)
    chosen = [choose_group({"ForwardConfig": {"TargetGroups": groups}}, pick) for _ in range(1000)]
    assert 200 < chosen.count("blue") < 300
    assert choose_group({"TargetGroupArn": "only"}, pick) == "only"
    with pytest.raises(BrokenChainError, match="weighs 0"):
        choose_group({"ForwardConfig": {"TargetGroups": [{"TargetGroupArn": "blue", "Weight": 0}]}}, pick)
