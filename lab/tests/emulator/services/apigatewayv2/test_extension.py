"""Updates that moto lacks, and conflicts that it forgets."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def api(emulator: Any) -> Any:
    return emulator.client("apigatewayv2", "us-west-2")


@pytest.fixture
def app(api: Any) -> str:
    identity = str(api.create_api(Name="app", ProtocolType="HTTP")["ApiId"])
    api.create_stage(ApiId=identity, StageName="$default", AutoDeploy=True)
    return identity


def test_a_stage_can_be_updated_and_exists_once(api: Any, app: str) -> None:
    api.update_stage(ApiId=app, StageName="$default", Description="live", StageVariables={"a": "b"})
    shown = api.get_stage(ApiId=app, StageName="$default")
    assert (shown["Description"], shown["StageVariables"], shown["AutoDeploy"]) == ("live", {"a": "b"}, True)
    with pytest.raises(ClientError, match="Stage already exists"):
        api.create_stage(ApiId=app, StageName="$default")


def test_a_route_key_exists_once_per_api(api: Any, app: str) -> None:
    api.create_route(ApiId=app, RouteKey="$default")
    with pytest.raises(ClientError) as refused:
        api.create_route(ApiId=app, RouteKey="$default")
    assert refused.value.response["Error"]["Code"] == "ConflictException"
    other = api.create_api(Name="other", ProtocolType="HTTP")["ApiId"]
    api.create_route(ApiId=other, RouteKey="$default")


@pytest.fixture
def domain(emulator: Any, api: Any) -> str:
    arn = emulator.client("acm", "us-west-2").request_certificate(DomainName="app.example.com")["CertificateArn"]
    emulator.control("POST", "certificate", {"arn": arn, "status": "ISSUED"})
    api.create_domain_name(DomainName="app.example.com", DomainNameConfigurations=[{"CertificateArn": arn}])
    return "app.example.com"


def test_a_mapping_needs_a_stage_and_a_free_key_and_can_be_updated(api: Any, app: str, domain: str) -> None:
    with pytest.raises(ClientError, match="Invalid stage identifier"):
        api.create_api_mapping(ApiId=app, DomainName=domain, Stage="absent")
    mapping = api.create_api_mapping(ApiId=app, DomainName=domain, Stage="$default")["ApiMappingId"]
    with pytest.raises(ClientError, match="ApiMapping key already exists"):
        api.create_api_mapping(ApiId=app, DomainName=domain, Stage="$default")
    api.create_stage(ApiId=app, StageName="next")
    api.update_api_mapping(ApiId=app, ApiMappingId=mapping, DomainName=domain, Stage="next")
    assert api.get_api_mapping(ApiMappingId=mapping, DomainName=domain)["Stage"] == "next"
    with pytest.raises(ClientError, match="Invalid stage identifier"):
        api.update_api_mapping(ApiId=app, ApiMappingId=mapping, DomainName=domain, Stage="absent")
