"""Stages: their life on the lab, logs and throttling on and off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

STAGE = "aws:apigatewayv2/stage:Stage"
LOGS = "arn:aws:logs:us-east-1:123456789012:log-group:/api/access"


@pytest.fixture
def inputs(aws: Callable[..., Any]) -> dict[str, Any]:
    api = aws("apigatewayv2").create_api(Name="api", ProtocolType="HTTP")["ApiId"]
    return {
        "apiId": api,
        "name": "$default",
        "autoDeploy": True,
        "accessLogSettings": {"destinationArn": LOGS, "format": "$context.requestId"},
        "defaultRouteSettings": {"throttlingBurstLimit": 500, "throttlingRateLimit": 1000.5},
        "tags": {"app": "x"},
    }


def live(aws: Callable[..., Any], inputs: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = aws("apigatewayv2").get_stage(ApiId=inputs["apiId"], StageName="$default")
    return found


def test_stage_lives(engine: Any, aws: Callable[..., Any], inputs: dict[str, Any]) -> None:
    made = engine.create(STAGE, "default", inputs)
    api = inputs["apiId"]
    assert made.ident == "$default"
    assert made.outputs["invokeUrl"] == f"https://{api}.execute-api.us-east-1.amazonaws.com/"
    assert made.outputs["arn"] == f"arn:aws:apigateway:us-east-1::/apis/{api}/stages/$default"
    assert made.outputs["executionArn"] == f"arn:aws:execute-api:us-east-1:123456789012:{api}/$default"
    assert live(aws, inputs)["DefaultRouteSettings"]["ThrottlingRateLimit"] == 1000.5
    engine.lives_through(made, inputs)


def test_a_log_group_may_be_named_with_its_star(engine: Any, aws: Callable[..., Any], inputs: dict[str, Any]) -> None:
    starred = {**inputs, "accessLogSettings": {"destinationArn": f"{LOGS}:*", "format": "x"}}
    made = engine.create(STAGE, "default", starred)
    assert live(aws, inputs)["AccessLogSettings"]["DestinationArn"] == LOGS
    assert engine.diff(engine.refresh(made), starred).changed == set()


def test_throttling_and_logs_change_in_place(engine: Any, aws: Callable[..., Any], inputs: dict[str, Any]) -> None:
    made = engine.create(STAGE, "default", inputs)
    new = {
        **inputs,
        "accessLogSettings": {"destinationArn": LOGS, "format": "$context.status"},
        "defaultRouteSettings": {"throttlingBurstLimit": 5, "throttlingRateLimit": 10},
        "description": "throttled",
        "tags": {"app": "y"},
    }
    assert engine.diff(made, new).replaces == set()
    changed = engine.update(made, new)
    found = live(aws, inputs)
    assert found["AccessLogSettings"]["Format"] == "$context.status"
    assert found["DefaultRouteSettings"]["ThrottlingBurstLimit"] == 5
    assert (found["Description"], found["Tags"]) == ("throttled", {"app": "y"})
    assert engine.diff(engine.refresh(changed), new).changed == set()


def test_another_api_or_name_replaces(engine: Any, inputs: dict[str, Any]) -> None:
    made = engine.create(STAGE, "default", inputs)
    assert engine.diff(made, {**inputs, "name": "live"}).replaces == {"name"}
    assert engine.diff(made, {**inputs, "apiId": "other"}).replaces == {"apiId"}


def test_throttling_changed_by_hand_is_drift(engine: Any, aws: Callable[..., Any], inputs: dict[str, Any]) -> None:
    made = engine.create(STAGE, "default", inputs)
    by_hand = {"ThrottlingBurstLimit": 1, "ThrottlingRateLimit": 1.0}
    aws("apigatewayv2").update_stage(ApiId=inputs["apiId"], StageName="$default", DefaultRouteSettings=by_hand)
    assert engine.diff(engine.refresh(made), inputs).changed == {"defaultRouteSettings"}


def test_import_below_the_api(engine: Any, inputs: dict[str, Any]) -> None:
    engine.create(STAGE, "default", inputs)
    imported = engine.imported(STAGE, "default", f"{inputs['apiId']}/$default")
    assert engine.diff(imported, inputs).changed == set()


def test_a_log_needs_a_format(engine: Any, inputs: dict[str, Any]) -> None:
    _, failures = engine.check(STAGE, "default", {**inputs, "accessLogSettings": {"destinationArn": LOGS}})
    assert [text for text in failures if '"accessLogSettings.format" is required' in text]


def test_client_certificates_are_refused_by_name(engine: Any, inputs: dict[str, Any]) -> None:
    _, failures = engine.check(STAGE, "default", {**inputs, "clientCertificateId": "x"})
    assert [text for text in failures if "does not emulate clientCertificateId" in text]
