"""Facts of a cluster that can be adopted, to be changed in one place by a test."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from standby.adopt.facts import Facts, Secret, Subnets

KEY = "arn:aws:kms:us-east-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
ARN = "arn:aws:rds:us-east-2:123456789012:cluster:orders"
CLUSTER: dict[str, Any] = {
    "DBClusterIdentifier": "orders",
    "DBClusterArn": ARN,
    "Engine": "aurora-postgresql",
    "EngineVersion": "16.8",
    "EngineMode": "provisioned",
    "Status": "available",
    "Port": 5432,
    "StorageEncrypted": True,
    "KmsKeyId": KEY,
    "MasterUsername": "orders",
    "DatabaseName": "orders",
    "DBSubnetGroup": "orders",
    "DBClusterParameterGroup": "orders-16",
    "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-0a1b2c3d"}],
    "BackupRetentionPeriod": 1,
    "EnabledCloudwatchLogsExports": ["postgresql"],
    "TagList": [{"Key": "team", "Value": "orders"}, {"Key": "aws:cloudformation:stack-name", "Value": "x"}],
}


def instance(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "DBInstanceIdentifier": name,
        "DBInstanceClass": "db.r6g.large",
        "DBParameterGroups": [{"DBParameterGroupName": "default.aurora-postgresql16"}],
        "PerformanceInsightsEnabled": True,
        "PerformanceInsightsKMSKeyId": KEY,
        **changes,
    }


FACTS = Facts(
    cluster=CLUSTER,
    instances=[instance("orders-a"), instance("orders-b")],
    vpc_id="vpc-0a1b2c3d",
    vpc_cidr="10.40.0.0/16",
    subnets=Subnets(("subnet-0000000a",), ("subnet-1000000a", "subnet-1000000b"), ("subnet-2000000a",)),
    database_subnets=("subnet-2000000a", "subnet-2000000b"),
    key_manager="CUSTOMER",
    cluster_parameters={"rds.force_ssl": "0", "log_min_duration_statement": "250"},
    instance_parameters={},
    globals_=[],
    capable={"us-east-2": {"db.r6g.large": True}, "us-west-2": {"db.r6g.large": True}},
    secret_name="orders/master",
    secret=Secret("orders/master", ("password", "username"), "orders"),
    region="us-east-2",
)


def facts(cluster: dict[str, Any] | None = None, **changes: Any) -> Facts:
    """`FACTS` with some of the cluster's values, and some of its own, otherwise."""
    return replace(FACTS, cluster={**CLUSTER, **(cluster or {})}, **changes)


def member_of(name: str, *arns: str) -> list[dict[str, Any]]:
    """The account's global databases: one with these members."""
    return [{"GlobalClusterIdentifier": name, "GlobalClusterMembers": [{"DBClusterArn": arn} for arn in arns]}]
