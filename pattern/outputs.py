"""The typed outputs of a platform stack: what the workloads layer and people read from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pattern.errors import PatternError


class OutputsError(PatternError):
    """A stack that exports other outputs than the table promises, or a platform that lacks one."""


@dataclass(frozen=True)
class StackOutput:
    """One output: its name, its type, what it says."""

    name: str
    type: Literal["string", "list of strings", "map of strings"]
    meaning: str


PLATFORM_OUTPUTS: tuple[StackOutput, ...] = (
    StackOutput("app", "string", "application name"),
    StackOutput("environment", "string", "environment name"),
    StackOutput("account", "string", "ID of the AWS account"),
    StackOutput("partition", "string", "the AWS partition, such as `aws`"),
    StackOutput("region", "string", "the stack's region"),
    StackOutput("peer_region", "string", "the other region of the pair"),
    StackOutput("zones", "list of strings", "zones in use, as `name (id)`"),
    StackOutput("vpc_id", "string", "the VPC"),
    StackOutput("vpc_cidr", "string", "its range"),
    StackOutput("public_subnet_ids", "list of strings", "subnets with a route to the internet"),
    StackOutput("private_subnet_ids", "list of strings", "subnets of tasks and load balancer"),
    StackOutput("isolated_subnet_ids", "list of strings", "subnets of database and cache, without a route out"),
    StackOutput("key_arn", "string", "the region's KMS key"),
    StackOutput("database_role", "string", "`writer` or `secondary`, as configured (ask AWS for the truth)"),
    StackOutput("database_cluster_id", "string", "identifier of the region's Aurora cluster"),
    StackOutput("database_global_cluster_id", "string", "identifier of the global database"),
    StackOutput(
        "database_endpoint",
        "string",
        "writer endpoint of this region's cluster; in DR it takes no connections before a promotion",
    ),
    StackOutput("database_reader_endpoint", "string", "reader endpoint of this region's cluster"),
    StackOutput(
        "database_global_endpoint", "string", "global writer endpoint, which follows the writer; `-` where unknown"
    ),
    StackOutput("database_port", "string", "port of the database"),
    StackOutput("database_name", "string", "name of the database"),
    StackOutput("database_secret_arn", "string", "ARN (without its random tail) of the master secret in this region"),
    StackOutput("cache_endpoint", "string", "Redis primary endpoint"),
    StackOutput("cache_port", "string", "port of Redis"),
    StackOutput("cache_secret_arn", "string", "ARN of the auth token's secret"),
    StackOutput("ecs_cluster_id", "string", "ARN of the ECS cluster"),
    StackOutput("ecs_cluster_name", "string", "name of the ECS cluster"),
    StackOutput("task_security_group_id", "string", "security group of tasks"),
    StackOutput("listener_arn", "string", "the load balancer's listener"),
    StackOutput("live_color", "string", "`blue` or `green`"),
    StackOutput("target_group_arns", "map of strings", "the front service's target groups, by color"),
    StackOutput("topic_arn", "string", "topic that alarms speak to"),
    StackOutput("api_domain_target", "string", "what the A record points at when this region serves"),
    StackOutput("public_name", "string", "the public name"),
    StackOutput("contract_path", "string", "SSM path of the failover contract"),
    StackOutput("incident_freeze", "string", "the incident that runs, by the contract, or `-`; the gate reads it"),
    StackOutput("promotion_role_arn", "string", "role to run `runbooks/promote-dr.sh` under"),
)


def table() -> str:
    """The table of `docs/outputs.md`, in Markdown."""
    rows = ["| output | type | meaning |", "|---|---|---|"]
    return "\n".join([*rows, *(f"| `{o.name}` | {o.type} | {o.meaning} |" for o in PLATFORM_OUTPUTS)]) + "\n"


def check_outputs(given: Mapping[str, object]) -> Mapping[str, object]:
    """`given`, when it has just the outputs of `PLATFORM_OUTPUTS`.

    Raises:
        OutputsError: one is missing, or one is not in the table.
    """
    wrong = sorted({output.name for output in PLATFORM_OUTPUTS} ^ set(given))
    if wrong:
        raise OutputsError(f"outputs differ from the table in pattern/outputs.py: {', '.join(wrong)}; make them agree")
    return given
