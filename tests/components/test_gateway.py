"""The HTTP API, on mocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from components.gateway import Gateway, GatewayArgs
from pattern.naming import Names

DR = Names("myapp", "prod", "us-west-2", "-dr")


def args(**changes: Any) -> GatewayArgs:
    given = {
        "names": DR,
        "domain_name": "app.example.com",
        "certificate_arn": "arn:certificate",
        "listener_arn": "arn:listener",
        "listener_is_https": False,
        "link_subnet_ids": ["subnet-1"],
        "link_security_group_id": "sg-link",
        "key_arn": "arn:key",
    }
    return GatewayArgs(**{**given, **changes})


def test_requests_go_through_the_vpc_link_to_the_listener(build: Callable[..., Any]) -> None:
    built = build(lambda: Gateway("gateway", args()))
    assert built.one("aws:apigatewayv2/vpcLink:VpcLink").inputs["subnetIds"] == ["subnet-1"]
    integration = built.one("aws:apigatewayv2/integration:Integration").inputs
    assert (integration["connectionType"], integration["connectionId"]) == ("VPC_LINK", "gateway-link-id")
    assert integration["integrationUri"] == "arn:listener"
    assert built.one("aws:apigatewayv2/route:Route").inputs["routeKey"] == "$default"


@pytest.mark.parametrize("https", [True, False])
def test_an_https_listener_is_verified_by_the_public_name(build: Callable[..., Any], https: bool) -> None:
    built = build(lambda: Gateway("gateway", args(listener_is_https=https)))
    tls = built.one("aws:apigatewayv2/integration:Integration").inputs.get("tlsConfig")
    assert tls == ({"serverNameToVerify": "app.example.com"} if https else None)


def test_the_public_name_exists_in_this_region_before_the_day(build: Callable[..., Any]) -> None:
    built = build(lambda: Gateway("gateway", args()))
    domain = built.one("aws:apigatewayv2/domainName:DomainName").inputs
    assert domain["domainName"] == "app.example.com"
    assert domain["domainNameConfiguration"]["endpointType"] == "REGIONAL"
    assert built.one("aws:apigatewayv2/apiMapping:ApiMapping").inputs["domainName"] == "gateway-domain-id"
    assert (built.value["domain_target"], built.value["domain_zone_id"]) == ("d-1.example", "ZTARGET1")


def test_the_stage_logs_and_throttles(build: Callable[..., Any]) -> None:
    built = build(lambda: Gateway("gateway", args()))
    stage = built.one("aws:apigatewayv2/stage:Stage").inputs
    assert stage["accessLogSettings"]["destinationArn"].endswith(":gateway-access")
    assert stage["defaultRouteSettings"]["throttlingBurstLimit"] == 2500
    assert built.one("aws:cloudwatch/logGroup:LogGroup").inputs["kmsKeyId"] == "arn:key"
