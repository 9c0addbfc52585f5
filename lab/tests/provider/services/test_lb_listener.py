"""Listeners and rules: their life on the lab, weights that somebody moved, conditions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from lab.provider.services import lb_listener

LISTENER = "aws:lb/listener:Listener"
RULE = "aws:lb/listenerRule:ListenerRule"


@dataclass(frozen=True)
class Balancer:
    """A load balancer with two target groups, made by hand."""

    arn: str
    blue: str
    green: str


@pytest.fixture
def balancer(aws: Callable[..., Any], network: Any) -> Balancer:
    elb = aws("elbv2")
    made = elb.create_load_balancer(Name="api", Subnets=network.subnets, Scheme="internal")["LoadBalancers"][0]
    blue, green = (
        elb.create_target_group(Name=name, Port=80, Protocol="HTTP", VpcId=network.vpc, TargetType="ip")[
            "TargetGroups"
        ][0]["TargetGroupArn"]
        for name in ("blue", "green")
    )
    return Balancer(made["LoadBalancerArn"], blue, green)


def forward_to(arn: str) -> list[dict[str, Any]]:
    return [{"type": "forward", "targetGroupArn": arn}]


def weighted(balancer: Balancer, blue: int, green: int) -> list[dict[str, Any]]:
    groups = [{"arn": balancer.blue, "weight": blue}, {"arn": balancer.green, "weight": green}]
    return [{"type": "forward", "forward": {"targetGroups": groups}}]


def test_listener_lives(engine: Any, aws: Callable[..., Any], balancer: Balancer) -> None:
    inputs = {
        "loadBalancerArn": balancer.arn,
        "port": 80,
        "protocol": "HTTP",
        "defaultActions": forward_to(balancer.blue),
        "tags": {"app": "x"},
    }
    made = engine.create(LISTENER, "http", inputs)
    live = aws("elbv2").describe_listeners(ListenerArns=[made.ident])["Listeners"][0]
    assert (live["Port"], live["Protocol"]) == (80, "HTTP")
    assert live["DefaultActions"][0]["TargetGroupArn"] == balancer.blue
    engine.lives_through(made, inputs)


def test_weighted_listener_lives_and_moves(engine: Any, aws: Callable[..., Any], balancer: Balancer) -> None:
    inputs = {"loadBalancerArn": balancer.arn, "port": 80, "defaultActions": weighted(balancer, 100, 0)}
    made = engine.create(LISTENER, "http", inputs)
    assert made.outputs["protocol"] == "HTTP"
    new = {**inputs, "defaultActions": weighted(balancer, 0, 100)}
    assert engine.diff(made, new).replaces == set()
    changed = engine.update(made, new)
    live = aws("elbv2").describe_listeners(ListenerArns=[made.ident])["Listeners"][0]
    groups = live["DefaultActions"][0]["ForwardConfig"]["TargetGroups"]
    assert {group["TargetGroupArn"]: group["Weight"] for group in groups} == {balancer.blue: 0, balancer.green: 100}
    engine.lives_through(changed, new)


def test_a_default_action_moved_by_hand_is_drift(engine: Any, aws: Callable[..., Any], balancer: Balancer) -> None:
    inputs = {"loadBalancerArn": balancer.arn, "port": 80, "defaultActions": forward_to(balancer.blue)}
    made = engine.create(LISTENER, "http", inputs)
    actions = [{"Type": "forward", "TargetGroupArn": balancer.green}]
    aws("elbv2").modify_listener(ListenerArn=made.ident, DefaultActions=actions)
    refreshed = engine.refresh(made)
    assert refreshed.inputs["defaultActions"] == forward_to(balancer.green)
    assert engine.diff(refreshed, inputs).changed == {"defaultActions"}


def test_another_balancer_replaces(engine: Any, balancer: Balancer) -> None:
    inputs = {"loadBalancerArn": balancer.arn, "port": 80, "defaultActions": forward_to(balancer.blue)}
    made = engine.create(LISTENER, "http", inputs)
    assert engine.diff(made, {**inputs, "loadBalancerArn": f"{balancer.arn}x"}).replaces == {"loadBalancerArn"}


def test_fixed_response_lives(engine: Any, balancer: Balancer) -> None:
    response = {"contentType": "text/plain", "messageBody": "no", "statusCode": "404"}
    actions = [{"type": "fixed-response", "fixedResponse": response}]
    inputs = {"loadBalancerArn": balancer.arn, "port": 80, "protocol": "HTTP", "defaultActions": actions}
    engine.lives_through(engine.create(LISTENER, "http", inputs), inputs)


def test_redirect_lives(engine: Any, balancer: Balancer) -> None:
    actions: list[dict[str, Any]] = [
        {"type": "redirect", "redirect": {"port": "443", "protocol": "HTTPS", "statusCode": "HTTP_301"}}
    ]
    inputs = {"loadBalancerArn": balancer.arn, "port": 80, "protocol": "HTTP", "defaultActions": actions}
    engine.lives_through(engine.create(LISTENER, "http", inputs), inputs)


def test_https_listener_carries_its_certificate(engine: Any, aws: Callable[..., Any], balancer: Balancer) -> None:
    certificate = aws("acm").request_certificate(DomainName="app.example.com", ValidationMethod="DNS")
    inputs = {
        "loadBalancerArn": balancer.arn,
        "port": 443,
        "protocol": "HTTPS",
        "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "certificateArn": certificate["CertificateArn"],
        "defaultActions": forward_to(balancer.blue),
    }
    made = engine.create(LISTENER, "https", inputs)
    live = aws("elbv2").describe_listeners(ListenerArns=[made.ident])["Listeners"][0]
    assert live["Certificates"][0]["CertificateArn"] == certificate["CertificateArn"]
    engine.lives_through(made, inputs)


def test_authentication_is_refused_by_name(engine: Any, balancer: Balancer) -> None:
    action = {"type": "authenticate-oidc", "authenticateOidc": {"issuer": "x"}}
    inputs = {"loadBalancerArn": balancer.arn, "port": 80, "defaultActions": [action]}
    _, failures = engine.check(LISTENER, "http", inputs)
    assert [text for text in failures if "does not emulate defaultActions.authenticateOidc" in text]


def test_rule_lives(engine: Any, aws: Callable[..., Any], balancer: Balancer) -> None:
    listener = engine.create(
        LISTENER, "http", {"loadBalancerArn": balancer.arn, "port": 80, "defaultActions": forward_to(balancer.blue)}
    )
    inputs = {
        "listenerArn": listener.ident,
        "priority": 10,
        "conditions": [{"pathPattern": {"values": ["/orders/*"]}}],
        "actions": forward_to(balancer.green),
        "tags": {"app": "x"},
    }
    made = engine.create(RULE, "orders", inputs)
    live = aws("elbv2").describe_rules(RuleArns=[made.ident])["Rules"][0]
    assert live["Priority"] == "10"
    moved = {**inputs, "priority": 20, "conditions": [{"hostHeader": {"values": ["a.example.com"]}}]}
    assert engine.diff(made, moved).replaces == set()
    changed = engine.update(made, moved)
    assert aws("elbv2").describe_rules(RuleArns=[made.ident])["Rules"][0]["Priority"] == "20"
    engine.lives_through(changed, moved)


def test_a_rule_without_priority_goes_last(engine: Any, balancer: Balancer) -> None:
    listener = engine.create(
        LISTENER, "http", {"loadBalancerArn": balancer.arn, "port": 80, "defaultActions": forward_to(balancer.blue)}
    )
    common = {"listenerArn": listener.ident, "actions": forward_to(balancer.green)}
    engine.create(RULE, "a", {**common, "priority": 7, "conditions": [{"pathPattern": {"values": ["/a"]}}]})
    made = engine.create(RULE, "b", {**common, "conditions": [{"pathPattern": {"values": ["/b"]}}]})
    assert made.outputs["priority"] == 8


def test_several_actions_take_their_order_from_their_place() -> None:
    actions: list[dict[str, Any]] = [
        {"type": "redirect", "redirect": {"statusCode": "HTTP_301"}},
        {"type": "forward", "targetGroupArn": "t"},
    ]
    assert [action["Order"] for action in lb_listener.to_actions(actions)] == [1, 2]


def test_conditions_survive_the_round_trip() -> None:
    conditions: list[dict[str, Any]] = [
        {"httpHeader": {"httpHeaderName": "X-A", "values": ["b"]}},
        {"queryStrings": [{"key": "a", "value": "b"}]},
        {"sourceIp": {"values": ["10.0.0.0/8"]}},
    ]
    assert lb_listener.from_conditions(lb_listener.to_conditions(conditions)) == conditions
