"""Ten clean stacks of other shapes than ours; none may draw a refusal, whatever the mode."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.policy.blueprint import Blueprint, Ref
from tests.policy.clean import (
    INSTANCE,
    PRIMARY,
    RECORD,
    ROLE,
    SERVICE,
    SUBNET,
    VPC,
    database,
    network,
    platform,
    workloads,
)


def two_zones() -> Blueprint:
    """A DR side in us-west-1, where the account has two zones."""
    return platform(True, ("us-west-1", "10.1.0.0/16"), PRIMARY, "ac", availabilityZones=2)


def other_regions() -> Blueprint:
    """A primary in Frankfurt, on other ranges."""
    return platform(False, ("eu-central-1", "10.32.0.0/16"), ("eu-west-1", "10.33.0.0/16"))


def single_nat() -> Blueprint:
    """One NAT gateway for all zones: advised against, not refused."""
    return platform(True, nat="single")


def imported_vpc() -> Blueprint:
    """Somebody else's network, read by ID: a VPC and subnets that this stack does not make."""
    made = Blueprint("prod", "shop-data", "eu-west-1", {})
    made.add(VPC, "corporate", id="vpc-0c0", cidrBlock="10.200.0.0/16", _read=True)
    for letter in "ab":
        zone = f"eu-west-1{letter}"
        made.add(SUBNET, f"db-{letter}", id=f"subnet-{letter}", vpcId="vpc-0c0", availabilityZone=zone, _read=True)
    made.add("aws:rds/subnetGroup:SubnetGroup", "db", subnetIds=["subnet-a", "subnet-b"])
    primary = {"vpc_id": "vpc-0c0", "vpc_cidr": "10.200.0.0/16"}
    made.add("pulumi:pulumi:StackReference", "network", name="acme/network/prod", outputs=primary)
    return made


def cross_account_zone() -> Blueprint:
    """The hosted zone in another account, reached through a provider with a role."""
    domain = {"hostedZoneId": "Z9", "name": "app.example.com", "roleArn": "arn:aws:iam::210987654321:role/dns"}
    made = platform(domain=domain)
    made.add("pulumi:providers:aws", "zone", assumeRoles=[{"roleArn": domain["roleArn"]}])
    return made


def many_services() -> Blueprint:
    """Six services on the DR side, one without auto scaling, one a daemon."""
    services = [
        {"name": f"s{index}", "image": "i:1", "production": {"desired": index + 2, "min": 1, "max": index + 4}}
        for index in range(4)
    ]
    made = workloads(True, services=services)
    made.add(SERVICE, "plain", name="myapp-prod-plain", desiredCount=1)
    made.add(SERVICE, "agent", name="myapp-prod-agent", schedulingStrategy="DAEMON", desiredCount=0)
    return made


def plain_secondary() -> Blueprint:
    """Plain pulumi_aws, no config of ours: a stack called `dr` that joins a global database."""
    made = Blueprint("shop-dr", "shop-infra", "ap-southeast-2", {})
    tiers = network(made, "10.64.0.0/16", "ab")
    database(made, tiers, True, "ap-southeast-1")
    made.add(ROLE, "app", name="shop-dr-app", assumeRolePolicy="{}")
    made.add(ROLE, "auto", name="auto-0f1e2d3", assumeRolePolicy="{}")
    made.add("aws:route53/record:Record", "proof", name="_x1.example.com", type="CNAME", zoneId="Z1", records=["a"])
    return made


def single_region() -> Blueprint:
    """No pair at all: a website with a bucket, a role and a plain record."""
    made = Blueprint("production", "website", "eu-north-1", {})
    made.add("aws:s3/bucket:Bucket", "site", bucket="acme-website")
    made.add(ROLE, "deploy", name="acme-deploy", assumeRolePolicy="{}")
    made.add(RECORD, "www", zoneId="Z1", name="www.acme.example", type="CNAME", records=["site.example"], ttl=300)
    return made


def legacy_database() -> Blueprint:
    """A single RDS instance with a read replica in its own region: nothing crosses regions."""
    made = Blueprint("prod", "billing-data", "us-east-2", {})
    group = made.add(
        "aws:rds/parameterGroup:ParameterGroup",
        "tls",
        name="billing",
        family="postgres16",
        parameters=[{"name": "rds.force_ssl", "value": "1"}],
    )
    common = {"engine": "postgres", "parameterGroupName": Ref(group, "name"), "deletionProtection": True}
    main = made.add(
        "aws:rds/instance:Instance",
        "main",
        identifier="billing",
        instanceClass="db.m6g.large",
        backupRetentionPeriod=30,
        finalSnapshotIdentifier="billing-final",
        storageEncrypted=True,
        _protect=True,
        **common,
    )
    made.add("aws:rds/instance:Instance", "replica", replicateSourceDb=Ref(main, "identifier"), _protect=True, **common)
    return made


def serverless_pair() -> Blueprint:
    """Aurora Serverless v2, HTTPS listener, public web in front by choice of policy: the DR side of Tokyo and Osaka."""
    made = platform(True, ("ap-northeast-3", "10.9.0.0/16"), ("ap-northeast-1", "10.8.0.0/16"))
    for key in made.only(INSTANCE):
        made.edit(key, instanceClass="db.serverless")
    return made


VARIED: Mapping[str, Callable[[], Blueprint]] = {
    "two zones": two_zones,
    "other regions": other_regions,
    "single NAT": single_nat,
    "imported VPC": imported_vpc,
    "cross-account zone": cross_account_zone,
    "many services": many_services,
    "plain secondary": plain_secondary,
    "single region": single_region,
    "legacy database": legacy_database,
    "serverless pair": serverless_pair,
}
