"""Roles and users do what their policies say, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

TRUST = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole"}


def make_role(emulator: Any, statements: list[dict[str, Any]], trust: dict[str, Any] | None = None) -> str:
    iam = emulator.client("iam")
    document = {"Version": "2012-10-17", "Statement": [trust or TRUST]}
    role = iam.create_role(RoleName="promote", AssumeRolePolicyDocument=json.dumps(document))["Role"]
    policy = {"Version": "2012-10-17", "Statement": statements}
    iam.put_role_policy(RoleName="promote", PolicyName="p", PolicyDocument=json.dumps(policy))
    return str(role["Arn"])


def assume(emulator: Any, role: str, **more: Any) -> dict[str, str]:
    answer = emulator.client("sts", "us-west-2").assume_role(RoleArn=role, RoleSessionName="ann", **more)
    keys = answer["Credentials"]
    return {
        "aws_access_key_id": keys["AccessKeyId"],
        "aws_secret_access_key": keys["SecretAccessKey"],
        "aws_session_token": keys["SessionToken"],
    }


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource} | more


def test_a_role_does_what_it_may_and_the_refusal_is_awss(emulator: Any, stage: Any) -> None:
    stage.service(desired=1)
    service = "arn:aws:ecs:us-west-2:123456789012:service/main/web"
    keys = assume(emulator, make_role(emulator, [allow(["ecs:DescribeServices", "ecs:UpdateService"], service)]))
    ecs = emulator.client("ecs", "us-west-2", **keys)
    ecs.update_service(cluster="main", service="web", desiredCount=2)
    assert stage.shown()["desiredCount"] == 2
    with pytest.raises(ClientError) as refused:
        ecs.update_service(cluster="main", service="other", desiredCount=2)
    error = refused.value.response["Error"]
    assert error["Code"] == "AccessDeniedException"
    assert error["Message"] == (
        "User: arn:aws:sts::123456789012:assumed-role/promote/ann is not authorized to perform: ecs:UpdateService on "
        "resource: arn:aws:ecs:us-west-2:123456789012:service/main/other because no identity-based policy allows the "
        "ecs:UpdateService action"
    )
    call = emulator.control("GET", "calls")[-1]
    assert (call["role"], call["outcome"], call["reached"]) == ("promote", "AccessDeniedException", True)


@pytest.mark.parametrize(
    ("service", "operation", "code", "status"),
    [
        ("rds", "describe_db_clusters", "AccessDenied", 403),
        ("ec2", "describe_vpcs", "UnauthorizedOperation", 403),
        ("ssm", "describe_parameters", "AccessDeniedException", 400),
        ("route53", "list_hosted_zones", "AccessDenied", 403),
        ("apigatewayv2", "get_apis", "AccessDeniedException", 403),
        ("cloudwatch", "list_metrics", "AccessDeniedException", 400),
    ],
)
def test_a_role_without_policies_may_nothing_but_ask_who_it_is(
    emulator: Any, service: str, operation: str, code: str, status: int
) -> None:
    keys = assume(emulator, make_role(emulator, [allow("s3:ListBucket")]))
    with pytest.raises(ClientError) as refused:
        getattr(emulator.client(service, "us-west-2", **keys), operation)()
    assert refused.value.response["Error"]["Code"] == code
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    who = emulator.client("sts", "us-west-2", **keys).get_caller_identity()
    assert who["Arn"] == "arn:aws:sts::123456789012:assumed-role/promote/ann"


def test_parameters_paths_and_records_are_told_apart(emulator: Any) -> None:
    zone = emulator.client("route53").create_hosted_zone(Name="z.org", CallerReference="1")["HostedZone"]["Id"]
    only = {
        "ForAllValues:StringEquals": {
            "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["app.z.org"],
            "route53:ChangeResourceRecordSetsActions": ["UPSERT"],
        }
    }
    path = "arn:aws:ssm:us-west-2:123456789012:parameter/shop/prod/shop/incident/*"
    statements = [allow("ssm:PutParameter", path), allow("route53:ChangeResourceRecordSets", Condition=only)]
    keys = assume(emulator, make_role(emulator, statements))
    ssm, route53 = emulator.client("ssm", "us-west-2", **keys), emulator.client("route53", **keys)
    ssm.put_parameter(Name="/shop/prod/shop/incident/lock", Value="x", Type="String")
    with pytest.raises(ClientError, match="AccessDenied"):
        ssm.put_parameter(Name="/shop/prod/shop/region", Value="x", Type="String")

    def change(name: str, action: str = "UPSERT") -> None:
        record = {"Name": name, "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
        batch = {"Changes": [{"Action": action, "ResourceRecordSet": record}]}
        route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)

    change("app.z.org")
    for name, action in (("www.z.org", "UPSERT"), ("app.z.org", "DELETE")):
        with pytest.raises(ClientError, match="AccessDenied"):
            change(name, action)


def test_a_role_must_exist_and_trust_its_caller(emulator: Any) -> None:
    with pytest.raises(ClientError) as refused:
        assume(emulator, "arn:aws:iam::123456789012:role/absent")
    assert refused.value.response["Error"]["Code"] == "AccessDenied"
    closed = {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = make_role(emulator, [allow("*")], closed)
    with pytest.raises(ClientError, match="no resource-based policy allows"):
        assume(emulator, role)


def test_an_external_id_is_asked_for(emulator: Any) -> None:
    role = make_role(emulator, [allow("*")], TRUST | {"Condition": {"StringEquals": {"sts:ExternalId": "42"}}})
    with pytest.raises(ClientError, match="AccessDenied"):
        assume(emulator, role)
    assume(emulator, role, ExternalId="42")


def test_a_session_policy_narrows_the_role(emulator: Any) -> None:
    role = make_role(emulator, [allow("*")])
    narrow = json.dumps({"Version": "2012-10-17", "Statement": [allow("ecs:*")]})
    keys = assume(emulator, role, Policy=narrow)
    emulator.client("ecs", "us-west-2", **keys).list_clusters()
    with pytest.raises(ClientError, match="no session policy allows"):
        emulator.client("rds", "us-west-2", **keys).describe_db_clusters()


def test_an_iam_user_is_judged_by_its_policies_too(emulator: Any) -> None:
    iam = emulator.client("iam")
    iam.create_user(UserName="ann")
    key = iam.create_access_key(UserName="ann")["AccessKey"]
    keys = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
    with pytest.raises(ClientError, match="user/ann is not authorized"):
        emulator.client("ecs", "us-west-2", **keys).list_clusters()
    policy = {"Version": "2012-10-17", "Statement": [allow("ecs:List*")]}
    made = iam.create_policy(PolicyName="list", PolicyDocument=json.dumps(policy))["Policy"]["Arn"]
    iam.attach_user_policy(UserName="ann", PolicyArn=made)
    emulator.client("ecs", "us-west-2", **keys).list_clusters()


def test_a_service_that_signs_by_another_name_is_judged(emulator: Any) -> None:
    role = make_role(emulator, [allow("servicequotas:GetServiceQuota")])
    quotas = emulator.client("service-quotas", "us-west-2", **assume(emulator, role))
    with pytest.raises(ClientError) as refused:
        quotas.list_services()
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    with pytest.raises(ClientError) as absent:  # allowed, and then answered as for anybody
        quotas.get_service_quota(ServiceCode="fargate", QuotaCode="L-3032A538")
    assert absent.value.response["Error"]["Code"] != "AccessDeniedException"
