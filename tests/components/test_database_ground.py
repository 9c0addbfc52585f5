"""What a cluster stands on: made, or named where it was adopted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from components.database import Database
from pattern.existing import ExistingDatabase
from pattern.naming import Names
from tests.components.test_database import CLUSTER, args
from tests.pattern.test_existing import DATABASE, KEY, NAMES

ADOPTED = Names("myapp", "prod", "us-east-2", given=NAMES)
INSTANCE = "aws:rds/clusterInstance:ClusterInstance"


def adopted(build: Callable[..., Any]) -> Any:
    return build(lambda: Database("database", args(ADOPTED, existing=ExistingDatabase.model_validate(DATABASE))))


def test_of_an_adopted_cluster_only_the_tasks_way_in_is_made(build: Callable[..., Any]) -> None:
    made = {one.type for one in adopted(build).resources if one.type.startswith("aws:")}
    assert made == {
        "aws:ec2/securityGroup:SecurityGroup",
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        "aws:rds/globalCluster:GlobalCluster",
        CLUSTER,
        INSTANCE,
    }


def test_an_adopted_cluster_keeps_what_it_stands_on(build: Callable[..., Any]) -> None:
    built = adopted(build)
    cluster = built.one(CLUSTER).inputs
    assert cluster["clusterIdentifier"] == "orders"
    assert (cluster["kmsKeyId"], cluster["dbSubnetGroupName"]) == (KEY, "orders")
    assert cluster["vpcSecurityGroupIds"] == ["sg-0a1b2c3d", "database-access-id"]
    assert cluster["dbClusterParameterGroupName"] == "orders-16"
    assert cluster["tags"] == {"team": "orders"}
    first, second = (one.inputs for one in built.all(INSTANCE))
    assert [first["identifier"], second["identifier"]] == ["orders-a", "myapp-prod-us-east-2-2"]
    assert first["dbParameterGroupName"] == "default.aurora-postgresql16"
    assert first["performanceInsightsKmsKeyId"] == KEY


def test_what_would_remake_or_destroy_it_is_never_set(build: Callable[..., Any]) -> None:
    built = adopted(build)
    assert not {"sourceDbClusterIdentifier", "forceDestroy"} & set(
        built.one("aws:rds/globalCluster:GlobalCluster").inputs
    )
    assert not {"masterUsername", "masterPassword"} & set(built.one(CLUSTER).inputs)
