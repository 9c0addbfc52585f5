"""`runbooks/iam/deployer-policy.json`: enough for what `up` and `destroy` call, on the pair's own resources and no others.

The calls are those that the lab saw (`tests/scenario/test_deployer.py` compares them with a run); the resources are those
of the Service Authorization Reference. What this does not prove: AWS's own evaluation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Any

import pytest

from lab.emulator.engine.permissions.policy import Decision, evaluate
from tests.checkout import CHECKOUT

FILE = CHECKOUT / "runbooks" / "iam" / "deployer-policy.json"
CALLS: dict[str, list[str]] = json.loads((Path(__file__).parent / "deployer_calls.json").read_text())
ACCOUNT, REGIONS, STEM, ZONE = "123456789012", ("us-east-1", "us-west-2"), "myapp-prod", "Z0123456789EXAMPLE"
INLINE_LIMIT = 10240  # characters without blanks: IAM's quota of a role's inline policies
PREFIXES = {"elbv2": "elasticloadbalancing", "apigatewayv2": "apigateway"}
METHODS = {"Get": "GET", "Create": "POST", "Delete": "DELETE"}
LOGS_TAGS = {"ListTagsLogGroup": "ListTagsForResource"}  # the newer operation of the same thing
# service → (words in the operation, the ARN without its partition); the first that fits
NAMED: dict[str, tuple[tuple[str, str], ...]] = {
    "rds": (
        ("Global", "rds::{account}:global-cluster:{stem}-global"),
        ("ClusterParameterGroup", "rds:{region}:{account}:cluster-pg:{stem}-cluster-16"),
        ("ParameterGroup", "rds:{region}:{account}:pg:{stem}-instance-16"),
        ("SubnetGroup", "rds:{region}:{account}:subgrp:{stem}"),
        ("EventSubscription", "rds:{region}:{account}:es:{stem}-events"),
        ("Instance", "rds:{region}:{account}:db:{stem}-{region}-1"),
        ("", "rds:{region}:{account}:cluster:{stem}-{region}"),
    ),
    "elasticache": (
        ("SubnetGroup", "elasticache:{region}:{account}:subnetgroup:{stem}"),
        ("", "elasticache:{region}:{account}:replicationgroup:{stem}"),
    ),
    "ecs": (
        ("Cluster", "ecs:{region}:{account}:cluster/{stem}"),
        ("Service", "ecs:{region}:{account}:service/{stem}/{stem}-web"),
    ),
    "elbv2": (
        ("TargetGroup", "elasticloadbalancing:{region}:{account}:targetgroup/{stem}-blue/0123"),
        ("Listener", "elasticloadbalancing:{region}:{account}:listener/app/{stem}/0123/4567"),
        ("", "elasticloadbalancing:{region}:{account}:loadbalancer/app/{stem}/0123"),
    ),
    "cloudwatch": (
        ("Dashboard", "cloudwatch::{account}:dashboard/{stem}-dr"),
        ("", "cloudwatch:{region}:{account}:alarm:{stem}-web-cpu"),
    ),
    "events": (("", "events:{region}:{account}:rule/{stem}-nightly"),),
    "logs": (("", "logs:{region}:{account}:log-group:/{stem}-web"),),
    "sns": (("", "sns:{region}:{account}:{stem}"),),
    "secretsmanager": (("", "secretsmanager:{region}:{account}:secret:{stem}-database-AbCdEf"),),
    "iam": (("", "iam::{account}:role/{stem}-task-web"),),
    "kms": (("Alias", "kms:{region}:{account}:alias/{stem}"),),
    "route53": (("ResourceRecordSet", "route53:::hostedzone/{zone}"), ("HostedZone", "route53:::hostedzone/{zone}")),
    "ssm": (("", "ssm:{region}:{account}:parameter/{app}/{environment}/standby/version"),),
}
CHANGES = ("Create", "Delete", "Put", "Modify", "Update", "Attach", "Detach", "Remove", "Set")
# their reads are bound to the pair's own, too
READS_TOO = {"iam", "route53", "secretsmanager", "ssm"}
WITHOUT_NAMES = {
    ("ecs", "RegisterTaskDefinition"),
    ("ecs", "DeregisterTaskDefinition"),
    ("secretsmanager", "GetRandomPassword"),
    ("ssm", "DescribeParameters"),
}


def policy() -> dict[str, Any]:
    """The policy as `envsubst` fills it in."""
    values = {"partition": "aws", "account": ACCOUNT, "region": REGIONS[0], "peer_region": REGIONS[1], "stem": STEM}
    text = Template(FILE.read_text()).substitute(values, contract_path="/myapp/prod/standby", zone_id=ZONE)
    found: dict[str, Any] = json.loads(text)
    return found


def allowed(action: str, resource: str = "*", region: str = REGIONS[0], **keys: str) -> bool:
    context = {"aws:requestedregion": [region], "iam:policyarn": ["arn:aws:iam::aws:policy/service-role/Some"]}
    context |= {name.replace("_", ":"): [value] for name, value in keys.items()}
    return evaluate([policy()], action, [resource], context) is Decision.ALLOWED


def action_of(service: str, operation: str) -> str:
    if service == "apigatewayv2":
        return f"apigateway:{next(method for verb, method in METHODS.items() if operation.startswith(verb))}"
    return f"{PREFIXES.get(service, service)}:{LOGS_TAGS.get(operation, operation)}"


def named(service: str, operation: str, region: str, stem: str) -> str | None:
    """The ARN that such a call is judged on; None: it has none that can be named ahead."""
    if (service, operation) in WITHOUT_NAMES or not (operation.startswith(CHANGES) or service in READS_TOO):
        return None
    app, _, environment = stem.partition("-")
    zone = ZONE if stem == STEM else "ZOTHER"
    values = {"region": region, "account": ACCOUNT, "stem": stem, "app": app, "environment": environment, "zone": zone}
    found = next((arn for words, arn in NAMED.get(service, ()) if words in operation), None)
    return f"arn:aws:{found.format(**values)}" if found else None


def calls() -> Iterator[tuple[str, str]]:
    for service, operations in CALLS.items():
        yield from ((service, operation) for operation in operations)


@pytest.mark.parametrize("region", REGIONS)
def test_every_call_of_up_and_destroy_is_allowed_on_the_pairs_resources(region: str) -> None:
    told = [(service, operation, named(service, operation, region, STEM) or "*") for service, operation in calls()]
    refused = [one for one in told if not allowed(action_of(*one[:2]), one[2], region)]
    assert refused == []


@pytest.mark.parametrize("stem", ["other-prod", "myapp-prod2"])
def test_the_same_calls_on_a_neighbors_resources_are_refused(stem: str) -> None:
    seen = [(service, operation, named(service, operation, REGIONS[0], stem)) for service, operation in calls()]
    judged = [(service, operation, resource) for service, operation, resource in seen if resource]
    assert len(judged) > 70
    open_ = [(service, operation) for service, operation, arn in judged if allowed(action_of(service, operation), arn)]
    assert open_ == []


@pytest.mark.parametrize("service", ["ec2", "acm", "apigatewayv2", "application-autoscaling", "kms"])
def test_what_cannot_be_named_is_bound_to_the_pairs_regions(service: str) -> None:
    changing = [operation for operation in CALLS[service] if operation.startswith((*CHANGES, "Allocate", "Register"))]
    elsewhere = [one for one in changing if allowed(action_of(service, one), "*", "eu-west-1")]
    assert changing
    assert elsewhere == []


ROLE = f"arn:aws:iam::{ACCOUNT}:role/{STEM}-task"


@pytest.mark.parametrize(
    ("action", "resource", "keys"),
    [
        ("rds:FailoverGlobalCluster", f"arn:aws:rds::{ACCOUNT}:global-cluster:{STEM}-global", {}),
        ("rds:SwitchoverGlobalCluster", f"arn:aws:rds::{ACCOUNT}:global-cluster:{STEM}-global", {}),
        ("iam:CreateUser", f"arn:aws:iam::{ACCOUNT}:user/x", {}),
        ("iam:CreateAccessKey", f"arn:aws:iam::{ACCOUNT}:user/x", {}),
        ("iam:AttachRolePolicy", ROLE, {"iam_policyarn": "arn:aws:iam::aws:policy/AdministratorAccess"}),
        ("iam:PassRole", ROLE, {"iam_passedtoservice": "lambda.amazonaws.com"}),
        ("iam:CreateServiceLinkedRole", ROLE, {"iam_awsservicename": "rds.amazonaws.com"}),
        ("kms:Decrypt", f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1", {"kms_viaservice": "s3.us-east-1.amazonaws.com"}),
        ("kms:DisableKey", f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1", {}),
        ("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/ZOTHER", {}),
        ("route53:DeleteHostedZone", f"arn:aws:route53:::hostedzone/{ZONE}", {}),
        ("ssm:GetParameter", f"arn:aws:ssm:us-east-1:{ACCOUNT}:parameter/myapp/prod/other", {}),
        ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:other-AbCdEf", {}),
        ("s3:DeleteBucket", "arn:aws:s3:::anything", {}),
        ("sts:AssumeRole", ROLE, {}),
        ("ecs:ExecuteCommand", f"arn:aws:ecs:us-east-1:{ACCOUNT}:task/{STEM}/1", {}),
    ],
)
def test_what_stands_next_to_it_is_refused(action: str, resource: str, keys: dict[str, str]) -> None:
    assert not allowed(action, resource, **keys)


def test_it_fits_into_a_roles_inline_policy() -> None:
    assert len(json.dumps(policy(), separators=(",", ":"))) <= INLINE_LIMIT
