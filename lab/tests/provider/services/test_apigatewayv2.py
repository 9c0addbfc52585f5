"""HTTP APIs, VPC links, integrations and routes: their life on the lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lab.provider.services import apigatewayv2

API = "aws:apigatewayv2/api:Api"
LINK = "aws:apigatewayv2/vpcLink:VpcLink"
INTEGRATION = "aws:apigatewayv2/integration:Integration"
ROUTE = "aws:apigatewayv2/route:Route"


@pytest.fixture
def api(aws: Callable[..., Any]) -> str:
    return str(aws("apigatewayv2").create_api(Name="api", ProtocolType="HTTP")["ApiId"])


@pytest.fixture
def integration(api: str) -> dict[str, Any]:
    return {
        "apiId": api,
        "integrationType": "HTTP_PROXY",
        "integrationMethod": "ANY",
        "integrationUri": "https://backend.example.com/{proxy}",
        "payloadFormatVersion": "1.0",
        "timeoutMilliseconds": 29000,
    }


def test_api_lives(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = {
        "name": "api",
        "protocolType": "HTTP",
        "disableExecuteApiEndpoint": True,
        "corsConfiguration": {"allowOrigins": ["https://app.example.com"], "allowMethods": ["GET"], "maxAge": 60},
        "tags": {"app": "x"},
    }
    made = engine.create(API, "api", inputs)
    live = aws("apigatewayv2").get_api(ApiId=made.ident)
    assert made.outputs["apiEndpoint"] == live["ApiEndpoint"]
    assert made.outputs["arn"] == f"arn:aws:apigateway:us-east-1::/apis/{made.ident}"
    assert made.outputs["executionArn"] == f"arn:aws:execute-api:us-east-1:123456789012:{made.ident}"
    assert live["CorsConfiguration"]["MaxAge"] == 60
    engine.lives_through(made, inputs)


def test_api_changes_in_place(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = {"name": "api", "protocolType": "HTTP", "corsConfiguration": {"allowOrigins": ["*"]}, "tags": {"a": "1"}}
    made = engine.create(API, "api", inputs)
    new = {"name": "api-2", "protocolType": "HTTP", "description": "second", "tags": {"b": "2"}}
    assert engine.diff(made, new).replaces == set()
    changed = engine.update(made, new)
    live = aws("apigatewayv2").get_api(ApiId=made.ident)
    assert (live["Name"], live["Description"], live["Tags"]) == ("api-2", "second", {"b": "2"})
    assert not live.get("CorsConfiguration")
    assert engine.diff(engine.refresh(changed), new).changed == set()


def test_another_protocol_replaces(engine: Any) -> None:
    made = engine.create(API, "api", {"name": "api", "protocolType": "HTTP"})
    assert engine.diff(made, {"name": "api", "protocolType": "WEBSOCKET"}).replaces == {"protocolType"}


@pytest.mark.parametrize("key", ["body", "target", "routeKey"])
def test_other_ways_to_make_an_api_are_refused_by_name(engine: Any, key: str) -> None:
    _, failures = engine.check(API, "api", {"protocolType": "HTTP", key: "{}"})
    assert [text for text in failures if f"does not emulate {key} of aws:apigatewayv2/api:Api" in text]


def test_vpc_link_lives(engine: Any, aws: Callable[..., Any], network: Any) -> None:
    inputs = {
        "name": "link",
        "subnetIds": network.subnets,
        "securityGroupIds": [network.group],
        "tags": {"app": "x"},
    }
    made = engine.create(LINK, "link", inputs)
    live = aws("apigatewayv2").get_vpc_link(VpcLinkId=made.ident)
    assert live["VpcLinkStatus"] == "AVAILABLE"
    assert made.outputs["arn"] == f"arn:aws:apigateway:us-east-1::/vpclinks/{made.ident}"
    assert engine.diff(made, {**inputs, "subnetIds": network.subnets[:1]}).replaces == {"subnetIds"}
    renamed = engine.update(made, {**inputs, "name": "way-in"})
    assert aws("apigatewayv2").get_vpc_link(VpcLinkId=made.ident)["Name"] == "way-in"
    engine.lives_through(renamed, {**inputs, "name": "way-in"})


def test_integration_lives(engine: Any, aws: Callable[..., Any], integration: dict[str, Any]) -> None:
    made = engine.create(INTEGRATION, "backend", integration)
    live = aws("apigatewayv2").get_integration(ApiId=integration["apiId"], IntegrationId=made.ident)
    assert (live["IntegrationUri"], live["TimeoutInMillis"]) == (integration["integrationUri"], 29000)
    engine.lives_through(made, integration)


def test_integration_parameters_are_put_and_taken_away(
    engine: Any, aws: Callable[..., Any], integration: dict[str, Any]
) -> None:
    with_path = {**integration, "requestParameters": {"overwrite:path": "$request.path"}}
    made = engine.create(INTEGRATION, "backend", with_path)
    changed = engine.update(made, {**integration, "timeoutMilliseconds": 10000})
    live = aws("apigatewayv2").get_integration(ApiId=integration["apiId"], IntegrationId=made.ident)
    assert live["TimeoutInMillis"] == 10000
    assert not live.get("RequestParameters")
    assert engine.diff(engine.refresh(changed), {**integration, "timeoutMilliseconds": 10000}).changed == set()


def test_another_integration_type_replaces(engine: Any, integration: dict[str, Any]) -> None:
    made = engine.create(INTEGRATION, "backend", integration)
    assert engine.diff(made, {**integration, "integrationType": "AWS_PROXY"}).replaces == {"integrationType"}


def test_route_lives(engine: Any, aws: Callable[..., Any], integration: dict[str, Any]) -> None:
    target = engine.create(INTEGRATION, "backend", integration).ident
    inputs = {"apiId": integration["apiId"], "routeKey": "$default", "target": f"integrations/{target}"}
    made = engine.create(ROUTE, "default", inputs)
    live = aws("apigatewayv2").get_route(ApiId=inputs["apiId"], RouteId=made.ident)
    assert (live["RouteKey"], live["Target"]) == ("$default", inputs["target"])
    new = {**inputs, "routeKey": "ANY /{proxy+}"}
    assert engine.diff(made, new).replaces == set()
    engine.lives_through(engine.update(made, new), new)


def test_a_route_is_imported_below_its_api(engine: Any, api: str) -> None:
    made = engine.create(ROUTE, "default", {"apiId": api, "routeKey": "$default"})
    imported = engine.imported(ROUTE, "default", f"{api}/{made.ident}")
    assert engine.diff(imported, {"apiId": api, "routeKey": "$default"}).changed == set()


def test_an_import_needs_both_ids() -> None:
    assert apigatewayv2.within_api("a/b") == {"apiId": "a"}
    assert apigatewayv2.own_id("a/b") == apigatewayv2.own_id("b") == "b"
    with pytest.raises(Exception, match="expected <api id>/<own id>"):
        apigatewayv2.within_api("a")
