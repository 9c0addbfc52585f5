"""An application's region as its team built it years ago, by boto3 and none of our components: VPC, key, Aurora, secret.

With names, tags, groups and settings that a team has, and that ours are not.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

AwsFactory = Callable[..., Any]

CLUSTER, SECRET, GROUP = "orders-live", "orders/master", "orders-db"
INSTANCES = ("orders-live-a", "orders-live-b")
USER, PASSWORD = "orders", "kept-by-the-team-1"
RANGE = "10.40.0.0/16"
TAGS = [{"Key": "team", "Value": "orders"}, {"Key": "cost-center", "Value": "4711"}]
VERSION, CLASS, PARAMETERS = "16.8", "db.r6g.large", "orders-16"
SETTINGS: dict[str, Any] = {
    "DBClusterIdentifier": CLUSTER,
    "Engine": "aurora-postgresql",
    "EngineVersion": VERSION,
    "DatabaseName": "orders",
    "MasterUsername": USER,
    "MasterUserPassword": PASSWORD,
    "StorageEncrypted": True,
    "DBSubnetGroupName": GROUP,
    "DBClusterParameterGroupName": PARAMETERS,
    "BackupRetentionPeriod": 10,
    "DeletionProtection": True,
    "CopyTagsToSnapshot": True,
    "EnableCloudwatchLogsExports": ["postgresql"],
    "Tags": TAGS,
}


@dataclass(frozen=True)
class Existing:
    """What is there: ids as AWS gave them."""

    vpc_id: str
    private: tuple[str, ...]
    key_arn: str
    security_group_id: str
    cluster_arn: str


def seed_existing(aws: AwsFactory, region: str, **cluster: Any) -> Existing:
    """The region; `cluster` are more arguments of CreateDBCluster, None takes one away."""
    vpc, tiers = make_network(aws("ec2", region))
    rds = aws("rds", region)
    group = aws("ec2", region).create_security_group(GroupName=GROUP, Description="orders database", VpcId=vpc)
    key = aws("kms", region).create_key(Description="orders data")["KeyMetadata"]["Arn"]
    text = json.dumps({"username": USER, "password": PASSWORD})
    aws("secretsmanager", region).create_secret(Name=SECRET, SecretString=text)
    rds.create_db_subnet_group(DBSubnetGroupName=GROUP, DBSubnetGroupDescription="orders", SubnetIds=tiers["isolated"])
    _parameters(rds)
    wanted = {**SETTINGS, "KmsKeyId": key, "VpcSecurityGroupIds": [group["GroupId"]], **cluster}
    made = rds.create_db_cluster(**{name: value for name, value in wanted.items() if value is not None})
    for name in INSTANCES:
        rds.create_db_instance(
            DBInstanceIdentifier=name,
            DBClusterIdentifier=CLUSTER,
            DBInstanceClass=CLASS,
            Engine="aurora-postgresql",
            AutoMinorVersionUpgrade=False,
            PubliclyAccessible=False,
            EnablePerformanceInsights=True,
            PerformanceInsightsKMSKeyId=key,
            Tags=TAGS,
        )
    return Existing(vpc, tuple(tiers["private"]), key, group["GroupId"], made["DBCluster"]["DBClusterArn"])


def identities(aws: AwsFactory, region: str) -> dict[str, str]:
    """Name → what AWS gives a resource once, when it is made: the same ones afterwards are the same resources."""
    rds = aws("rds", region)
    clusters = rds.describe_db_clusters()["DBClusters"]
    nodes = rds.describe_db_instances()["DBInstances"]
    return {
        **{one["DBClusterIdentifier"]: f"{one['DbClusterResourceId']} {one['ClusterCreateTime']}" for one in clusters},
        **{one["DBInstanceIdentifier"]: f"{one['DbiResourceId']} {one['InstanceCreateTime']}" for one in nodes},
    }


def _parameters(rds: Any) -> None:
    rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName=PARAMETERS, DBParameterGroupFamily="aurora-postgresql16", Description="orders"
    )
    slow = {"ParameterName": "log_min_duration_statement", "ParameterValue": "250", "ApplyMethod": "immediate"}
    rds.modify_db_cluster_parameter_group(DBClusterParameterGroupName=PARAMETERS, Parameters=[slow])


def make_network(ec2: Any) -> tuple[str, dict[str, list[str]]]:
    """Three tiers in two zones, told apart by nothing but what their route tables lead to."""
    vpc = ec2.create_vpc(CidrBlock=RANGE)["Vpc"]["VpcId"]
    internet = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=internet, VpcId=vpc)
    zones = [one["ZoneName"] for one in ec2.describe_availability_zones()["AvailabilityZones"][:2]]
    tiers: dict[str, list[str]] = {}
    for row, tier in enumerate(("public", "private", "isolated")):
        tiers[tier] = [
            ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.40.{16 * (2 * row + n)}.0/20", AvailabilityZone=zone)["Subnet"][
                "SubnetId"
            ]
            for n, zone in enumerate(zones)
        ]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=tiers["public"][0], AllocationId=address)["NatGateway"]["NatGatewayId"]
    for tier, way_out in (("public", {"GatewayId": internet}), ("private", {"NatGatewayId": nat})):
        table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", **way_out)
        for subnet in tiers[tier]:
            ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    return vpc, tiers
