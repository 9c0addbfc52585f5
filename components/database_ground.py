"""What an Aurora cluster stands on: its network, parameters and key; made, or there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.access import AccessArgs, access_group
from pattern.database import Database as DatabaseSettings
from pattern.database import major
from pattern.existing import ExistingDatabase
from pattern.naming import Names

ENGINE = aws.rds.EngineType.AURORA_POSTGRESQL
PORT = 5432
# TLS is not left to config
ALWAYS = {"rds.force_ssl": "1"}


@dataclass(frozen=True)
class GroundArgs:
    """`existing` names what a cluster that was adopted has; nothing of that is made."""

    names: Names
    settings: DatabaseSettings
    vpc_id: pulumi.Input[str]
    subnet_ids: pulumi.Input[list[str]]
    key_arn: pulumi.Input[str]
    client_security_group_id: pulumi.Input[str]
    existing: ExistingDatabase | None = None


@dataclass(frozen=True)
class Ground:
    """By what a cluster and its instances are placed, reached, tuned and encrypted."""

    subnet_group: pulumi.Input[str]
    security_group_ids: Sequence[pulumi.Input[str]]
    cluster_parameter_group: pulumi.Input[str]
    instance_parameter_group: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    insights_key_arn: pulumi.Input[str]


def ground(parent: pulumi.Resource, name: str, args: GroundArgs) -> Ground:
    """The groups, as children of a component. An existing cluster gets one thing: a security group for the tasks."""
    names, number = args.names, major(args.settings.engine_version)
    child = pulumi.ResourceOptions(parent=parent)
    wanted = AccessArgs(
        names.of("security-group", "database"), "Aurora", PORT, args.vpc_id, args.client_security_group_id
    )
    access = access_group(parent, name, wanted)
    if (found := args.existing) is not None:
        return Ground(
            subnet_group=found.subnet_group,
            security_group_ids=[*found.security_group_ids, access.id],
            cluster_parameter_group=found.cluster_parameter_group,
            instance_parameter_group=found.instance_parameter_group,
            key_arn=found.key_arn,
            insights_key_arn=found.performance_insights_key_arn or found.key_arn,
        )
    subnets = aws.rds.SubnetGroup(
        f"{name}-subnets", name=names.of("db-subnet-group"), subnet_ids=args.subnet_ids, opts=child
    )
    # the major version stands in the names: a parameter group belongs to one, and cannot leave it
    of_cluster = aws.rds.ClusterParameterGroup(
        f"{name}-cluster-parameters",
        name=names.of("db-parameter-group", f"cluster-{number}"),
        family=f"{ENGINE.value}{number}",
        parameters=_parameters({**args.settings.cluster_parameters, **ALWAYS}),
        opts=child,
    )
    of_instances = aws.rds.ParameterGroup(
        f"{name}-instance-parameters",
        name=names.of("db-parameter-group", f"instance-{number}"),
        family=f"{ENGINE.value}{number}",
        parameters=_parameters(args.settings.instance_parameters),
        opts=child,
    )
    return Ground(subnets.name, [access.id], of_cluster.name, of_instances.name, args.key_arn, args.key_arn)


def _parameters(given: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in sorted(given.items())]
