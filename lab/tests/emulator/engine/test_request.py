"""Region, service and operation of a request, in each protocol that AWS's SDKs speak."""

from __future__ import annotations

import io
from typing import Any

import pytest

from lab.emulator.engine import request
from lab.emulator.engine.request import LabRequest

FORM = "application/x-www-form-urlencoded; charset=utf-8"


def environ(service: str = "", region: str = "us-west-2", path: str = "/", body: bytes = b"", **more: str) -> Any:
    made: dict[str, Any] = {"REQUEST_METHOD": "POST", "PATH_INFO": path, "wsgi.input": io.BytesIO(body)}
    made |= {"CONTENT_LENGTH": str(len(body)), "SERVER_NAME": "x", "SERVER_PORT": "1", "wsgi.url_scheme": "http"}
    if service:
        scope = f"Credential=LABKEY/20260301/{region}/{service}/aws4_request"
        made["HTTP_AUTHORIZATION"] = f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0"
    return made | more


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (environ("rds", body=b"Action=DescribeDBClusters", CONTENT_TYPE=FORM), ("rds", "DescribeDBClusters")),
        (
            environ("monitoring", path="/service/GraniteServiceVersion20100801/operation/ListMetrics"),
            ("cloudwatch", "ListMetrics"),
        ),
        (
            environ("ecs", HTTP_X_AMZ_TARGET="AmazonEC2ContainerServiceV20141113.UpdateService"),
            ("ecs", "UpdateService"),
        ),
        (environ("apigateway", path="/v2/apis", REQUEST_METHOD="GET"), ("apigatewayv2", "GetApis")),
        (environ("apigateway", path="/restapis", REQUEST_METHOD="GET"), ("apigateway", "GetRestApis")),
        (
            environ("elasticloadbalancing", body=b"Action=DescribeRules&Version=2015-12-01", CONTENT_TYPE=FORM),
            ("elbv2", "DescribeRules"),
        ),
        (
            environ("elasticloadbalancing", body=b"Action=DescribeTags&Version=2012-06-01", CONTENT_TYPE=FORM),
            ("elb", "DescribeTags"),
        ),
    ],
)
def test_service_and_operation_by_protocol(made: Any, expected: tuple[str, str]) -> None:
    found = request.parse(made)
    assert (found.service, found.operation) == expected
    assert (found.region, found.access_key, found.signed) == ("us-west-2", "LABKEY", True)


def test_the_body_stays_readable_and_the_result_is_kept() -> None:
    made = environ("rds", body=b"Action=DescribeDBClusters", CONTENT_TYPE=FORM)
    assert request.parse(made) is request.parse(made)
    assert made["wsgi.input"].read() == b"Action=DescribeDBClusters"


def test_a_presigned_url_carries_its_scope_in_the_query() -> None:
    query = "X-Amz-Credential=LABKEY%2F20260301%2Feu-west-1%2Fs3%2Faws4_request"
    found = request.parse(environ(path="/bucket/key", REQUEST_METHOD="GET", QUERY_STRING=query))
    assert (found.service, found.region, found.signed) == ("s3", "eu-west-1", True)


def test_an_unsigned_request_has_no_service() -> None:
    assert request.parse(environ()) == LabRequest("", "us-east-1", "", "", signed=False)


def test_an_unknown_service_has_no_operation() -> None:
    assert request.parse(environ("nosuchservice", path="/thing")).operation == ""


def test_what_boto3_really_sends_is_understood(emulator: Any) -> None:
    seen: list[LabRequest] = []
    original = request.parse

    def spy(made: Any) -> LabRequest:
        seen.append(original(made))
        return seen[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lab.emulator.engine.server.parse", spy)
        emulator.client("route53", "us-west-2").list_hosted_zones()  # signed with the client's region
        emulator.client("rds", "us-west-2").describe_db_clusters()
    found = {(call.service, call.region, call.operation) for call in seen}
    assert found == {("route53", "us-east-1", "ListHostedZones"), ("rds", "us-west-2", "DescribeDBClusters")}
