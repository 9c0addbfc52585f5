"""A region's network, key, certificate, cluster, load balancer and zone, made by boto3 as a team has them.

With names, tags, policies and settings that ours do not have, so that whatever adjusts one of them is seen.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.scenario.existing_database import make_network

AwsFactory = Callable[..., Any]

ZONE, NAME, TEAM = "shop.example", "www.shop.example", "shop"
ACCOUNT = "123456789012"
TAGS = [{"Key": "team", "Value": TEAM}]
# what AWS itself writes into a description when somebody uses the thing
COUNTED = {"InUseBy", "LoadBalancerArns"}


@dataclass(frozen=True)
class ExistingRegion:
    """What is there: config `existing:`, and the zone of the public name."""

    config: dict[str, Any]
    zone_id: str
    balancer_group_id: str


def seed_region(aws: AwsFactory, region: str) -> ExistingRegion:
    """Everything that `existing:` names but the database, and a zone with a record that is none of the pair's."""
    vpc, tiers = make_network(aws("ec2", region))
    zone = _zone(aws("route53", region))
    key = _key(aws("kms", region), region)
    certificate = _certificate(aws, region, zone)
    cluster = aws("ecs", region).create_cluster(
        clusterName=TEAM,
        capacityProviders=["FARGATE", "FARGATE_SPOT"],
        settings=[{"name": "containerInsights", "value": "enhanced"}],
        tags=[{"key": "team", "value": TEAM}],
    )["cluster"]["clusterArn"]
    group = aws("ec2", region).create_security_group(GroupName=TEAM, Description="balancer of the shop", VpcId=vpc)
    config = {
        "vpc": {
            "id": vpc,
            "publicSubnetIds": tiers["public"],
            "privateSubnetIds": tiers["private"],
            "isolatedSubnetIds": tiers["isolated"],
        },
        "keyArn": key,
        "certificateArn": certificate,
        "ecsClusterArn": cluster,
        "listener": _listener(aws("elbv2", region), vpc, tiers["private"], group["GroupId"]),
    }
    return ExistingRegion(config, zone, group["GroupId"])


def described(aws: AwsFactory, region: str, existing: ExistingRegion) -> dict[str, Any]:
    """All of it, whole, and the lists in which a second one would stand; without what AWS counts of its use."""
    kms, acm, ecs, ec2 = (aws(name, region) for name in ("kms", "acm", "ecs", "ec2"))
    config, key = existing.config, existing.config["keyArn"]
    in_vpc = {"Filters": [{"Name": "vpc-id", "Values": [config["vpc"]["id"]]}]}
    return {
        "keys": [one["KeyArn"] for one in kms.list_keys()["Keys"]],
        "aliases": [one["AliasName"] for one in kms.list_aliases()["Aliases"] if "TargetKeyId" in one],
        "key": kms.describe_key(KeyId=key)["KeyMetadata"],
        "key policy": json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]),
        "key rotation": kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"],
        "key tags": kms.list_resource_tags(KeyId=key)["Tags"],
        "certificates": [one["CertificateArn"] for one in acm.list_certificates()["CertificateSummaryList"]],
        "certificate": _settled(acm.describe_certificate(CertificateArn=config["certificateArn"])["Certificate"]),
        "certificate tags": acm.list_tags_for_certificate(CertificateArn=config["certificateArn"])["Tags"],
        "clusters": ecs.list_clusters()["clusterArns"],
        "cluster": _settled(
            ecs.describe_clusters(clusters=[TEAM], include=["SETTINGS", "TAGS", "CONFIGURATIONS"])["clusters"][0]
        ),
        "vpcs": ec2.describe_vpcs()["Vpcs"],
        "ways out": [ec2.describe_internet_gateways()["InternetGateways"], ec2.describe_nat_gateways()["NatGateways"]],
        "endpoints": ec2.describe_vpc_endpoints()["VpcEndpoints"],
        "zones": [(one["Id"], one["Name"]) for one in aws("route53", region).list_hosted_zones()["HostedZones"]],
        **{
            kind: getattr(ec2, f"describe_{kind}")(**in_vpc)[member]
            for kind, member in (("subnets", "Subnets"), ("route_tables", "RouteTables"))
        },
        "records": _others_records(aws("route53", region), existing.zone_id),
        **_balancers(aws("elbv2", region)),
    }


def way_in(aws: AwsFactory, region: str, existing: ExistingRegion) -> dict[str, int]:
    """How many rules the load balancer's group and its listener have: those are added to."""
    groups = [{"Name": "group-id", "Values": [existing.balancer_group_id]}]
    rules = aws("ec2", region).describe_security_group_rules(Filters=groups)["SecurityGroupRules"]
    listener = aws("elbv2", region).describe_rules(ListenerArn=existing.config["listener"]["arn"])["Rules"]
    return {"group": len(rules), "listener": len(listener)}


def _settled(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name not in COUNTED and not name.endswith("Count")}


def _balancers(elbv2: Any) -> dict[str, Any]:
    [balancer] = elbv2.describe_load_balancers(Names=[TEAM])["LoadBalancers"]
    groups = elbv2.describe_target_groups(Names=[f"{TEAM}-blue", f"{TEAM}-green"])["TargetGroups"]
    arn = balancer["LoadBalancerArn"]
    return {
        "balancers": [one["LoadBalancerArn"] for one in elbv2.describe_load_balancers()["LoadBalancers"]],
        "balancer": balancer,
        "balancer attributes": elbv2.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"],
        "listeners": elbv2.describe_listeners(LoadBalancerArn=arn)["Listeners"],
        "target groups": [_settled(one) for one in groups],
        "target group attributes": [
            elbv2.describe_target_group_attributes(TargetGroupArn=one["TargetGroupArn"])["Attributes"] for one in groups
        ],
    }


def _others_records(route53: Any, zone: str) -> list[Any]:
    sets = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    return [one for one in sets if (one["Name"].rstrip("."), one["Type"]) != (NAME, "A")]


def _zone(route53: Any) -> str:
    made = route53.create_hosted_zone(Name=ZONE, CallerReference="as the team made it")["HostedZone"]["Id"]
    zone: str = made.rpartition("/")[2]
    _write(route53, zone, f"mail.{ZONE}", "A", "192.0.2.25")
    return zone


def _write(route53: Any, zone: str, name: str, type_: str, value: str) -> None:
    record = {"Name": name, "Type": type_, "TTL": 300, "ResourceRecords": [{"Value": value}]}
    changes = [{"Action": "CREATE", "ResourceRecordSet": record}]
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})


def _key(kms: Any, region: str) -> str:
    services = [f"logs.{region}.amazonaws.com", "cloudwatch.amazonaws.com", "events.rds.amazonaws.com"]
    statements = [
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"},
        {"Effect": "Allow", "Principal": {"Service": services}, "Action": "kms:*", "Resource": "*"},
    ]
    key = kms.create_key(
        Description="data of the shop",
        Policy=json.dumps({"Version": "2012-10-17", "Statement": statements}),
        Tags=[{"TagKey": "team", "TagValue": TEAM}],
    )["KeyMetadata"]
    kms.create_alias(AliasName=f"alias/{TEAM}", TargetKeyId=key["KeyId"])
    arn: str = key["Arn"]
    return arn


def _certificate(aws: AwsFactory, region: str, zone: str) -> str:
    acm = aws("acm", region)
    arn: str = acm.request_certificate(DomainName=NAME, ValidationMethod="DNS", Tags=TAGS)["CertificateArn"]
    [option] = acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"]
    record = option["ResourceRecord"]
    _write(aws("route53", region), zone, record["Name"], record["Type"], record["Value"])
    assert acm.describe_certificate(CertificateArn=arn)["Certificate"]["Status"] == "ISSUED"
    return arn


def _listener(elbv2: Any, vpc: str, subnets: list[str], group: str) -> dict[str, Any]:
    balancer = elbv2.create_load_balancer(
        Name=TEAM, Subnets=subnets, SecurityGroups=[group], Scheme="internal", Tags=TAGS
    )["LoadBalancers"][0]["LoadBalancerArn"]
    blue, green = (
        elbv2.create_target_group(
            Name=f"{TEAM}-{color}", Protocol="HTTP", Port=9000, VpcId=vpc, TargetType="ip", HealthCheckPath="/alive"
        )["TargetGroups"][0]["TargetGroupArn"]
        for color in ("blue", "green")
    )
    listener = elbv2.create_listener(
        LoadBalancerArn=balancer,
        Protocol="HTTP",
        Port=8080,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": blue}],
        Tags=TAGS,
    )["Listeners"][0]["ListenerArn"]
    return {
        "arn": listener,
        "port": 8080,
        "securityGroupId": group,
        "blueTargetGroupArn": blue,
        "greenTargetGroupArn": green,
    }
