"""Nothing that holds data or runs the app is reached from the internet, and data travels in TLS only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policy.engine.finding import Finding, unchecked
from policy.engine.options import option
from policy.engine.rule import Rule
from policy.engine.severity import Severity
from policy.engine.stack import Estate
from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource
from policy.engine.unknown import UNKNOWN
from policy.knowledge import exposure, subnets, transport

DATABASES = (
    "aws:rds/clusterInstance:ClusterInstance",
    "aws:rds/instance:Instance",
    "aws:rds/cluster:Cluster",
    "aws:neptune/clusterInstance:ClusterInstance",
    "aws:redshift/cluster:Cluster",
    "aws:redshiftserverless/workgroup:Workgroup",
    "aws:dms/replicationInstance:ReplicationInstance",
)
SERVICE = "aws:ecs/service:Service"
BALANCERS = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
# type -> what lists the subnets in which data lives
DATA_SUBNETS: Mapping[str, str] = {
    "aws:rds/subnetGroup:SubnetGroup": "subnetIds",
    "aws:elasticache/subnetGroup:SubnetGroup": "subnetIds",
    "aws:docdb/subnetGroup:SubnetGroup": "subnetIds",
    "aws:neptune/subnetGroup:SubnetGroup": "subnetIds",
}


@dataclass(frozen=True)
class Options:
    """What may be public, knowingly, and how tiers are tagged."""

    public_load_balancers: tuple[str, ...] = option((), "logical names of load balancers that face the internet")
    public_tasks: tuple[str, ...] = option((), "logical names of services whose tasks have public addresses")
    extra_data_ports: tuple[str, ...] = option((), "ports of more data stores, as numbers")
    tier_tags: tuple[str, ...] = option(subnets.TIER_TAGS, subnets.TIER_TAGS_MEANING)
    require_tls: bool = option(True, "whether parameter groups and caches must force TLS")


def _on_resource(resource: Resource, _config: StackConfig, options: Options) -> Iterator[Finding]:
    for judge in (_database, _task, _balancer, _opened):
        yield from judge(resource, options)
    if options.require_tls:
        yield from transport.judge(resource)


def _database(resource: Resource, _options: Options) -> Iterator[Finding]:
    if resource.type in DATABASES and resource.flag("publiclyAccessible") is True:
        yield Finding(
            resource,
            "publiclyAccessible: true",
            "a database without a public address",
            "set publiclyAccessible to false",
        )


def _task(resource: Resource, options: Options) -> Iterator[Finding]:
    if resource.name in options.public_tasks:
        return
    if resource.type == SERVICE and resource.flag("networkConfiguration", "assignPublicIp") is True:
        yield Finding(
            resource,
            "networkConfiguration.assignPublicIp: true",
            "tasks in private subnets without a public address",
            "set assignPublicIp to false and give private subnets a NAT gateway",
            accept={"publicTasks": [*options.public_tasks, resource.name]},
        )


def _balancer(resource: Resource, options: Options) -> Iterator[Finding]:
    if resource.type not in BALANCERS or resource.name in options.public_load_balancers:
        return
    if resource.flag("internal") in (None, False) and resource.text("loadBalancerType") != "gateway":
        yield Finding(
            resource,
            f"internal {'false' if resource.flag('internal') is False else 'not set'}: it faces the internet",
            "an internal load balancer: the way in is the API over its VPC link",
            "set internal to true, or list it under publicLoadBalancers in the policy config",
            accept={"publicLoadBalancers": [*options.public_load_balancers, resource.name]},
        )


def _opened(resource: Resource, options: Options) -> Iterator[Finding]:
    if resource.type not in exposure.TYPES:
        return
    ports = {**exposure.DATA_PORTS, **{int(p): "data" for p in options.extra_data_ports if p.isdigit()}}
    for opening in exposure.openings(resource):
        open_to = sorted(port for port in ports if opening.reaches(port)) if opening.world else []
        if open_to:
            named = ", ".join(f"{port} ({ports[port]})" for port in open_to[:3])
            yield Finding(
                resource,
                f"{opening.world} let in to {named}{' and more' if len(open_to) > 3 else ''}",
                "data ports that only the app's security groups reach",
                "name a security group (referencedSecurityGroupId, sourceSecurityGroupId) instead of the range",
            )


def _on_stack(estate: Estate, options: Options) -> Iterator[Finding]:
    for stack, group in estate.of(*DATA_SUBNETS):
        for subnet in subnets.subnets_of(stack, group, DATA_SUBNETS[group.type]).resources:
            public = subnets.tier(subnet, options.tier_tags) == "public"
            if public or subnet.flag("mapPublicIpOnLaunch") is True:
                yield Finding(
                    group,
                    f"the public subnet '{subnet.name}'",
                    "subnets without a route to the internet: data lives in the isolated tier",
                    "list subnets of the isolated (or private) tier",
                )
    if options.require_tls:
        yield from transport.judge_clusters(estate)
    yield from _unknown(estate)


# type -> the input whose value decides, where it is not known in a preview
_DECIDES: Mapping[str, tuple[str | int, ...]] = {
    **dict.fromkeys(DATABASES, ("publiclyAccessible",)),
    **dict.fromkeys(BALANCERS, ("internal",)),
    SERVICE: ("networkConfiguration", "assignPublicIp"),
    transport.CACHE: ("transitEncryptionEnabled",),
}


def _unknown(estate: Estate) -> Iterator[Finding]:
    for _, resource in estate.of(*_DECIDES):
        given = estate.inputs(resource)
        path = _DECIDES[resource.type]
        if given is not resource and given.get(*path) is UNKNOWN:
            yield _not_yet(resource, ".".join(map(str, path)))
    for _, resource in estate.of(*sorted(exposure.TYPES)):
        given = estate.inputs(resource)
        if given is not resource and any(opening.unknown for opening in exposure.openings(given)):
            yield _not_yet(resource, "a range or port of an inbound rule")


def _not_yet(resource: Resource, what: str) -> Finding:
    why = f"{what} is not known before something else is made"
    return unchecked(resource, "whether it is public", why, "run `pulumi up`, or write the value")


RULE = Rule(
    name="no-public-data-plane",
    description="Databases, caches, tasks and load balancers are not public, and data travels in TLS only.",
    fix="Keep it in private or isolated subnets, open data ports to security groups only, and force TLS.",
    severity=Severity.CRITICAL,
    options=Options,
    types=frozenset((*DATABASES, SERVICE, *BALANCERS, *exposure.TYPES, *transport.TYPES)),
    on_resource=_on_resource,
    on_stack=_on_stack,
)
