"""Load balancers: their life on the lab, attributes, drift, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lab.provider.services import lb

BALANCER = "aws:lb/loadBalancer:LoadBalancer"


@pytest.fixture
def inputs(network: Any) -> dict[str, Any]:
    return {
        "name": "api",
        "internal": True,
        "loadBalancerType": "application",
        "subnets": network.subnets,
        "securityGroups": [network.group],
        "idleTimeout": 90,
        "dropInvalidHeaderFields": True,
        "tags": {"app": "x"},
    }


def attributes(aws: Callable[..., Any], arn: str) -> dict[str, str]:
    found = aws("elbv2").describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
    return {item["Key"]: item["Value"] for item in found}


def test_load_balancer_lives(engine: Any, aws: Callable[..., Any], inputs: dict[str, Any]) -> None:
    made = engine.create(BALANCER, "api", inputs)
    live = aws("elbv2").describe_load_balancers(LoadBalancerArns=[made.ident])["LoadBalancers"][0]
    assert made.ident == made.outputs["arn"] == live["LoadBalancerArn"]
    assert made.outputs["dnsName"] == live["DNSName"]
    assert made.outputs["zoneId"] == live["CanonicalHostedZoneId"]
    assert made.ident.endswith(f"loadbalancer/{made.outputs['arnSuffix']}")
    assert live["Scheme"] == "internal"
    found = attributes(aws, made.ident)
    assert found["idle_timeout.timeout_seconds"] == "90"
    assert found["routing.http.drop_invalid_header_fields.enabled"] == "true"
    engine.lives_through(made, inputs)


def test_attributes_change_in_place(engine: Any, aws: Callable[..., Any], inputs: dict[str, Any]) -> None:
    made = engine.create(BALANCER, "api", inputs)
    new = {**inputs, "idleTimeout": 30, "enableDeletionProtection": True, "tags": {"app": "y"}}
    found = engine.diff(made, new)
    assert found.changed == {"idleTimeout", "enableDeletionProtection", "tags"}
    assert found.replaces == set()
    changed = engine.update(made, new)
    assert attributes(aws, made.ident)["idle_timeout.timeout_seconds"] == "30"
    assert attributes(aws, made.ident)["deletion_protection.enabled"] == "true"
    assert engine.diff(engine.refresh(changed), new).changed == set()


def test_an_attribute_changed_by_hand_is_drift(engine: Any, aws: Callable[..., Any], inputs: dict[str, Any]) -> None:
    made = engine.create(BALANCER, "api", inputs)
    by_hand = [{"Key": "idle_timeout.timeout_seconds", "Value": "120"}]
    aws("elbv2").modify_load_balancer_attributes(LoadBalancerArn=made.ident, Attributes=by_hand)
    refreshed = engine.refresh(made)
    assert refreshed.inputs["idleTimeout"] == 120
    assert engine.diff(refreshed, inputs).changed == {"idleTimeout"}


def test_another_scheme_replaces_and_goes_first(engine: Any, inputs: dict[str, Any]) -> None:
    made = engine.create(BALANCER, "api", inputs)
    found = engine.diff(made, {**inputs, "internal": False})
    assert found.replaces == {"internal"}
    assert found.delete_before_replace  # the name is fixed


def test_import_then_no_change(engine: Any, inputs: dict[str, Any]) -> None:
    made = engine.create(BALANCER, "api", inputs)
    imported = engine.imported(BALANCER, "api", made.ident)
    assert engine.diff(imported, inputs).changed == set()


def test_gateway_balancers_are_refused_by_name(engine: Any, network: Any) -> None:
    inputs = {"loadBalancerType": "gateway", "subnets": network.subnets}
    with pytest.raises(Exception, match="does not emulate gateway load balancers"):
        engine.create(BALANCER, "gw", inputs)


def test_a_log_that_is_not_asked_for_is_switched_off() -> None:
    found = lb.attributes({"idleTimeout": 60}, frozenset({"idleTimeout", "accessLogs"}))
    assert found == {"idle_timeout.timeout_seconds": 60, "access_logs.s3.enabled": False}


def test_a_log_names_its_bucket() -> None:
    block = {"bucket": "logs", "enabled": True}
    assert lb.attributes({"accessLogs": block}, frozenset({"accessLogs"})) == {
        "access_logs.s3.enabled": True,
        "access_logs.s3.bucket": "logs",
        "access_logs.s3.prefix": "",
    }


@pytest.mark.parametrize(("value", "text"), [(True, "true"), (60, "60"), ("append", "append")])
def test_attributes_travel_as_texts(value: object, text: str) -> None:
    assert lb.text(value) == text
    assert lb.typed(text) == value
