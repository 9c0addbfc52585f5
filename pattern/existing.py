"""What exists already and is used as it is: config `existing:` of a platform stack.

The network, the key, the certificate, the ECS cluster and the listener are named only: the program makes and changes
nothing of them. The database is imported by `standby adopt`, and belongs to the program from then on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from pattern.reading import Section
from pattern.texts import Text

VpcId = Annotated[str, Text(r"vpc-[0-9a-f]{8,17}", "the ID of a VPC", "vpc-0a1b2c3d4e5f67890")]
SubnetId = Annotated[str, Text(r"subnet-[0-9a-f]{8,17}", "the ID of a subnet", "subnet-0a1b2c3d4e5f67890")]
GroupId = Annotated[str, Text(r"sg-[0-9a-f]{8,17}", "the ID of a security group", "sg-0a1b2c3d4e5f67890")]
KeyArn = Annotated[
    str,
    Text(
        r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[A-Za-z0-9-]+",
        "the ARN of a KMS key (not of an alias)",
        "arn:aws:kms:us-east-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    ),
]
CertificateArn = Annotated[
    str,
    Text(
        r"arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate/[A-Za-z0-9-]+",
        "the ARN of an ACM certificate",
        "arn:aws:acm:us-east-2:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab",
    ),
]
EcsClusterArn = Annotated[
    str,
    Text(
        r"arn:aws[a-z-]*:ecs:[a-z0-9-]+:\d{12}:cluster/[A-Za-z0-9_-]{1,255}",
        "the ARN of an ECS cluster",
        "arn:aws:ecs:us-east-2:123456789012:cluster/orders",
    ),
]
ListenerArn = Annotated[
    str,
    Text(
        r"arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:listener/app/[A-Za-z0-9-]+/[0-9a-f]+/[0-9a-f]+",
        "the ARN of a listener of an application load balancer",
        "arn:aws:elasticloadbalancing:us-east-2:123456789012:listener/app/orders/50dc6c495c0c9188/f2f7dc8efc522ab2",
    ),
]
TargetGroupArn = Annotated[
    str,
    Text(
        r"arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:targetgroup/[A-Za-z0-9-]+/[0-9a-f]+",
        "the ARN of a target group",
        "arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/orders/73e2d6bc24d8a067",
    ),
]
SUBNETS = "at least two, in different zones"


class ExistingVpc(Section):
    """A VPC with its subnets by tier; nothing of the network is made."""

    id: VpcId = Field(description="the VPC; its range is `vpcCidr`, which is compared")
    public_subnet_ids: tuple[SubnetId, ...] = Field(default=(), description="subnets with a route to the internet")
    private_subnet_ids: tuple[SubnetId, ...] = Field(
        min_length=2, description=f"subnets of tasks and load balancer, with a way out to the AWS APIs: {SUBNETS}"
    )
    isolated_subnet_ids: tuple[SubnetId, ...] = Field(
        min_length=2, description=f"subnets of database and cache (may be the private ones): {SUBNETS}"
    )
    vpc_link_subnet_ids: tuple[SubnetId, ...] = Field(
        default=(), description="the private ones whose zone has VPC links; default: all private ones"
    )


class ExistingDatabase(Section):
    """An Aurora cluster that `standby adopt` imported: what it stands on, which the program does not make."""

    key_arn: KeyArn = Field(description="the key that its storage is encrypted with")
    subnet_group: str = Field(min_length=1, description="its DB subnet group")
    security_group_ids: tuple[GroupId, ...] = Field(
        min_length=1, description="its security groups; one for the program's tasks is added"
    )
    cluster_parameter_group: str = Field(min_length=1, description="its cluster parameter group")
    instance_parameter_group: str = Field(min_length=1, description="parameter group of its instances")
    performance_insights_key_arn: KeyArn | None = Field(
        default=None, description="key of Performance Insights; default: `keyArn`"
    )
    iam_authentication: bool = Field(default=False, description="whether it takes IAM tokens for passwords")
    log_exports: tuple[str, ...] = Field(default=("postgresql",), description="logs that go to CloudWatch")
    tags: Mapping[str, str] = Field(default={}, description="its tags")


class ExistingListener(Section):
    """A listener of a load balancer in the VPC, with the two groups that a promotion and a roll-out switch between."""

    arn: ListenerArn = Field(description="the listener; HTTPS where `httpsListener` says so")
    port: int | None = Field(default=None, ge=1, le=65535, description="its port; default: 443 for HTTPS, else 80")
    security_group_id: GroupId = Field(description="the load balancer's security group; the VPC link is let in")
    blue_target_group_arn: TargetGroupArn = Field(description="the front service's targets, of type `ip`")
    green_target_group_arn: TargetGroupArn = Field(description="the other color's; empty until a roll-out")


class Existing(Section):
    """What this region has already. The zone of the public name is `domain.hostedZoneId`: it always exists."""

    vpc: ExistingVpc | None = Field(default=None, description="network")
    database: ExistingDatabase | None = Field(default=None, description="the Aurora cluster that was adopted")
    key_arn: KeyArn | None = Field(
        default=None,
        description="KMS key for data at rest; CloudWatch Logs and alarms of the region must be in its policy",
    )
    certificate_arn: CertificateArn | None = Field(default=None, description="certificate of the public name, issued")
    ecs_cluster_arn: EcsClusterArn | None = Field(default=None, description="ECS cluster with the provider FARGATE")
    listener: ExistingListener | None = Field(default=None, description="load balancer's listener, in the VPC")

    @model_validator(mode="after")
    def _in_one_network(self) -> Self:
        for key, value in (("database", self.database), ("listener", self.listener)):
            if value and not self.vpc:
                raise ValueError(
                    f"{key} is set, but vpc is missing; tasks and {key} are in one VPC: add vpc with its id and its "
                    "subnets"
                )
        return self


def problems(raw: Any, region: Any, names: Any) -> Iterator[str]:
    """What `existing` and other keys say about each other, on raw values; one sentence each."""
    if not isinstance(raw, Mapping):
        return
    for key, arn in _arns(raw, "standby:existing"):
        found = arn.split(":")[3] if arn.count(":") >= 5 else ""
        if found and found != region:
            yield f"{key} is of {found!r}, but this stack is {region}'s; a region must not need another one"
    if isinstance(raw.get("database"), Mapping):
        given = names if isinstance(names, Mapping) else {}
        for key, what in ((f"db-cluster@{region}", "identifier"), ("secret/database", "master secret's name")):
            if key not in given:
                yield (
                    f"standby:names has no {key!r}, but standby:existing.database is set; add the existing cluster's "
                    f"{what} in Pulumi.yaml, or let `standby adopt` write both"
                )


def _arns(raw: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    for key, value in raw.items():
        if isinstance(value, Mapping):
            yield from _arns(value, f"{path}.{key}")
        elif isinstance(value, str) and value.startswith("arn:"):
            yield f"{path}.{key}", value
