"""Actions, resources and condition keys as the Service Authorization Reference has them."""

from __future__ import annotations

from typing import Any

import pytest

from lab.emulator.engine.permissions.resources import Scope, action_of, context_of, resources_of

SCOPE = Scope("us-west-2", "123456789012")
CLUSTER = "arn:aws:rds:us-west-2:123456789012:cluster:shop-prod-us-west-2"


@pytest.mark.parametrize(
    ("service", "operation", "action"),
    [
        ("rds", "FailoverGlobalCluster", "rds:FailoverGlobalCluster"),
        ("elbv2", "ModifyListener", "elasticloadbalancing:ModifyListener"),
        ("apigatewayv2", "GetVpcLink", "apigateway:POST"),
    ],
)
def test_actions(service: str, operation: str, action: str) -> None:
    assert action_of(service, operation, SCOPE) == action


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "expected"),
    [
        (
            "rds",
            "FailoverGlobalCluster",
            {"GlobalClusterIdentifier": "g", "TargetDbClusterIdentifier": CLUSTER},
            ["arn:aws:rds::123456789012:global-cluster:g", CLUSTER],
        ),
        (
            "ecs",
            "UpdateService",
            {"cluster": "arn:aws:ecs:us-west-2:1:cluster/main", "service": "web"},
            ["arn:aws:ecs:us-west-2:123456789012:service/main/web"],
        ),
        (
            "ecs",
            "DescribeServices",
            {"cluster": "main", "services": ["a", "b"]},
            [f"arn:aws:ecs:us-west-2:123456789012:service/main/{name}" for name in "ab"],
        ),
        ("ssm", "GetParametersByPath", {"Path": "/a/b/"}, ["arn:aws:ssm:us-west-2:123456789012:parameter/a/b"]),
        ("route53", "GetChange", {"Id": "/change/C1"}, ["arn:aws:route53:::change/C1"]),
        ("route53", "ListResourceRecordSets", {"HostedZoneId": "Z1"}, ["arn:aws:route53:::hostedzone/Z1"]),
        ("elbv2", "ModifyListener", {"ListenerArn": "arn:l"}, ["arn:l"]),
        ("elbv2", "DescribeListeners", {"ListenerArns": ["arn:l"]}, ["*"]),
    ],
)
def test_resources(service: str, operation: str, parameters: dict[str, Any], expected: list[str]) -> None:
    assert resources_of(service, operation, parameters, SCOPE) == expected


def test_api_gateway_is_authorized_by_method_and_path() -> None:
    scope = Scope("us-west-2", "123456789012", "GET", "/v2/vpclinks/abc")
    assert action_of("apigatewayv2", "GetVpcLink", scope) == "apigateway:GET"
    assert resources_of("apigatewayv2", "GetVpcLink", {}, scope) == ["arn:aws:apigateway:us-west-2::/vpclinks/abc"]


def test_a_record_change_brings_its_names_types_and_actions() -> None:
    change = {"Action": "UPSERT", "ResourceRecordSet": {"Name": "App.example.com.", "Type": "A"}}
    keys = context_of("route53", "ChangeResourceRecordSets", {"ChangeBatch": {"Changes": [change]}}, SCOPE)
    assert keys["route53:changeresourcerecordsetsnormalizedrecordnames"] == ["app.example.com"]
    assert keys["route53:changeresourcerecordsetsrecordtypes"] == ["A"]
    assert keys["route53:changeresourcerecordsetsactions"] == ["UPSERT"]
    assert context_of("ecs", "UpdateService", {"cluster": "main"}, SCOPE)["ecs:cluster"] == [
        "arn:aws:ecs:us-west-2:123456789012:cluster/main"
    ]
