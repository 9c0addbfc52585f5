"""Changes to a blueprint: what a mutation is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.policy.blueprint import Blueprint, Ref, with_config
from tests.policy.clean import CLUSTER, KEY, RECORD, SERVICES, SUBNET, VPC

Change = Callable[[Blueprint], None]
LINK = "aws:apigatewayv2/vpcLink:VpcLink"


def edit(token: str, name: str, /, **inputs: Any) -> Change:
    """Change inputs of one resource; None removes one."""
    return lambda made: made.edit(f"{token}::{name}", **inputs)


def add(token: str, name: str, /, **inputs: Any) -> Change:
    """Add one resource."""
    return lambda made: void(made.add(token, name, **inputs))


def void(_value: object) -> None:
    """Nothing, whatever was given."""


def drop(token: str, *names: str) -> Change:
    """Take resources away; without names, all of the type."""

    def change(made: Blueprint) -> None:
        for key in made.only(token):
            if not names or made.nodes[key].name in names:
                del made.nodes[key]

    return change


def option(token: str, name: str, **options: Any) -> Change:
    """Change resource options: protect, ignored."""

    def change(made: Blueprint) -> None:
        for key, value in options.items():
            setattr(made.nodes[f"{token}::{name}"], key, value)

    return change


def config(**values: Any) -> Change:
    """Change `standby:` keys of the config."""

    def change(made: Blueprint) -> None:
        made.config = with_config(made, **values).config

    return change


def both(*changes: Change) -> Change:
    """Several changes that are one mistake."""

    def change(made: Blueprint) -> None:
        for one in changes:
            one(made)

    return change


def foreign_key(made: Blueprint) -> None:
    """A key of this stack, but made in the other region."""
    made.add(KEY, "elsewhere", _region="us-east-1")
    made.edit(f"{CLUSTER}::cluster", kmsKeyId=Ref(f"{KEY}::elsewhere", "arn"))


def one_zone(token: str, name: str, key: str, tier: str = "isolated") -> Change:
    """All subnets of a list in one zone."""
    return lambda made: made.edit(
        f"{token}::{name}", **{key: [Ref(k) for k in made.only(SUBNET) if f"-{tier}-" in k][:1]}
    )


def public_subnets(made: Blueprint) -> None:
    """The database's subnets are the public ones."""
    refs = [Ref(key) for key in made.only(SUBNET) if "-public-" in key]
    made.edit("aws:rds/subnetGroup:SubnetGroup::subnets", subnetIds=refs)


def link_in_gap(made: Blueprint) -> None:
    """A VPC link in a zone (use1-az3) where API Gateway has none."""
    gap = made.add(
        SUBNET, "gap", cidrBlock="10.0.240.0/24", availabilityZone="us-east-1c", vpcId=Ref(f"{VPC}::network-vpc")
    )
    made.edit(f"{LINK}::link", subnetIds=[Ref(gap), Ref(f"{SUBNET}::network-private-us-east-1a")])


def frozen(change: Change) -> Change:
    """The change while an incident freeze is on."""
    return both(config(incidentFreeze="promotion run=42 since=03:14"), change)


def split(**policy: Any) -> Change:
    """The app's record with a routing policy."""
    return edit(RECORD, "serves", setIdentifier="one", **policy)


def worker_off(made: Blueprint) -> None:
    """The worker is declared to be off on the DR side."""
    listed = [{**one, "standby": "off" if one["name"] == "worker" else "warm"} for one in SERVICES]
    made.config = with_config(made, services=listed).config


def replicated(versions: str = "Enabled", service: str = "s3") -> Change:
    """A bucket that S3 replicates."""
    trust = f'{{"Statement": [{{"Principal": {{"Service": "{service}.amazonaws.com"}}}}]}}'

    def change(made: Blueprint) -> None:
        made.add("aws:s3/bucket:Bucket", "b", bucket="b")
        settings = {"bucket": "b", "versioningConfiguration": {"status": versions}}
        made.add("aws:s3/bucketVersioning:BucketVersioning", "b", **settings)
        role = made.add("aws:iam/role:Role", "copy", name="myapp-prod-copy", assumeRolePolicy=trust)
        rules = [{"status": "Enabled", "destination": {"bucket": "arn:aws:s3:::b-dr"}}]
        config = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
        made.add(config, "b", bucket="b", role=Ref(role, "arn"), rules=rules)

    return change
