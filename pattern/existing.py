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
SUBNETS = "at least two, in different zones"


class ExistingVpc(Section):
    """A VPC with its subnets by tier; nothing of the network is made."""

    id: VpcId = Field(description="the VPC; its range is `vpcCidr`")
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


class Existing(Section):
    """What this region has already."""

    vpc: ExistingVpc | None = Field(default=None, description="network")
    database: ExistingDatabase | None = Field(default=None, description="the Aurora cluster that was adopted")

    @model_validator(mode="after")
    def _in_one_network(self) -> Self:
        if self.database and not self.vpc:
            raise ValueError(
                "database is set, but vpc is missing; tasks reach the database in its own VPC: add vpc with its id and "
                "its subnets"
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
