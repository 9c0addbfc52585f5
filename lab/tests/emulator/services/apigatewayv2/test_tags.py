"""Tags of stages and custom domains."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

HEAD = "arn:aws:apigateway:us-west-2::"


@pytest.fixture
def gateway(emulator: Any) -> Any:
    return emulator.client("apigatewayv2", "us-west-2")


def test_a_stage_is_tagged_by_its_arn(gateway: Any) -> None:
    api = gateway.create_api(Name="a", ProtocolType="HTTP")["ApiId"]
    gateway.create_stage(ApiId=api, StageName="$default", Tags={"a": "1"})
    arn = f"{HEAD}/apis/{api}/stages/$default"
    gateway.tag_resource(ResourceArn=arn, Tags={"b": "2"})
    assert gateway.get_tags(ResourceArn=arn)["Tags"] == {"a": "1", "b": "2"}
    gateway.untag_resource(ResourceArn=arn, TagKeys=["a", "never"])
    assert gateway.get_stage(ApiId=api, StageName="$default")["Tags"] == {"b": "2"}


def test_an_api_is_tagged_as_before(gateway: Any) -> None:
    api = gateway.create_api(Name="a", ProtocolType="HTTP", Tags={"a": "1"})["ApiId"]
    gateway.tag_resource(ResourceArn=f"{HEAD}/apis/{api}", Tags={"b": "2"})
    assert gateway.get_api(ApiId=api)["Tags"] == {"a": "1", "b": "2"}


@pytest.mark.parametrize("path", ["/apis/nope/stages/live", "/domainnames/nope.example.com"])
def test_what_does_not_exist_has_no_tags(gateway: Any, path: str) -> None:
    with pytest.raises(ClientError, match="NotFoundException"):
        gateway.get_tags(ResourceArn=f"{HEAD}{path}")


def test_there_is_a_most_of_tags(gateway: Any) -> None:
    api = gateway.create_api(Name="a", ProtocolType="HTTP")["ApiId"]
    gateway.create_stage(ApiId=api, StageName="live")
    with pytest.raises(ClientError, match="at most 50 tags"):
        gateway.tag_resource(
            ResourceArn=f"{HEAD}/apis/{api}/stages/live", Tags={f"key-{number}": "x" for number in range(51)}
        )
