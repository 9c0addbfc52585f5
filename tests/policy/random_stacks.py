"""Random clean stacks as competent teams write them, and single mistakes in them with the rule that must catch each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from policy.knowledge.regions import short
from tests.policy.blueprint import Blueprint, Ref
from tests.policy.clean import CLUSTER, GLOBAL, INSTANCE, KEY, RECORD, REDIS, ROLE, SERVICE, SUBNET, TARGET, VPC

REGIONS = ("us-west-2", "eu-central-1", "ap-southeast-2", "ca-central-1")
OTHER = "us-east-1"
ACCOUNT = "arn:aws:{service}:{region}:123456789012:{rest}"
SUBNETS, ASG = "aws:rds/subnetGroup:SubnetGroup", "aws:autoscaling/group:Group"
TASK, ALARM = "aws:ecs/taskDefinition:TaskDefinition", "aws:cloudwatch/metricAlarm:MetricAlarm"


@dataclass(frozen=True)
class Habits:
    """What a team has chosen."""

    region: str
    stack: str
    naming: str  # suffix, region, random, automatic
    zones: str
    tags: str  # standby:tier, Tier, none
    nat: str  # zone, single, none
    nested: bool  # names like `app-private-a` or `private-1`
    database: str  # aurora, replica, instance, none
    cache: str  # plain, cluster, none
    compute: str  # ecs, asg, none
    second_region: bool
    record: str  # none, plain, private


@dataclass
class Made:
    """A clean stack, and what can be changed in it."""

    habits: Habits
    stack: Blueprint
    keys: dict[str, Any] = field(default_factory=dict)

    def name(self, base: str) -> dict[str, str]:
        """A global name the team's way."""
        region = self.habits.region
        return {
            "suffix": {"name": f"{base}-dr"},
            "region": {"name": f"{short(region)}-{base}" if len(base) % 2 else f"{base}-{region}"},
            "random": {"name": f"{base}-4f2a9c1b"},
            "automatic": {},
        }[self.habits.naming]


HABITS = st.builds(
    Habits,
    region=st.sampled_from(REGIONS),
    stack=st.sampled_from(("dr", "shop-dr", "prod-secondary", "standby")),
    naming=st.sampled_from(("suffix", "region", "random", "automatic")),
    zones=st.sampled_from(("ab", "abc", "ac")),
    tags=st.sampled_from(("standby:tier", "Tier", "")),
    nat=st.sampled_from(("zone", "single", "none")),
    nested=st.booleans(),
    database=st.sampled_from(("aurora", "replica", "instance", "none")),
    cache=st.sampled_from(("plain", "cluster", "none")),
    compute=st.sampled_from(("ecs", "asg", "none")),
    second_region=st.booleans(),
    record=st.sampled_from(("none", "plain", "private")),
)


def clean(habits: Habits) -> Made:
    """The stack of these habits."""
    made = Made(habits, Blueprint(habits.stack, "shop", habits.region))
    _network(made)
    _global_names(made)
    for part in (_database, _cache, _compute, _record, _alarm):
        part(made)
    if habits.second_region:  # a small counterpart in the other region, by a second provider
        made.stack.add(VPC, "east", cidrBlock="10.9.0.0/16", _region=OTHER)
        made.stack.add(KEY, "east", enableKeyRotation=True, _region=OTHER)
        made.stack.add("aws:sns/topic:Topic", "east", name="pager", _region=OTHER)
    return made


def _network(made: Made) -> None:
    habits, stack = made.habits, made.stack
    vpc = stack.add(VPC, "vpc", cidrBlock="10.1.0.0/16")
    for place, tier in enumerate(("public", "private")):
        for index, letter in enumerate(habits.zones):
            name = f"app-{tier}-{letter}" if habits.nested else f"{tier}-{index}"
            tags = {"tags": {habits.tags: tier}} if habits.tags else {}
            made.keys.setdefault(tier, []).append(
                stack.add(
                    SUBNET, name, vpcId=Ref(vpc), cidrBlock=f"10.1.{place * 8 + index}.0/24",
                    availabilityZone=f"{habits.region}{letter}", mapPublicIpOnLaunch=tier == "public", **tags,
                )
            )  # fmt: skip
    homes = {"zone": made.keys["public"], "single": made.keys["public"][:1], "none": []}[habits.nat]
    for index, key in enumerate(homes):
        stack.add("aws:ec2/natGateway:NatGateway", f"nat-{index}", subnetId=Ref(key), allocationId="eip")


def _global_names(made: Made) -> None:
    made.stack.add(ROLE, "task", assumeRolePolicy="{}", **made.name("shop-task"))
    made.stack.add("aws:iam/policy:Policy", "read", policy="{}", **made.name("shop-read"))
    bucket = {"bucket": name["name"]} if (name := made.name("shop-assets")) else {}
    made.stack.add("aws:s3/bucket:Bucket", "assets", **bucket)


def _database(made: Made) -> None:
    habits, stack = made.habits, made.stack
    if habits.database == "none":
        return
    group = stack.add(SUBNETS, "db", subnetIds=[Ref(key) for key in made.keys["private"]])
    key = stack.add(KEY, "data", enableKeyRotation=True)
    kept: dict[str, Any] = {"deletionProtection": True, "finalSnapshotIdentifier": "f", "backupRetentionPeriod": 7}
    kept |= {"storageEncrypted": True, "kmsKeyId": Ref(key, "arn"), "dbSubnetGroupName": Ref(group, "name")}
    if habits.database == "aurora":
        forced = [{"name": "rds.force_ssl", "value": "1"}]
        parameters = stack.add(
            "aws:rds/clusterParameterGroup:ClusterParameterGroup", "pg", family="aurora-postgresql16", parameters=forced
        )
        cluster = stack.add(
            CLUSTER, "db", clusterIdentifier=f"shop-{habits.region}", engine="aurora-postgresql", engineVersion="16.8",
            globalClusterIdentifier="shop", sourceRegion=OTHER, dbClusterParameterGroupName=Ref(parameters, "name"),
            _protect=True, _ignored=["replicationSourceIdentifier", "globalClusterIdentifier"], **kept,
        )  # fmt: skip
        stack.add(
            INSTANCE, "one", clusterIdentifier=Ref(cluster), engine="aurora-postgresql", instanceClass="db.r6g.large"
        )
    else:
        source = ACCOUNT.format(service="rds", region=OTHER, rest="db:orders")
        copied = {"replicateSourceDb": source} if habits.database == "replica" else {}
        stack.add("aws:rds/instance:Instance", "db", engine="postgres", engineVersion="16.4",
                  instanceClass="db.m6g.large", _protect=True, **kept, **copied)  # fmt: skip


def _cache(made: Made) -> None:
    common: dict[str, Any] = {"description": "x", "transitEncryptionEnabled": True, "automaticFailoverEnabled": True}
    if made.habits.cache == "plain":
        made.stack.add(REDIS, "redis", numCacheClusters=2, multiAzEnabled=True, **common)
    elif made.habits.cache == "cluster":
        made.stack.add(REDIS, "redis", numNodeGroups=2, replicasPerNodeGroup=0, **common)


def _compute(made: Made) -> None:
    stack, subnets = made.stack, [Ref(key) for key in made.keys["private"]]
    if made.habits.compute == "asg":
        stack.add(ASG, "web", minSize=0, maxSize=6, vpcZoneIdentifiers=subnets)
    elif made.habits.compute == "ecs":
        image = f"123456789012.dkr.ecr.{made.habits.region}.amazonaws.com/web:1"
        text = (
            f'[{{"name": "web", "image": "{image}", "environment": [{{"name": "PEER_REGION", "value": "{OTHER}"}}]}}]'
        )
        task = stack.add(TASK, "web", family="web", containerDefinitions=text)
        place = {"subnets": subnets, "assignPublicIp": False}
        stack.add(
            SERVICE, "web", name="web", taskDefinition=Ref(task, "arn"), desiredCount=1, networkConfiguration=place
        )
        stack.add(TARGET, "web", serviceNamespace="ecs", scalableDimension="ecs:service:DesiredCount",
                  resourceId="service/shop/web", minCapacity=1, maxCapacity=12)  # fmt: skip


def _record(made: Made) -> None:
    if made.habits.record == "plain":
        made.stack.add(RECORD, "proof", zoneId="Z1", name="_x.example.com", type="CNAME", ttl=60, records=["a"])
        made.stack.add(RECORD, "www", zoneId="Z1", name="status.example.com", type="A", ttl=60, records=["192.0.2.1"])
    elif made.habits.record == "private":
        zone = made.stack.add(
            "aws:route53/zone:Zone", "corp", name="corp.example.com", vpcs=[{"vpcId": Ref(f"{VPC}::vpc")}]
        )
        made.stack.add(RECORD, "canary", zoneId=Ref(zone, "zoneId"), name="billing", type="CNAME", ttl=60,
                       records=["a"], setIdentifier="a", weightedRoutingPolicies=[{"weight": 1}])  # fmt: skip


def _alarm(made: Made) -> None:
    topic = ACCOUNT.format(service="sns", region=made.habits.region, rest="pager")
    made.stack.add(ALARM, "lag", alarmActions=[topic])


@dataclass(frozen=True)
class Mistake:
    """One change, where the habits allow it, and the rule that must catch it."""

    rule: str
    change: Callable[[Made], None]
    fits: Callable[[Habits], bool] = lambda _: True


def _one_zone(made: Made, key: str, holder: str, below: str | None = None) -> None:
    first = [Ref(made.keys["private"][0])]
    made.stack.edit(holder, **{key: {below: first} if below else first})


MISTAKES: Mapping[str, Mistake] = {
    "ranges meet": Mistake("vpc-cidr-overlap", lambda m: void(m.stack.add(VPC, "other", cidrBlock="10.1.4.0/22"))),
    "a role of the primary": Mistake("dr-iam-name-suffix", lambda m: m.stack.edit(f"{ROLE}::task", name="shop-task")),
    "a bucket of the primary": Mistake("dr-iam-name-suffix", lambda m: m.stack.edit("aws:s3/bucket:Bucket::assets", bucket="shop-assets")),
    "a database in one zone": Mistake("availability-zone-plan", lambda m: _one_zone(m, "subnetIds", f"{SUBNETS}::db"), lambda h: h.database != "none"),
    "machines in one zone": Mistake("availability-zone-plan", lambda m: _one_zone(m, "vpcZoneIdentifiers", f"{ASG}::web"), lambda h: h.compute == "asg"),
    "tasks in one zone": Mistake("availability-zone-plan", lambda m: _one_zone(m, "networkConfiguration", f"{SERVICE}::web", "subnets"), lambda h: h.compute == "ecs"),
    "a cache of one node": Mistake("availability-zone-plan", lambda m: m.stack.edit(f"{REDIS}::redis", numCacheClusters=1), lambda h: h.cache == "plain"),
    "a copy without a key": Mistake("cross-region-customer-key", lambda m: m.stack.edit(f"{CLUSTER}::db", kmsKeyId=None), lambda h: h.database == "aurora"),
    "a replica with its source's key": Mistake(
        "cross-region-customer-key",
        lambda m: m.stack.edit("aws:rds/instance:Instance::db", kmsKeyId=ACCOUNT.format(service="kms", region=OTHER, rest="key/1")),
        lambda h: h.database == "replica"),
    "credentials on a secondary": Mistake("aurora-global-parity", lambda m: m.stack.edit(f"{CLUSTER}::db", masterUsername="a", masterPassword="b"), lambda h: h.database == "aurora"),
    "a secondary that forgets": Mistake("aurora-global-parity", lambda m: setattr(m.stack.nodes[f"{CLUSTER}::db"], "ignored", []), lambda h: h.database == "aurora"),
    "an old class": Mistake("aurora-global-parity", lambda m: m.stack.edit(f"{INSTANCE}::one", instanceClass="db.t3.medium"), lambda h: h.database == "aurora"),
    "a database that may go": Mistake("data-protection", lambda m: m.stack.edit("aws:rds/instance:Instance::db", deletionProtection=False), lambda h: h.database in ("instance", "replica")),
    "a global cluster that takes all": Mistake("data-protection", lambda m: void(m.stack.add(GLOBAL, "g", deletionProtection=True, forceDestroy=True, _protect=True))),
    "a public database": Mistake("no-public-data-plane", lambda m: m.stack.edit("aws:rds/instance:Instance::db", publiclyAccessible=True), lambda h: h.database in ("instance", "replica")),
    "a service stopped": Mistake("promotable-capacity", lambda m: m.stack.edit(f"{TARGET}::web", minCapacity=0), lambda h: h.compute == "ecs"),
    "machines that cannot start": Mistake("promotable-capacity", lambda m: m.stack.edit(f"{ASG}::web", maxSize=0), lambda h: h.compute == "asg"),
    "a pager of the other region": Mistake("self-contained-region", lambda m: m.stack.edit(f"{ALARM}::lag", alarmActions=[ACCOUNT.format(service="sns", region=OTHER, rest="pager")])),
    "an image of the other region": Mistake(
        "self-contained-region",
        lambda m: m.stack.edit(f"{TASK}::web", containerDefinitions=f'[{{"image": "1.dkr.ecr.{OTHER}.amazonaws.com/web:1"}}]'),
        lambda h: h.compute == "ecs"),
    "a split public record": Mistake("dns-ownership-binary", lambda m: m.stack.edit(f"{RECORD}::www", setIdentifier="a", weightedRoutingPolicies=[{"weight": 1}]), lambda h: h.record == "plain"),
    "an edge domain": Mistake("global-names", lambda m: void(m.stack.add("aws:apigateway/domainName:DomainName", "api", domainName="a.example.com", endpointConfiguration={"types": "EDGE"}))),
    "a service-linked role": Mistake("global-names", lambda m: void(m.stack.add("aws:iam/serviceLinkedRole:ServiceLinkedRole", "ecs", awsServiceName="ecs.amazonaws.com"))),
    "a global datastore": Mistake("no-global-datastore", lambda m: void(m.stack.add("aws:elasticache/globalReplicationGroup:GlobalReplicationGroup", "g"))),
}  # fmt: skip


def void(_value: object) -> None:
    """Nothing, whatever was given."""
