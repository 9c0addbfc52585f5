"""What depends on the other region, and what may name it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from policy.rules.self_contained_region import EXEMPT_PROPERTIES, EXEMPT_TYPES, RULE
from tests.policy.blueprint import Blueprint, Later
from tests.policy.verdicts import Mode, said

NAME = RULE.name
TOPIC = "arn:aws:sns:us-east-1:111122223333:pager"
MODES: tuple[Mode, ...] = ("preview", "up", "analyze")


def only(token: str, **inputs: Any) -> Blueprint:
    """A stack of us-west-2 with one resource."""
    made = Blueprint("dr", "shop", "us-west-2")
    made.add(token, "it", **inputs)
    return made


def document(*resources: str, service: str = "") -> str:
    """A policy document."""
    condition = {"StringEquals": {"kms:ViaService": service}} if service else {}
    return json.dumps({"Statement": [{"Effect": "Allow", "Resource": list(resources), "Condition": condition}]})


@pytest.mark.parametrize("mode", MODES)
def test_a_topic_of_the_other_region_is_refused_before_creation(mode: Mode) -> None:
    made = only("aws:cloudwatch/metricAlarm:MetricAlarm", alarmActions=[TOPIC])
    (verdict,) = said(NAME, made, mode=mode)
    assert verdict.policy == NAME
    assert verdict.message.endswith(
        f"aws:cloudwatch/metricAlarm:MetricAlarm 'it' (stack dr): found alarmActions[0] that names '{TOPIC}', in a "
        "stack of us-west-2. Required: what stands in us-west-2: with us-east-1 down, this does not work either, and "
        "that is the day it is for. How to fix: name the one of us-west-2, and replicate or create it there first. To "
        'accept it knowingly, in the policy config: {"self-contained-region": {"allowed": ["it"]}}.'
    )
    assert said(NAME, made, mode=mode, policy_config={NAME: {"allowed": ["it"]}}) == []
    made.region = "us-east-1"
    assert said(NAME, made, mode=mode) == []


PINNED: list[tuple[str, dict[str, Any]]] = [
    ("aws:ec2/vpcEndpoint:VpcEndpoint", {"serviceName": "com.amazonaws.us-east-1.s3"}),
    ("aws:lambda/function:Function", {"layers": ["arn:aws:lambda:us-east-1:1:layer:x:1"]}),
    ("aws:lambda/function:Function", {"environment": {"variables": {"AWS_REGION": "us-east-1"}}}),
    ("aws:ec2/instance:Instance", {"userData": "#!/bin/sh\naws s3 cp https://b.s3.us-east-1.amazonaws.com/x ."}),
    ("aws:iam/rolePolicy:RolePolicy", {"policy": document("arn:aws:secretsmanager:us-east-1:1:secret:db")}),
    ("aws:kms/key:Key", {"policy": document("*", service="rds.us-east-1.amazonaws.com")}),
    ("aws:lb/listener:Listener", {"certificateArn": "arn:aws:acm:us-east-1:1:certificate/x"}),
    ("aws:ecs/taskDefinition:TaskDefinition", {"containerDefinitions": json.dumps(
        [{"name": "w", "image": "w:1", "logConfiguration": {"options": {"awslogs-region": "us-east-1"}}}])}),
]  # fmt: skip
FREE: list[tuple[str, dict[str, Any]]] = [
    ("aws:cloudfront/distribution:Distribution", {"viewerCertificate": {"acmCertificateArn": "arn:aws:acm:us-east-1:1:certificate/x"}}),
    ("aws:route53/record:Record", {"aliases": [{"name": "d.us-east-1.elb.amazonaws.com"}]}),
    ("aws:apigateway/domainName:DomainName", {"certificateArn": "arn:aws:acm:us-east-1:1:certificate/x"}),
    ("aws:rds/cluster:Cluster", {"replicationSourceIdentifier": "arn:aws:rds:us-east-1:1:cluster:c"}),
    ("aws:kms/replicaKey:ReplicaKey", {"primaryKeyArn": "arn:aws:kms:us-east-1:1:key/k"}),
    ("aws:s3/bucketReplicationConfig:BucketReplicationConfig", {"rules": [{"destination": {"encryptionConfiguration": {
        "replicaKmsKeyId": "arn:aws:kms:us-east-1:1:key/k"}}}]}),
    ("aws:ssm/parameter:Parameter", {"name": "/myapp/prod/standby/peer/cluster", "value": "arn:aws:rds:us-east-1:1:cluster:c"}),
    ("aws:iam/rolePolicy:RolePolicy", {"policy": document(TOPIC, "arn:aws:sns:us-west-2:1:pager")}),
    ("aws:kms/key:Key", {"policy": json.dumps({"Condition": {"StringEquals": {"kms:ViaService": [
        "rds.us-west-2.amazonaws.com", "rds.us-east-1.amazonaws.com"]}}})}),
    ("aws:lambda/function:Function", {"environment": {"variables": {"PEER_TOPIC": TOPIC}}}),
    ("aws:sns/topic:Topic", {"tags": {"primary": TOPIC}, "name": "alarms-of-us-east-1"}),
    ("aws:ec2/vpcPeeringConnection:VpcPeeringConnection", {"peerRegion": "us-east-1"}),
    ("aws:ec2/subnet:Subnet", {"availabilityZone": "us-west-2a"}),
    ("kubernetes:core/v1:Secret", {"data": {"topic": TOPIC}}),
]  # fmt: skip


@pytest.mark.parametrize(("token", "inputs"), PINNED)
def test_what_is_pinned(token: str, inputs: dict[str, Any]) -> None:
    assert len(said(NAME, only(token, **inputs))) == 1


@pytest.mark.parametrize(("token", "inputs"), FREE)
def test_what_may_name_the_other_region(token: str, inputs: dict[str, Any]) -> None:
    assert said(NAME, only(token, **inputs)) == []


def test_a_policy_may_name_both_regions_of_one_service_but_not_the_other_one_of_another() -> None:
    both = document(TOPIC, "arn:aws:sns:us-west-2:1:pager", "arn:aws:sqs:us-east-1:1:q")
    (verdict,) = said(NAME, only("aws:iam/policy:Policy", policy=both))
    assert "arn:aws:sqs:us-east-1:1:q" in verdict.message


def test_what_is_not_known_yet_is_judged_in_up() -> None:
    made = only("aws:cloudwatch/metricAlarm:MetricAlarm", alarmActions=[Later(TOPIC)])
    assert said(NAME, made, mode="preview") == []
    assert len(said(NAME, made, mode="up")) == 1


def test_one_image_in_two_regions_of_one_stack_or_of_two() -> None:
    made = Blueprint("prod", "shop")
    made.add("aws:ec2/instance:Instance", "one", ami="ami-1")
    made.add("aws:ec2/launchTemplate:LaunchTemplate", "two", imageId="ami-1")
    assert said(NAME, made) == []
    made.add("aws:ec2/launchTemplate:LaunchTemplate", "west", imageId="ami-1", _region="us-west-2")
    (verdict,) = said(NAME, made)
    assert "found the image ami-1 in us-west-2, which aws:ec2/" in verdict.message
    assert verdict.policy == f"{NAME}-stack"


def test_every_exception_has_its_reason() -> None:
    assert all((*EXEMPT_TYPES.values(), *EXEMPT_PROPERTIES.values()))


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        (
            "aws:secretsmanager/secretVersion:SecretVersion",
            {"secretString": '{"url": "postgres://a:b@c.us-east-1.rds.amazonaws.com"}'},
        ),
        (
            "aws:ssm/parameter:Parameter",
            {"name": "/shop/url", "type": "SecureString", "value": "c.us-east-1.rds.amazonaws.com"},
        ),
    ],
)
def test_a_secret_is_judged_and_never_shown(token: str, inputs: dict[str, Any]) -> None:
    (verdict,) = said(NAME, only(token, **inputs))
    assert "that names something of us-east-1 (a secret, not shown), in a stack of us-west-2" in verdict.message
    assert "rds.amazonaws.com" not in verdict.message


def test_a_web_acl_of_cloudfront_stands_in_us_east_1() -> None:
    acl = "arn:aws:wafv2:us-east-1:1:global/webacl/x/1"
    assert said(NAME, only("aws:iam/policy:Policy", policy=document(acl))) == []
