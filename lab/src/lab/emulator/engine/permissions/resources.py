"""What a request is about in IAM's terms: action, resource ARNs, condition keys.

Source: Service Authorization Reference, one page per service. Operations that are not listed here have the resource
``*``: only a statement on ``*`` allows them, which is what the reference says of those without resource types, and
errs towards refusing for the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

Parameters = Mapping[str, Any]

_PREFIXES = {"elbv2": "elasticloadbalancing", "elb": "elasticloadbalancing", "apigatewayv2": "apigateway"}


@dataclass(frozen=True)
class Scope:
    """Where a request is made: region, account, HTTP method and path (API Gateway authorizes by these)."""

    region: str
    account: str
    method: str = "POST"
    path: str = "/"


def action_of(service: str, operation: str, scope: Scope) -> str:
    """IAM's name of the action: API Gateway's are HTTP methods, everybody else's are operations."""
    if service in ("apigatewayv2", "apigateway"):
        return f"apigateway:{scope.method}"
    return f"{_PREFIXES.get(service, service)}:{operation}"


def resources_of(service: str, operation: str, parameters: Parameters, scope: Scope) -> list[str]:
    """The ARNs that a statement's Resource must match, all of them; ``["*"]`` for what has none."""
    if service in ("apigatewayv2", "apigateway"):
        return [f"arn:aws:apigateway:{scope.region}::{unquote(scope.path).removeprefix('/v2')}"]
    make = _RESOURCES.get((service, operation))
    found = make(parameters, scope) if make else []
    return found or ["*"]


def context_of(service: str, operation: str, parameters: Parameters, scope: Scope) -> dict[str, list[str]]:
    """Condition keys of the request (lower case)."""
    context = {"aws:requestedregion": [scope.region], "aws:securetransport": ["true"]}
    if (service, operation) == ("route53", "ChangeResourceRecordSets"):
        changes = (parameters.get("ChangeBatch") or {}).get("Changes") or []
        records = [change["ResourceRecordSet"] for change in changes]
        names = [str(record["Name"]).lower().rstrip(".") for record in records]
        context["route53:changeresourcerecordsetsnormalizedrecordnames"] = names
        context["route53:changeresourcerecordsetsrecordtypes"] = [str(record["Type"]) for record in records]
        context["route53:changeresourcerecordsetsactions"] = [str(change["Action"]) for change in changes]
    if service == "ecs" and parameters.get("cluster"):
        context["ecs:cluster"] = [_ecs("cluster", str(parameters["cluster"]).rsplit("/", 1)[-1], scope)]
    if parameters.get("ExternalId"):
        context["sts:externalid"] = [str(parameters["ExternalId"])]
    return context


def _rds(kind: str, name: str, scope: Scope) -> str:
    if name.startswith("arn:"):
        return name
    region = "" if kind == "global-cluster" else scope.region
    return f"arn:aws:rds:{region}:{scope.account}:{kind}:{name}"


def _rds_named(**kinds: str) -> Callable[[Parameters, Scope], list[str]]:
    """ARNs of the RDS things that parameters name: parameter → kind."""

    def make(parameters: Parameters, scope: Scope) -> list[str]:
        pairs = [(kind, parameters.get(name)) for name, kind in kinds.items()]
        return [_rds(kind.replace("_", "-"), str(value), scope) for kind, value in pairs if value]

    return make


def _ecs(kind: str, name: str, scope: Scope) -> str:
    return name if name.startswith("arn:") else f"arn:aws:ecs:{scope.region}:{scope.account}:{kind}/{name}"


def _ecs_services(parameters: Parameters, scope: Scope) -> list[str]:
    cluster = str(parameters.get("cluster") or "default").rsplit("/", 1)[-1]
    names = parameters.get("services") or [parameters.get("service") or parameters.get("serviceName")]
    return [_ecs("service", name if name.startswith("arn:") else f"{cluster}/{name}", scope) for name in names if name]


def _ssm(parameters: Parameters, scope: Scope) -> list[str]:
    names = parameters.get("Names") or [parameters.get("Name") or parameters.get("Path")]
    return [f"arn:aws:ssm:{scope.region}:{scope.account}:parameter/{str(name).strip('/')}" for name in names if name]


def _given(*names: str) -> Callable[[Parameters, Scope], list[str]]:
    """The ARNs that the parameters themselves hold."""
    return lambda parameters, _: [str(parameters[name]) for name in names if parameters.get(name)]


def _zone(parameters: Parameters, _: Scope) -> list[str]:
    name = parameters.get("HostedZoneId") or parameters.get("Id")
    return [f"arn:aws:route53:::hostedzone/{str(name).rsplit('/', 1)[-1]}"] if name else []


def _change(parameters: Parameters, _: Scope) -> list[str]:
    return [f"arn:aws:route53:::change/{str(parameters.get('Id', '')).rsplit('/', 1)[-1]}"]


def _rule(parameters: Parameters, scope: Scope) -> list[str]:
    name, bus = parameters.get("Rule") or parameters.get("Name"), str(parameters.get("EventBusName") or "default")
    folder = "" if bus == "default" else f"{bus.rsplit('/', 1)[-1]}/"
    return [f"arn:aws:events:{scope.region}:{scope.account}:rule/{folder}{name}"] if name else []


def _alarms(parameters: Parameters, scope: Scope) -> list[str]:
    names = parameters.get("AlarmNames") or []
    return [f"arn:aws:cloudwatch:{scope.region}:{scope.account}:alarm:{name}" for name in names]


def _repository(parameters: Parameters, scope: Scope) -> list[str]:
    names = [parameters.get("repositoryName"), *(parameters.get("repositoryNames") or [])]
    return [f"arn:aws:ecr:{scope.region}:{scope.account}:repository/{name}" for name in names if name]


def _scalable_target(_: Parameters, scope: Scope) -> list[str]:
    return [f"arn:aws:application-autoscaling:{scope.region}:{scope.account}:scalable-target/*"]


_GLOBAL = _rds_named(
    GlobalClusterIdentifier="global-cluster", TargetDbClusterIdentifier="cluster", DbClusterIdentifier="cluster"
)
_CLUSTER = _rds_named(DBClusterIdentifier="cluster", DBClusterSnapshotIdentifier="cluster-snapshot")
_SUBSCRIPTION = _rds_named(SubscriptionName="es")
_INSTANCE = _rds_named(DBInstanceIdentifier="db", DBClusterIdentifier="cluster")

_RESOURCES: dict[tuple[str, str], Callable[[Parameters, Scope], list[str]]] = {
    **{
        ("rds", f"{verb}GlobalCluster"): _GLOBAL
        for verb in ("Failover", "Switchover", "RemoveFrom", "Modify", "Delete")
    },
    **{("rds", f"{verb}DBCluster"): _CLUSTER for verb in ("Create", "Modify", "Delete", "Failover", "Start", "Stop")},
    **{("rds", f"{verb}DBClusterSnapshot"): _CLUSTER for verb in ("Create", "Delete")},
    **{("rds", f"{verb}DBInstance"): _INSTANCE for verb in ("Create", "Modify", "Delete", "Reboot")},
    ("rds", "RemoveFromGlobalCluster"): _GLOBAL,
    **{("ecs", f"{verb}Service"): _ecs_services for verb in ("Create", "Update", "Delete")},
    ("ecs", "DescribeServices"): _ecs_services,
    **{("ssm", name): _ssm for name in ("GetParameter", "GetParameters", "GetParametersByPath", "PutParameter")},
    **{("ssm", name): _ssm for name in ("DeleteParameter", "DeleteParameters", "GetParameterHistory")},
    **{("rds", f"{verb}EventSubscription"): _SUBSCRIPTION for verb in ("Create", "Modify", "Delete")},
    **{("events", f"{verb}Rule"): _rule for verb in ("Put", "Describe", "Enable", "Disable", "Delete")},
    **{("events", name): _rule for name in ("PutTargets", "RemoveTargets", "ListTargetsByRule")},
    **{("ecr", name): _repository for name in ("DescribeImages", "BatchGetImage", "ListImages", "PutImage")},
    **{("ecr", name): _repository for name in ("CreateRepository", "DescribeRepositories", "DeleteRepository")},
    ("elbv2", "ModifyListener"): _given("ListenerArn"),
    ("elbv2", "ModifyTargetGroup"): _given("TargetGroupArn"),
    ("elbv2", "RegisterTargets"): _given("TargetGroupArn"),
    ("elbv2", "DeregisterTargets"): _given("TargetGroupArn"),
    ("acm", "DescribeCertificate"): _given("CertificateArn"),
    ("application-autoscaling", "RegisterScalableTarget"): _scalable_target,
    ("application-autoscaling", "DeregisterScalableTarget"): _scalable_target,
    ("route53", "ChangeResourceRecordSets"): _zone,
    ("route53", "ListResourceRecordSets"): _zone,
    ("route53", "ListResourceRecordSetProtections"): _zone,
    ("route53", "GetHostedZone"): _zone,
    ("route53", "GetChange"): _change,
    **{("cloudwatch", f"{verb}AlarmActions"): _alarms for verb in ("Enable", "Disable")},
    ("sns", "Publish"): _given("TopicArn"),
    ("secretsmanager", "GetSecretValue"): _given("SecretId"),
    ("sts", "AssumeRole"): _given("RoleArn"),
}
