"""The promotion under exactly the rights of `runbooks/iam/`: they are enough, none is unused, and no more is allowed.

The script runs with the credentials of an assumed role; the lab judges every request of a role by its policies
(actions, resources, conditions) and refuses the rest. What this does not prove: AWS's own evaluation.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from components.promotion_role import PolicyTemplate, promotion_policy
from lab.process import Emulator
from tests.scenario.promotion.runs import (
    ANSWERED,
    ROOT,
    Promoter,
    assert_promoted,
    promotions,
    until_lag_is_known,
)
from tests.scenario.promotion.seed_pair import GLOBAL, PATH, RECORD, RULE, STEM, Pair, seed_pair
from tests.scenario.promotion.switchovers import PLANNED, switchovers

pytestmark = pytest.mark.scenario
Factory = Callable[..., Any]
ACCOUNT, DR, ROLE = "123456789012", "us-west-2", "promotion-dr"
ZONE_POLICY = ROOT / "runbooks" / "iam" / "zone-policy.json"
# IAM's prefix → the service in the lab's journal of calls, where they differ
USED_BY_SNS = {"kms:Decrypt", "kms:GenerateDataKey"}  # to publish to an encrypted topic, for the caller
SERVICES = {"elasticloadbalancing": "elbv2", "apigateway": "apigatewayv2"}


def policy_of(pair: Pair) -> dict[str, Any]:
    """The policy as the platform renders it for DR."""
    fixed = {"partition": "aws", "account": ACCOUNT, "region": DR, "stem": STEM, "contract_path": PATH}
    document: dict[str, Any] = json.loads(promotion_policy({**fixed, **pair.dr.values}))
    return document


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def actions(policy: dict[str, Any]) -> set[str]:
    return {action for statement in policy["Statement"] for action in listed(statement["Action"])}


def make_role(aws: Factory, name: str, policy: dict[str, Any]) -> str:
    """A role of this account with one policy; its ARN."""
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    arn: str = aws("iam").create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
    aws("iam").put_role_policy(RoleName=name, PolicyName=name, PolicyDocument=json.dumps(policy))
    return arn


def as_role(aws: Factory, policy: dict[str, Any]) -> dict[str, str]:
    """The environment of somebody who has assumed a role with this policy."""
    arn = make_role(aws, ROLE, policy)
    found = aws("sts").assume_role(RoleArn=arn, RoleSessionName="oncall")["Credentials"]
    return {
        "AWS_ACCESS_KEY_ID": found["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": found["SecretAccessKey"],
        "AWS_SESSION_TOKEN": found["SessionToken"],
    }


def used(lab: Emulator) -> set[tuple[str, str]]:
    return {(call["service"], call["operation"]) for call in lab.client.calls() if call["role"]}


def denied(lab: Emulator) -> list[str]:
    return [call["operation"] for call in lab.client.calls() if call["outcome"].startswith("AccessDenied")]


@pytest.mark.parametrize("mode", ["managed", "detach", "switchover"])
def test_the_policy_is_enough(mode: str, lab: Emulator, aws: Factory, pair: Pair, promote: Promoter) -> None:
    until_lag_is_known(aws, pair)
    run = promote("--mode", mode, *ANSWERED, environ=as_role(aws, policy_of(pair)))
    assert run.code == 0, run.err
    assert "assumed-role/promotion-dr/oncall" in run.err
    assert denied(lab) == []
    assert "WARNING" not in run.err
    if mode == "switchover":
        assert switchovers(lab) == 1
        return
    assert promotions(lab) == 1
    if mode == "managed":
        assert_promoted(lab, aws, pair)


def test_without_one_right_it_stops_and_names_the_policy(
    lab: Emulator, aws: Factory, pair: Pair, promote: Promoter
) -> None:
    policy = policy_of(pair)
    for statement in policy["Statement"]:
        statement["Action"] = [name for name in listed(statement["Action"]) if name != "rds:FailoverGlobalCluster"]
    run = promote(*ANSWERED, environ=as_role(aws, policy))
    assert run.code == 4, run.err
    assert "STOPPED in step promote-aurora" in run.err
    assert "aws rds failover-global-cluster" in run.err
    assert "runbooks/iam/promotion-policy.json" in run.err
    assert promotions(lab) == 0


def test_no_right_is_unused(lab: Emulator, aws: Factory, pair: Pair, promote: Promoter) -> None:
    """A managed run whose journal copy met a lost answer, a detach and a planned move together use every action."""
    policy = policy_of(pair)
    environ = as_role(aws, policy) | {"STANDBY_READ_SECONDS": "1"}
    lab.client.add_fault(service="ssm", operation="PutParameter", error="timeout", phase="after", after=1, times=1)
    assert promote(*ANSWERED, environ=environ).code == 0
    seen = used(lab)
    lab.client.reset()
    fresh = seed_pair(aws)
    assert promote("--mode", "detach", *ANSWERED, environ=as_role(aws, policy_of(fresh))).code == 0
    seen |= used(lab)
    lab.client.reset()
    fresh = seed_pair(aws)
    until_lag_is_known(aws, fresh)
    assert promote(*PLANNED, environ=as_role(aws, policy_of(fresh))).code == 0
    seen |= used(lab)
    unused = [
        action for action in sorted(actions(policy) - USED_BY_SNS) if not any(_is(action, *call) for call in seen)
    ]
    assert unused == []


def _is(action: str, service: str, operation: str) -> bool:
    prefix, name = action.split(":")
    return SERVICES.get(prefix, prefix) == service and fnmatchcase(operation, "Get*" if name == "GET" else name)


def test_the_role_can_do_nothing_else(lab: Emulator, aws: Factory, pair: Pair) -> None:
    """What stands next to the rights, tried with the role's own credentials."""
    keys = as_role(aws, policy_of(pair))

    def role(service: str, region: str = DR) -> Any:
        named = {
            "aws_access_key_id": keys["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": keys["AWS_SECRET_ACCESS_KEY"],
            "aws_session_token": keys["AWS_SESSION_TOKEN"],
        }
        return boto3.client(service, region_name=region, endpoint_url=lab.url, **named)  # type: ignore[call-overload]

    alias = {"HostedZoneId": "Z2", "DNSName": "d-1.execute-api.us-west-2.amazonaws.com", "EvaluateTargetHealth": False}
    other = {"Name": f"other.{RECORD}", "Type": "A", "AliasTarget": alias}
    tried: list[tuple[Any, str, dict[str, Any]]] = [
        (
            role("ssm"),
            "put_parameter",
            {"Name": f"{PATH}/dns/zone-id", "Value": "Z", "Type": "String", "Overwrite": True},
        ),
        (role("ssm"), "delete_parameter", {"Name": f"{PATH}/incident/freeze"}),
        (role("ssm", "us-east-1"), "put_parameter", {"Name": f"{PATH}/dns/zone-id", "Value": "x", "Type": "String"}),
        (role("events"), "disable_rule", {"Name": RULE}),
        (role("events", "us-east-1"), "delete_rule", {"Name": RULE}),
        (role("rds", "us-east-1"), "modify_db_cluster", {"DBClusterIdentifier": f"{STEM}-us-east-1"}),
        (role("sns", "us-east-1"), "publish", {"TopicArn": pair.primary.values["watch/topic-arn"], "Message": "x"}),
        (role("rds"), "delete_global_cluster", {"GlobalClusterIdentifier": GLOBAL}),
        (role("rds"), "delete_db_cluster", {"DBClusterIdentifier": f"{STEM}-{DR}", "SkipFinalSnapshot": True}),
        (role("ecs"), "delete_service", {"cluster": STEM, "service": "api", "force": True}),
        (role("ecs"), "update_service", {"cluster": "another", "service": "api", "desiredCount": 0}),
        (role("elbv2"), "delete_listener", {"ListenerArn": pair.dr.values["ingress/listener-arn"]}),
        (role("iam", "us-east-1"), "list_roles", {}),
    ]
    for action in ("UPSERT", "DELETE"):
        batch = {"Changes": [{"Action": action, "ResourceRecordSet": other}]}
        tried.append(
            (role("route53"), "change_resource_record_sets", {"HostedZoneId": pair.zone_id, "ChangeBatch": batch})
        )
    for client, operation, arguments in tried:
        with pytest.raises(ClientError) as refused:
            getattr(client, operation)(**arguments)
        assert refused.value.response["Error"]["Code"].startswith("AccessDenied"), (operation, refused.value)


def test_a_zone_of_another_account_is_moved_by_its_role(lab: Emulator, aws: Factory, promote: Promoter) -> None:
    pair = seed_pair(aws)
    zone = json.loads(PolicyTemplate(ZONE_POLICY.read_text()).substitute({"partition": "aws", **pair.dr.values}))
    owner = make_role(aws, "zone-owner", zone)
    aws("ssm", DR).put_parameter(Name=f"{PATH}/dns/role-arn", Value=owner, Type="String", Overwrite=True)
    pair.dr.values["dns/role-arn"] = owner
    policy = policy_of(pair)
    policy["Statement"] = [found for found in policy["Statement"] if "route53" not in listed(found["Action"])[0]]
    environ = as_role(aws, policy)
    lab.client.forget_calls()

    run = promote(*ANSWERED, environ=environ)

    assert run.code == 0, run.err
    assert denied(lab) == []
    calls = [call for call in lab.client.calls() if call["service"] == "route53"]
    assert any(call["operation"] == "ChangeResourceRecordSets" and call["reached"] for call in calls)
    assert all("zone-owner" in call["role"] for call in calls)
    texts = [file.read_text() for file in run.reports.iterdir()]
    assert not any(call["access_key"] in text for call in calls for text in [*texts, run.out, run.err])
