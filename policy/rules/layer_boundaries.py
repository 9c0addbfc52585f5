"""The platform and the workloads live in states of their own."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from policy.engine.finding import Finding
from policy.engine.options import option
from policy.engine.rule import Rule
from policy.engine.severity import Severity
from policy.engine.stack import Estate, Stack
from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource

PLATFORM_TYPES = frozenset(
    {
        "aws:ec2/vpc:Vpc",
        "aws:ec2/subnet:Subnet",
        "aws:ec2/natGateway:NatGateway",
        "aws:ec2/internetGateway:InternetGateway",
        "aws:ecs/cluster:Cluster",
        "aws:eks/cluster:Cluster",
        "aws:rds/cluster:Cluster",
        "aws:rds/clusterInstance:ClusterInstance",
        "aws:rds/globalCluster:GlobalCluster",
        "aws:rds/instance:Instance",
        "aws:docdb/cluster:Cluster",
        "aws:neptune/cluster:Cluster",
        "aws:dynamodb/table:Table",
        "aws:elasticache/cluster:Cluster",
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:elasticache/serverlessCache:ServerlessCache",
    }
)
SCALABLE = ("aws:appautoscaling/target:Target", "aws:appautoscaling/policy:Policy")
WORKLOAD_TYPES = frozenset(
    {"aws:ecs/service:Service", "aws:ecs/taskDefinition:TaskDefinition", "aws:ecs/taskSet:TaskSet", *SCALABLE}
)


@dataclass(frozen=True)
class Options:
    """Which projects are which layer. A name counts alone and at the end (`shop-workloads`)."""

    workloads_projects: tuple[str, ...] = option(("workloads",), "projects of the workloads layer")
    only_read: tuple[str, ...] = option((), "logical names of what a stack only reads (`analyze` cannot tell)")
    platform_projects: tuple[str, ...] = option(("standby", "platform"), "projects of the platform layer")


def _is_layer(project: str, names: Collection[str]) -> bool:
    return any(project == name or project.endswith(f"-{name}") for name in names)


def _is_workload(resource: Resource) -> bool:
    """Auto scaling counts where it scales tasks; a database's replicas may scale in the platform."""
    return resource.type not in SCALABLE or resource.text("serviceNamespace") in (None, "ecs")


def _on_resource(resource: Resource, _config: StackConfig, options: Options) -> Iterator[Finding]:
    if resource.name in options.only_read:
        return
    if _is_layer(resource.project, options.workloads_projects):
        if resource.type in PLATFORM_TYPES:
            yield Finding(
                resource,
                f"a part of the platform in the workloads project {resource.project!r}",
                "no VPC, cluster or database in this layer: a hot fix rolled out under pressure must not be able to "
                "touch them",
                "move it to the platform's project, and read its outputs through a StackReference",
                accept={"workloadsProjects": []},
            )
        return
    platform = _is_layer(resource.project, options.platform_projects)
    if platform and resource.type in WORKLOAD_TYPES and _is_workload(resource):
        yield Finding(
            resource,
            f"a part of the workloads in the platform project {resource.project!r}",
            "services in a layer of their own, so that an image roll-out leaves networks and databases alone",
            "move it to the workloads' project",
            accept={"platformProjects": []},
        )


def _on_stack(estate: Estate, options: Options) -> Iterator[Finding]:
    for stack in estate.stacks:
        if _is_layer(stack.project, options.workloads_projects):
            yield from _reads_platform(estate, stack)
        elif not _is_layer(stack.project, options.platform_projects):
            yield from _mixed(estate, stack, options)


def _made(estate: Estate, stack: Stack, types: Collection[str]) -> list[Resource]:
    """Resources that the stack makes: what it only reads was never asked about."""
    return [resource for resource in stack.of(*sorted(types)) if resource.urn in estate.asked]


def _reads_platform(estate: Estate, stack: Stack) -> Iterator[Finding]:
    services = _made(estate, stack, ["aws:ecs/service:Service"])
    visible = not stack.config.given  # the engine shows what is read to `analyze` only
    if visible and services and not any(True for _ in stack.references()):
        yield Finding(
            services[0],
            "a workloads stack without a StackReference",
            "the platform's identifiers read from its outputs, so that both regions run one program",
            "read them with pulumi.StackReference instead of writing them down",
            advice=True,
        )


def _mixed(estate: Estate, stack: Stack, options: Options) -> Iterator[Finding]:
    """A stack of no known layer holds one layer, whichever."""
    workloads = [resource for resource in _made(estate, stack, WORKLOAD_TYPES) if _is_workload(resource)]
    platform = [one for one in _made(estate, stack, PLATFORM_TYPES) if one.name not in options.only_read]
    if workloads and platform:
        yield Finding(
            workloads[0],
            f"services in one stack with {platform[0].label} and {len(platform) - 1} more parts of a platform",
            "two states per region, platform and workloads: a roll-out of one must not be able to touch the other",
            "move services, task definitions and their scaling to a project of their own",
            advice=True,
        )


RULE = Rule(
    name="layer-boundaries",
    description="Platform and workloads are stacks of their own; workloads hold no VPC, cluster or database.",
    fix="Move the resource to the project of its layer.",
    severity=Severity.MEDIUM,
    options=Options,
    types=PLATFORM_TYPES | WORKLOAD_TYPES,
    on_resource=_on_resource,
    on_stack=_on_stack,
)
