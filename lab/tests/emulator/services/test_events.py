"""EventBridge: the state of rules, their targets, and what AWS refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lab.emulator.services.events import schedule_problem

CLUSTER = "arn:aws:ecs:us-east-1:123456789012:cluster/main"
ROLE = "arn:aws:iam::123456789012:role/scheduler"
ECS = {"TaskDefinitionArn": "arn:aws:ecs:us-east-1:123456789012:task-definition/app:1"}
TARGET = {"Id": "task", "Arn": CLUSTER, "RoleArn": ROLE, "EcsParameters": ECS}
NIGHTLY = {"Name": "nightly", "ScheduleExpression": "cron(0 3 * * ? *)"}


@pytest.fixture
def bus(emulator: Any) -> Any:
    client = emulator.client("events")
    client.put_rule(**NIGHTLY, State="DISABLED", Tags=[{"Key": "app", "Value": "x"}])
    return client


@pytest.mark.parametrize("expression", ["rate(1 minute)", "rate(5 hours)", "cron(0/15 8-18 ? * MON-FRI *)"])
def test_schedules_that_aws_takes(expression: str) -> None:
    assert schedule_problem(expression) is None


@pytest.mark.parametrize(
    "expression",
    [
        "rate(1 minutes)",
        "rate(5 hour)",
        "rate(0 days)",
        "cron(0 3 * * * *)",
        "cron(0 3 * * ?)",
        "every night",
        "cron()",
    ],
)
def test_schedules_that_aws_refuses(bus: Any, expression: str) -> None:
    with pytest.raises(ClientError, match=r"ValidationException.*Parameter ScheduleExpression is not valid"):
        bus.put_rule(Name="bad", ScheduleExpression=expression)


def test_a_rule_is_switched_on_and_off(bus: Any) -> None:
    assert bus.describe_rule(Name="nightly")["State"] == "DISABLED"
    bus.enable_rule(Name="nightly")
    assert bus.describe_rule(Name="nightly")["State"] == "ENABLED"
    bus.disable_rule(Name="nightly")
    (rule,) = bus.list_rules(NamePrefix="night")["Rules"]
    assert rule["State"] == "DISABLED"
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        bus.enable_rule(Name="nobody")


def test_a_rule_put_again_without_a_state_is_enabled_and_keeps_its_tags(bus: Any) -> None:
    arn = bus.put_rule(**NIGHTLY, Tags=[{"Key": "other", "Value": "y"}])["RuleArn"]
    assert bus.describe_rule(Name="nightly")["State"] == "ENABLED"
    assert bus.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "app", "Value": "x"}]
    bus.tag_resource(ResourceARN=arn, Tags=[{"Key": "more", "Value": "z"}])
    bus.untag_resource(ResourceARN=arn, TagKeys=["app"])
    assert bus.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "more", "Value": "z"}]


def test_a_rule_with_targets_is_not_deleted(bus: Any) -> None:
    assert bus.put_targets(Rule="nightly", Targets=[TARGET])["FailedEntryCount"] == 0
    assert bus.list_targets_by_rule(Rule="nightly")["Targets"] == [TARGET]
    with pytest.raises(ClientError, match=r"ValidationException.*since it has targets"):
        bus.delete_rule(Name="nightly")
    assert bus.remove_targets(Rule="nightly", Ids=["task"])["FailedEntryCount"] == 0
    bus.delete_rule(Name="nightly")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        bus.describe_rule(Name="nightly")


def test_a_target_that_is_not_there_is_a_failed_entry(bus: Any) -> None:
    answer = bus.remove_targets(Rule="nightly", Ids=["nobody"])
    assert [entry["TargetId"] for entry in answer["FailedEntries"]] == ["nobody"]


def test_a_rule_that_is_not_there_has_no_targets(bus: Any) -> None:
    missing = r"ResourceNotFoundException.*nobody"
    with pytest.raises(ClientError, match=missing):
        bus.put_targets(Rule="nobody", Targets=[TARGET])
    with pytest.raises(ClientError, match=missing):
        bus.list_targets_by_rule(Rule="nobody")
    with pytest.raises(ClientError, match=missing):
        bus.remove_targets(Rule="nobody", Ids=["task"])


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ({"Id": "task", "Arn": CLUSTER, "EcsParameters": ECS}, "RoleArn is required for target"),
        ({"Id": "task", "Arn": CLUSTER, "RoleArn": ROLE}, "EcsParameters must be specified for target: task"),
    ],
)
def test_an_ecs_target_needs_a_role_and_parameters(bus: Any, target: dict[str, Any], says: str) -> None:
    with pytest.raises(ClientError, match=rf"ValidationException.*{says}"):
        bus.put_targets(Rule="nightly", Targets=[target])


def test_a_rule_has_five_targets_at_most(bus: Any) -> None:
    bus.put_targets(Rule="nightly", Targets=[{**TARGET, "Id": f"t{n}"} for n in range(5)])
    bus.put_targets(Rule="nightly", Targets=[{**TARGET, "Id": "t0"}])
    with pytest.raises(ClientError, match="LimitExceededException"):
        bus.put_targets(Rule="nightly", Targets=[{**TARGET, "Id": "t5"}])


def test_rules_are_of_one_region_and_gone_with_it(emulator: Any, bus: Any) -> None:
    assert emulator.client("events", "us-west-2").list_rules()["Rules"] == []
    emulator.context.outages.start("us-east-1", "5xx")
    with pytest.raises(ClientError, match="ServiceUnavailable"):
        bus.enable_rule(Name="nightly")
    emulator.context.outages.heal("us-east-1")
    assert bus.describe_rule(Name="nightly")["State"] == "DISABLED"


def test_a_role_switches_the_rules_of_its_policy_only(emulator: Any, bus: Any) -> None:
    iam = emulator.client("iam")
    trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
    allowed = {
        "Effect": "Allow",
        "Action": ["events:EnableRule", "events:DisableRule", "events:DescribeRule"],
        "Resource": "arn:aws:events:us-east-1:123456789012:rule/night*",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=policy)
    answer = emulator.client("sts").assume_role(RoleArn="arn:aws:iam::123456789012:role/r", RoleSessionName="session")
    keys = answer["Credentials"]
    as_role = emulator.client(
        "events",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    as_role.enable_rule(Name="nightly")
    bus.put_rule(Name="daily", ScheduleExpression="rate(1 day)")
    with pytest.raises(ClientError, match=r"AccessDenied.*rule/daily"):
        as_role.disable_rule(Name="daily")
