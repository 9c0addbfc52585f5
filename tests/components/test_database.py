"""The region's Aurora cluster, on mocks: writer, secondary, and what a flip of roles must not touch."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from components.database import ROLE_INPUTS, Database, DatabaseArgs
from pattern.database import Database as DatabaseSettings
from pattern.database import capacity
from pattern.naming import Names

HOME = Names("myapp", "prod", "us-east-1")
DR = Names("myapp", "prod", "us-west-2", "-dr")
CLUSTER = "aws:rds/cluster:Cluster"


def args(names: Names = HOME, **changes: Any) -> DatabaseArgs:
    secondary = changes.get("is_secondary", not names.founder)
    given = {
        "names": names,
        "account_id": "123456789012",
        "partition": "aws",
        "peer_region": "us-west-2" if names.founder else "us-east-1",
        "settings": DatabaseSettings(),
        "is_secondary": secondary,
        "source_region": "us-east-1" if secondary else None,
        "protect": True,
        "vpc_id": "vpc-1",
        "subnet_ids": ["subnet-1", "subnet-2"],
        "key_arn": "arn:key",
        "client_security_group_id": "sg-tasks",
    }
    given |= changes
    return DatabaseArgs(**{"capacity": capacity(given["settings"], dr=not names.founder), **given})


def test_the_founder_makes_the_global_cluster_the_writer_and_the_secret(build: Callable[..., Any]) -> None:
    built = build(lambda: Database("database", args()))
    assert built.one("aws:rds/globalCluster:GlobalCluster").inputs["globalClusterIdentifier"] == "myapp-prod-global"
    cluster = built.one(CLUSTER).inputs
    assert cluster["clusterIdentifier"] == "myapp-prod-us-east-1"
    assert cluster["globalClusterIdentifier"] == "database-global-id"
    assert cluster["masterUsername"] == "standby"
    assert "sourceRegion" not in cluster
    secret = built.one("aws:secretsmanager/secret:Secret").inputs
    assert [replica["region"] for replica in secret["replicas"]] == ["us-west-2"]


def test_dr_joins_by_name_with_its_own_key_and_no_credentials(build: Callable[..., Any]) -> None:
    built = build(lambda: Database("database", args(DR)))
    cluster = built.one(CLUSTER).inputs
    assert (cluster["globalClusterIdentifier"], cluster["sourceRegion"]) == ("myapp-prod-global", "us-east-1")
    assert (cluster["kmsKeyId"], cluster["storageEncrypted"]) == ("arn:key", True)
    assert not {"masterUsername", "masterPassword", "databaseName"} & set(cluster)
    assert not built.all("aws:rds/globalCluster:GlobalCluster")
    assert not built.all("aws:secretsmanager/secret:Secret")


def test_a_founder_made_anew_as_a_secondary_keeps_what_the_pair_has_once(build: Callable[..., Any]) -> None:
    built = build(lambda: Database("database", args(is_secondary=True, source_region="us-west-2")))
    cluster = built.one(CLUSTER).inputs
    assert cluster["sourceRegion"] == "us-west-2"
    assert "masterPassword" not in cluster
    assert built.one("aws:rds/globalCluster:GlobalCluster")
    assert built.one("aws:secretsmanager/secret:Secret")


@pytest.mark.parametrize("names", [HOME, DR])
def test_a_role_that_moves_is_no_change(build: Callable[..., Any], names: Names) -> None:
    cluster = build(lambda: Database("database", args(names))).one(CLUSTER)
    assert set(cluster.ignores) == set(ROLE_INPUTS)
    assert cluster.protect


def test_the_password_is_secret_drawn_once_and_the_stored_one_is_used(build: Callable[..., Any]) -> None:
    built = build(lambda: Database("database", args()))
    version = built.one("aws:secretsmanager/secretVersion:SecretVersion")
    assert version.ignores == ("secretString", "versionStages")
    assert "secretString" in version.secrets
    stored = json.loads(version.inputs["secretString"])
    cluster = built.one(CLUSTER)
    assert cluster.inputs["masterPassword"] == stored["password"] == "drawn-word"
    assert "masterPassword" in cluster.secrets


def test_deleting_needs_intent_and_leaves_a_snapshot(build: Callable[..., Any]) -> None:
    cluster = build(lambda: Database("database", args())).one(CLUSTER).inputs
    assert cluster["deletionProtection"] is True
    assert cluster["skipFinalSnapshot"] is False
    assert cluster["finalSnapshotIdentifier"] == "myapp-prod-us-east-1-final"
    loose = build(lambda: Database("database", args(protect=False))).one(CLUSTER)
    assert (loose.inputs["deletionProtection"], loose.protect) == (False, False)


def test_parameter_groups_are_alike_in_both_regions_and_force_tls(build: Callable[..., Any]) -> None:
    group = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
    home, away = (build(lambda n=n: Database("database", args(n))).one(group).inputs for n in (HOME, DR))
    assert home == away
    assert {"name": "rds.force_ssl", "value": "1"} in [
        {key: parameter[key] for key in ("name", "value")} for parameter in home["parameters"]
    ]
    assert home["family"] == "aurora-postgresql16"


def test_instances_are_private_and_number_as_configured(build: Callable[..., Any]) -> None:
    built = build(lambda: Database("database", args(settings=DatabaseSettings(instances=3))))
    instances = [i.inputs for i in built.all("aws:rds/clusterInstance:ClusterInstance")]
    assert [i["identifier"] for i in instances] == [f"myapp-prod-us-east-1-{n}" for n in (1, 2, 3)]
    assert not any(i["publiclyAccessible"] for i in instances)


def test_only_tasks_reach_it(build: Callable[..., Any]) -> None:
    built = build(lambda: Database("database", args()))
    rule = built.one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").inputs
    assert (rule["referencedSecurityGroupId"], rule["fromPort"], rule["toPort"]) == ("sg-tasks", 5432, 5432)


def test_a_parameter_group_belongs_to_a_major_version(build: Callable[..., Any]) -> None:
    made = [
        build(lambda v=v: Database("database", args(settings=DatabaseSettings(engine_version=v))))
        for v in ("16.9", "17.4")
    ]
    names = [
        group.inputs["name"]
        for built in made
        for group in built.all("aws:rds/clusterParameterGroup:ClusterParameterGroup")
    ]
    assert names == ["myapp-prod-cluster-16", "myapp-prod-cluster-17"]


def test_tls_cannot_be_configured_away(build: Callable[..., Any]) -> None:
    settings = DatabaseSettings(cluster_parameters={"rds.force_ssl": "0", "rds.logical_replication": "1"})
    group = build(lambda: Database("database", args(settings=settings))).one(
        "aws:rds/clusterParameterGroup:ClusterParameterGroup"
    )
    found = {one["name"]: one["value"] for one in group.inputs["parameters"]}
    assert found == {"rds.force_ssl": "1", "rds.logical_replication": "1"}


SERVERLESS = DatabaseSettings.model_validate(
    {
        "instanceClass": "db.serverless",
        "instances": 3,
        "serverless": {"minAcu": 4, "maxAcu": 32},
        "standby": {"instances": 1, "minAcu": 0.5},
    }
)


@pytest.mark.parametrize(("names", "least", "instances"), [(HOME, 4, 3), (DR, 0.5, 1)])
def test_dr_is_smaller_in_normal_operation(
    build: Callable[..., Any], names: Names, least: float, instances: int
) -> None:
    built = build(lambda: Database("database", args(names, settings=SERVERLESS)))
    cluster = built.one(CLUSTER)
    assert cluster.inputs["serverlessv2ScalingConfiguration"] == {"minCapacity": least, "maxCapacity": 32}
    assert "serverlessv2ScalingConfiguration.minCapacity" in cluster.ignores
    assert len(built.all("aws:rds/clusterInstance:ClusterInstance")) == instances


def test_enhanced_monitoring_brings_its_role(build: Callable[..., Any]) -> None:
    watched = DatabaseSettings(monitoring_interval_seconds=30)
    built = build(lambda: Database("database", args(DR, settings=watched)))
    role = built.one("aws:iam/role:Role").inputs
    assert role["name"] == "myapp-prod-dr-database-monitoring"
    (statement,) = json.loads(role["assumeRolePolicy"])["Statement"]
    assert statement["Principal"] == {"Service": "monitoring.rds.amazonaws.com"}
    assert statement["Condition"]["ArnLike"] == {"aws:SourceArn": "arn:aws:rds:us-west-2:123456789012:db:*"}
    attached = built.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment").inputs
    assert attached["policyArn"] == "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
    instance = built.all("aws:rds/clusterInstance:ClusterInstance")[0].inputs
    assert instance["monitoringInterval"] == 30
    assert instance["monitoringRoleArn"].endswith("database-monitoring")
    assert not build(lambda: Database("database", args(DR))).all("aws:iam/role:Role")


def test_changes_wait_for_the_window_unless_config_says_otherwise(build: Callable[..., Any]) -> None:
    for now in (False, True):
        built = build(lambda n=now: Database("database", args(settings=DatabaseSettings(apply_immediately=n))))
        assert built.one(CLUSTER).inputs["applyImmediately"] is now
        assert all(i.inputs["applyImmediately"] is now for i in built.all("aws:rds/clusterInstance:ClusterInstance"))


def test_what_an_application_connects_to_is_told(build: Callable[..., Any]) -> None:
    home, away = (build(lambda n=n: Database("database", args(n))).value for n in (HOME, DR))
    assert (home["endpoint"], home["reader_endpoint"]) == ("database-cluster.example", "database-cluster-ro.example")
    assert (home["global_endpoint"], away["global_endpoint"]) == ("database-global.example", "-")
