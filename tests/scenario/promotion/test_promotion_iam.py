"""The promotion under exactly the rights of `runbooks/iam/promotion-policy.json`: no more is needed, none is unused.

The lab denies every call of the promoting key that the policy does not name (actions, enforced live). Resource patterns
are checked against what a promotion touches and what it must not touch by a small evaluator, since the lab's answer
does not depend on resources: what this does not prove is AWS's own evaluation of conditions.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

import pytest

from components.promotion_role import promotion_policy
from lab.process import Emulator
from tests.scenario.promotion.runs import ANSWERED, Promoter, assert_promoted, promotions
from tests.scenario.promotion.seed_pair import PATH, STEM, Pair, cluster_name, seed_pair

pytestmark = pytest.mark.scenario
ACCOUNT, DR = "123456789012", "us-west-2"
KEY = "labPROMOTION0ROLE000"
# IAM's prefix → the lab's service, where they differ
SERVICES = {"elasticloadbalancing": "elbv2", "apigateway": "apigatewayv2"}
# GetCallerIdentity needs no right in AWS
FREE = {("sts", "GetCallerIdentity")}


def policy_of(pair: Pair) -> dict[str, Any]:
    """The policy as the platform renders it for DR."""
    fixed = {"partition": "aws", "account": ACCOUNT, "region": DR, "stem": STEM, "contract_path": PATH}
    document: dict[str, Any] = json.loads(promotion_policy({**fixed, **pair.dr.values}))
    return document


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def actions(policy: dict[str, Any]) -> set[str]:
    return {action for statement in policy["Statement"] for action in listed(statement["Action"])}


def allows(policy: dict[str, Any], action: str, resource: str) -> bool:
    return any(
        action in listed(statement["Action"])
        and any(fnmatchcase(resource, pattern) for pattern in listed(statement["Resource"]))
        for statement in policy["Statement"]
    )


def operation_of(action: str) -> tuple[str, str]:
    """(service, operation pattern) of the lab for an IAM action."""
    prefix, name = action.split(":")
    return SERVICES.get(prefix, prefix), "Get*" if action == "apigateway:GET" else name


def enforce(lab: Emulator, policy: dict[str, Any]) -> None:
    """Let pass what the policy names; deny the promoting key everything else."""
    for service, operation in sorted({operation_of(action) for action in actions(policy)} | FREE):
        lab.client.add_fault(access_key=KEY, service=service, operation=operation, error="none")
    lab.client.add_fault(access_key=KEY, error="AccessDenied")


def used(lab: Emulator) -> set[tuple[str, str]]:
    return {(call["service"], call["operation"]) for call in lab.client.calls() if call["access_key"] == KEY}


@pytest.mark.parametrize("mode", ["managed", "detach"])
def test_the_policy_is_enough(mode: str, lab: Emulator, aws: Callable[..., Any], pair: Pair, promote: Promoter) -> None:
    enforce(lab, policy_of(pair))
    run = promote("--mode", mode, *ANSWERED, environ={"AWS_ACCESS_KEY_ID": KEY})
    assert run.code == 0, run.err
    assert promotions(lab) == 1
    assert [call for call in lab.client.calls() if call["outcome"].startswith("AccessDenied")] == []
    if mode == "managed":
        assert_promoted(lab, aws, pair)


def test_without_one_right_it_stops_and_names_the_policy(lab: Emulator, pair: Pair, promote: Promoter) -> None:
    policy = policy_of(pair)
    for statement in policy["Statement"]:
        statement["Action"] = [name for name in listed(statement["Action"]) if name != "rds:FailoverGlobalCluster"]
    enforce(lab, policy)
    run = promote(*ANSWERED, environ={"AWS_ACCESS_KEY_ID": KEY})
    assert run.code == 4, run.err
    assert "STOPPED in step promote-aurora" in run.err
    assert "aws rds failover-global-cluster" in run.err
    assert "runbooks/iam/promotion-policy.json" in run.err
    assert promotions(lab) == 0


def test_no_right_is_unused(lab: Emulator, aws: Callable[..., Any], pair: Pair, promote: Promoter) -> None:
    """A managed run, one that is interrupted and taken over, and a detach together use every action."""
    policy = policy_of(pair)
    environ = {"AWS_ACCESS_KEY_ID": KEY}
    lab.client.add_fault(
        access_key=KEY, service="ssm", operation="PutParameter", error="timeout", phase="after", times=1
    )
    assert promote(*ANSWERED, environ={**environ, "STANDBY_READ_SECONDS": "1"}).code == 0
    seen = used(lab)
    lab.client.reset()
    seed_pair(aws)
    assert promote("--mode", "detach", *ANSWERED, environ=environ).code == 0
    seen |= used(lab)
    unused = [
        action
        for action in sorted(actions(policy))
        if not any(s == operation_of(action)[0] and fnmatchcase(o, operation_of(action)[1]) for s, o in seen)
    ]
    assert unused == []


def test_resources_are_ours_and_only_ours(pair: Pair) -> None:
    policy, values = policy_of(pair), pair.dr.values
    ssm, ecs = f"arn:aws:ssm:{DR}:{ACCOUNT}:parameter", f"arn:aws:ecs:{DR}:{ACCOUNT}:service"
    zone, api = "arn:aws:route53:::hostedzone", f"arn:aws:apigateway:{DR}::"
    rds = f"arn:aws:rds:{DR}:{ACCOUNT}:cluster"
    for action, ours, foreign in (
        ("ssm:GetParametersByPath", f"{ssm}{PATH}", f"{ssm}/other/prod/standby"),
        ("ssm:PutParameter", f"{ssm}{PATH}/incident/journal/R/0001", f"{ssm}{PATH}/dns/zone-id"),
        ("ssm:DeleteParameter", f"{ssm}{PATH}/incident/lock", f"{ssm}{PATH}/incident/journal/R/0001"),
        ("rds:FailoverGlobalCluster", f"arn:aws:rds::{ACCOUNT}:global-cluster:{STEM}-global", f"{rds}:other-db"),
        ("rds:RemoveFromGlobalCluster", f"{rds}:{cluster_name(DR)}", f"arn:aws:rds::{ACCOUNT}:global-cluster:other"),
        ("ecs:UpdateService", f"{ecs}/{STEM}/api", f"{ecs}/other/api"),
        ("elasticloadbalancing:ModifyListener", values["ingress/listener-arn"], f"{values['ingress/listener-arn']}9"),
        ("apigateway:GET", f"{api}/domainnames/{values['ingress/api-domain']}", f"{api}/apis/x"),
        ("acm:DescribeCertificate", values["ingress/certificate-arn"], "arn:aws:acm:::certificate/other"),
        ("route53:ChangeResourceRecordSets", f"{zone}/{pair.zone_id}", f"{zone}/ZOTHER"),
    ):
        assert allows(policy, action, ours), (action, ours)
        assert not allows(policy, action, foreign), (action, foreign)
    move = next(statement for statement in policy["Statement"] if statement["Sid"] == "MoveRecord")
    (condition,) = move["Condition"].values()
    assert condition["route53:ChangeResourceRecordSetsActions"] == ["UPSERT"]
    assert condition["route53:ChangeResourceRecordSetsNormalizedRecordNames"] == [values["dns/record"]]
    assert not any(action.split(":")[1].startswith(("Create", "Delete*", "*")) for action in actions(policy))


def test_a_zone_of_another_account_is_moved_by_its_role(
    lab: Emulator, aws: Callable[..., Any], promote: Promoter
) -> None:
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    role = aws("iam").create_role(
        RoleName="zone-owner", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )["Role"]["Arn"]
    pair = seed_pair(aws, dns_role_arn=role)
    lab.client.forget_calls()

    run = promote(*ANSWERED, environ={"AWS_ACCESS_KEY_ID": KEY})

    assert run.code == 0, run.err
    calls = lab.client.calls()
    assert all(call["access_key"] != KEY for call in calls if call["service"] == "route53")
    assert any(call["operation"] == "ChangeResourceRecordSets" and call["reached"] for call in calls)
    assert "sts:AssumeRole" in actions(policy_of(pair))
    texts = [file.read_text() for file in run.reports.iterdir()]
    secrets = {call["access_key"] for call in calls if call["service"] == "route53"}
    assert not any(secret in text for secret in secrets for text in [*texts, run.out, run.err])
