"""Errors reach each SDK protocol in the shape that it parses."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from lab.emulator.engine import aws_errors

CALLS = [
    ("rds", "describe_db_recommendations", {}),  # query
    ("ec2", "describe_verified_access_groups", {}),  # ec2
    ("ecs", "describe_service_revisions", {"serviceRevisionArns": ["x"]}),  # JSON
    ("apigatewayv2", "export_api", {"ApiId": "a", "OutputType": "JSON", "Specification": "OAS30"}),  # REST JSON
    ("route53", "list_cidr_collections", {}),  # REST XML
    ("cloudwatch", "list_metric_streams", {}),  # smithy RPC v2 with CBOR
]


@pytest.mark.parametrize(("service", "operation", "arguments"), CALLS, ids=[call[0] for call in CALLS])
def test_what_the_lab_lacks_is_an_aws_error_that_says_so(
    emulator: Any, service: str, operation: str, arguments: dict[str, Any]
) -> None:
    with pytest.raises(ClientError) as refused:
        getattr(emulator.client(service, "us-west-2"), operation)(**arguments)
    error, metadata = refused.value.response["Error"], refused.value.response["ResponseMetadata"]
    assert error["Code"] == "NotImplemented"
    assert error["Message"].startswith(f"The lab does not emulate {service}:")
    assert "lab/COVERAGE.md" in error["Message"]
    assert metadata["HTTPStatusCode"] == 501


def test_protocols_are_botocores() -> None:
    assert aws_errors.protocol_of("rds") == "query"
    assert aws_errors.protocol_of("route53") == "rest-xml"
    assert aws_errors.protocol_of("nosuchservice") == "json"
    assert aws_errors.protocol_of("") == "query"
