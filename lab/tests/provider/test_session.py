"""Configuration, and clients that can reach loopback only."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from lab.process import Emulator
from lab.provider.errors import BadConfig, NoLoopback
from lab.provider.session import Session, Settings, is_loopback, loopback_endpoint, read_settings

KEYS = {"AWS_ACCESS_KEY_ID": "lab", "AWS_SECRET_ACCESS_KEY": "lab"}


def test_settings_travel_as_json() -> None:
    config = {
        "region": "us-west-2",
        "defaultTags": '{"tags": {"app": "x"}}',
        "endpoints": '[{"rds": "http://127.0.0.1:1"}, {"kms": "http://127.0.0.1:2"}]',
        "assumeRoles": '[{"roleArn": "arn:aws:iam::123456789012:role/zone", "externalId": "x", "policyArns": []}]',
        "skipCredentialsValidation": "true",
        "version": "7.51.1",
    }
    found = read_settings(config, {})
    assert found.region == "us-west-2"
    assert found.default_tags == {"app": "x"}
    assert found.endpoints == {"rds": "http://127.0.0.1:1", "kms": "http://127.0.0.1:2"}
    role = {"RoleArn": "arn:aws:iam::123456789012:role/zone", "RoleSessionName": "pulumi-lab", "ExternalId": "x"}
    assert found.roles == (role,)


def test_settings_that_the_lab_cannot_honour_are_refused_by_name() -> None:
    with pytest.raises(BadConfig, match="does not emulate the provider settings ignoreTags, profile"):
        read_settings({"profile": "x", "ignoreTags": "{}"}, {})
    with pytest.raises(BadConfig, match="provider setting endpoints: not valid JSON"):
        read_settings({"endpoints": "[{"}, {})


def test_a_role_that_would_not_be_assumed_is_an_error() -> None:
    with pytest.raises(BadConfig, match=r"assumeRoles: unknown or not emulated \['role_arn'\]; known are .*'roleArn'"):
        read_settings({"assumeRoles": '[{"role_arn": "arn:aws:iam::123456789012:role/zone"}]'}, {})
    with pytest.raises(BadConfig, match=r"roleArn is not set, found \['sessionName'\]"):
        read_settings({"assumeRoles": '[{"sessionName": "s"}]'}, {})


def test_the_region_comes_from_the_environment_at_last() -> None:
    assert read_settings({}, {"AWS_DEFAULT_REGION": "us-east-1"}).region == "us-east-1"
    with pytest.raises(BadConfig, match="Missing region configuration"):
        _ = Session(Settings(), {}).region


@pytest.mark.parametrize("url", ["http://127.0.0.1:4566", "https://localhost:1", "http://[::1]:80", "http://127.9.9.9"])
def test_loopback(url: str) -> None:
    assert is_loopback(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://rds.us-east-1.amazonaws.com",
        "http://10.0.0.1",
        "http://localhost.example.com",
        "http://127.0.0.1.nip.io",
        "ftp://127.0.0.1",
        "127.0.0.1:80",
        "http://127.0.0.1@example.com/",
    ],
)
def test_not_loopback(url: str) -> None:
    assert not is_loopback(url)
    with pytest.raises(NoLoopback, match="is not on loopback"):
        loopback_endpoint("rds", Settings(), {"AWS_ENDPOINT_URL": url})


def test_without_an_endpoint_there_is_no_client() -> None:
    session = Session(Settings(region="us-east-1"), KEYS)
    with pytest.raises(NoLoopback, match="no endpoint for rds: the lab's provider never talks to real AWS"):
        session.client("rds", "us-east-1")


def test_a_service_own_endpoint_wins() -> None:
    settings = Settings(endpoints={"elb": "http://127.0.0.1:7"})
    assert loopback_endpoint("elbv2", settings, {"AWS_ENDPOINT_URL": "http://127.0.0.1:8"}) == "http://127.0.0.1:7"
    assert loopback_endpoint("rds", settings, {"AWS_ENDPOINT_URL": "http://127.0.0.1:8"}) == "http://127.0.0.1:8"


def test_credentials_are_needed() -> None:
    session = Session(Settings(region="us-east-1"), {"AWS_ENDPOINT_URL": "http://127.0.0.1:8"})
    with pytest.raises(BadConfig, match="No valid credential sources found"):
        session.client("rds", "us-east-1")


def test_clients_are_kept_and_the_account_is_asked_once(lab: Emulator) -> None:
    session = Session(Settings(region="us-east-1"), {**KEYS, "AWS_ENDPOINT_URL": lab.url})
    assert session.account == "123456789012"
    assert session.account == "123456789012"
    calls = [call for call in lab.client.calls() if call["operation"] == "GetCallerIdentity"]
    assert len(calls) == 1
    assert session.client("rds", "us-west-2") is session.client("rds", "us-west-2")


def test_other_accounts_are_refused(lab: Emulator) -> None:
    environ = {**KEYS, "AWS_ENDPOINT_URL": lab.url}
    allowed = Session(Settings(region="us-east-1", allowed_accounts=("210987654321",)), environ)
    with pytest.raises(BadConfig, match="AWS account ID not allowed: 123456789012"):
        _ = allowed.account
    forbidden = Session(Settings(region="us-east-1", forbidden_accounts=("123456789012",)), environ)
    with pytest.raises(BadConfig, match="forbiddenAccountIds"):
        _ = forbidden.account


def test_a_role_is_assumed_before_the_first_call(
    engine_in: Callable[..., Any], lab: Emulator, aws: Callable[..., Any]
) -> None:
    root = {"AWS": "arn:aws:iam::123456789012:root"}
    trust = {"Statement": [{"Effect": "Allow", "Principal": root, "Action": "sts:AssumeRole"}]}
    document = json.dumps({"Version": "2012-10-17", **trust})
    arn = aws("iam").create_role(RoleName="zone", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    allowed = {"Statement": [{"Effect": "Allow", "Action": "kms:*", "Resource": "*"}]}
    policy = json.dumps({"Version": "2012-10-17", **allowed})
    aws("iam").put_role_policy(RoleName="zone", PolicyName="keys", PolicyDocument=policy)
    engine = engine_in("us-east-1", assumeRoles=f'[{{"roleArn": "{arn}"}}]')
    engine.create("aws:kms/key:Key", "k", {})
    operations = [call["operation"] for call in lab.client.calls()]
    assert operations.index("AssumeRole") < operations.index("CreateKey")
    assert operations.count("AssumeRole") == 1
