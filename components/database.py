"""The region's Aurora cluster in the pair's global database."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.database_ground import ENGINE, PORT, Ground, GroundArgs, ground
from components.drawn_secret import DrawnSecretArgs, drawn_secret, stored_text
from components.roles import ServiceRoleArgs, service_role
from pattern.contract import NONE
from pattern.database import Capacity
from pattern.database import Database as DatabaseSettings
from pattern.existing import ExistingDatabase
from pattern.naming import Names
from pattern.policies import trust

__all__ = ["ENGINE", "PORT", "ROLE_INPUTS", "Database", "DatabaseArgs"]

# What a failback or Aurora itself moves, and what only a creation reads: a plan must never react to either.
# Sources: hashicorp/terraform-provider-aws internal/service/rds/cluster.go (ForceNew), cloudposse issue 281.
ROLE_INPUTS = [
    "globalClusterIdentifier",
    "replicationSourceIdentifier",
    "engineVersion",
    "sourceRegion",
    "masterUsername",
    "masterPassword",
    "databaseName",
    # a promotion raises it, and the failback lowers it
    "serverlessv2ScalingConfiguration.minCapacity",
]
# of an adopted instance: what its team set, and what only an order of promotion within the cluster reads
INSTANCE_KEEPS = ["tags", "promotionTier", "copyTagsToSnapshot"]
PASSWORD_LENGTH = 32


@dataclass(frozen=True)
class DatabaseArgs:
    """One member of the global database.

    `is_secondary` and `source_region` matter when the cluster is made; on a cluster that exists they change nothing.
    `peer_region` receives the replica of the master secret. `capacity` is what the region has in normal operation.
    `existing` is what an adopted cluster stands on; its names and its master secret's stand in `names`.
    """

    names: Names
    account_id: str
    partition: str
    peer_region: str
    settings: DatabaseSettings
    capacity: Capacity
    is_secondary: bool
    source_region: str | None
    protect: bool
    vpc_id: pulumi.Input[str]
    subnet_ids: pulumi.Input[list[str]]
    key_arn: pulumi.Input[str]
    client_security_group_id: pulumi.Input[str]
    recovery_window_days: int = 30
    existing: ExistingDatabase | None = None


class Database(pulumi.ComponentResource):
    """Aurora PostgreSQL of one region.

    Creates: security group, subnet group, cluster and instance parameter groups (TLS forced; alike in both regions,
    because a new primary does not inherit them), cluster and instances encrypted with the region's key, a
    role for enhanced monitoring where it is on. The pair's founder also makes the global cluster and the master secret
    (replicated to the other region); the other stack joins the global cluster by name.

    An adopted cluster keeps its own groups, key and secret: of all these only the security group is made. Cluster,
    instances and global cluster are imported, which is why neither `sourceDbClusterIdentifier` nor `forceDestroy` is
    ever set.
    """

    cluster_id: pulumi.Output[str]
    cluster_arn: pulumi.Output[str]
    endpoint: pulumi.Output[str]
    reader_endpoint: pulumi.Output[str]
    global_endpoint: pulumi.Output[str]

    def __init__(self, name: str, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:components:Database", name, None, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        global_cluster = self._global_cluster() if args.names.founder else None
        secret = self._master_secret() if args.names.founder and not args.existing else None
        wanted = GroundArgs(
            args.names,
            args.settings,
            args.vpc_id,
            args.subnet_ids,
            args.key_arn,
            args.client_security_group_id,
            args.existing,
        )
        base = ground(self, name, wanted)
        cluster = self._cluster(base, global_cluster, secret)
        self._instances(base, cluster)
        self.cluster_id = cluster.cluster_identifier
        self.cluster_arn = cluster.arn
        self.endpoint, self.reader_endpoint = cluster.endpoint, cluster.reader_endpoint
        known = global_cluster.endpoint if global_cluster else None
        self.global_endpoint = pulumi.Output.from_input(known).apply(lambda text: text or NONE)
        self.register_outputs(
            {
                "cluster_id": self.cluster_id,
                "cluster_arn": self.cluster_arn,
                "endpoint": self.endpoint,
                "reader_endpoint": self.reader_endpoint,
            }
        )

    def _global_cluster(self) -> aws.rds.GlobalCluster:
        return aws.rds.GlobalCluster(
            f"{self._name}-global",
            global_cluster_identifier=self._args.names.of("global-cluster"),
            engine=ENGINE,
            engine_version=self._args.settings.engine_version,
            database_name=self._args.settings.name,
            storage_encrypted=True,
            deletion_protection=self._args.protect,
            # A global cluster remade around the other region's cluster has that one's name and source.
            opts=pulumi.ResourceOptions(
                parent=self, protect=self._args.protect, ignore_changes=["databaseName", "sourceDbClusterIdentifier"]
            ),
        )

    def _master_secret(self) -> aws.secretsmanager.SecretVersion:
        args, username = self._args, self._args.settings.master_username
        wanted = DrawnSecretArgs(
            name=args.names.of("secret", "database"),
            description="Master credentials of the global database, alike in both regions",
            length=PASSWORD_LENGTH,
            key_arn=args.key_arn,
            protect=args.protect,
            recovery_window_days=args.recovery_window_days,
            replica_region=args.peer_region,
            text=lambda word: _credentials(username, word),
        )
        return drawn_secret(self, f"{self._name}-master", wanted)

    def _cluster(
        self,
        base: Ground,
        global_cluster: aws.rds.GlobalCluster | None,
        secret: aws.secretsmanager.SecretVersion | None,
    ) -> aws.rds.Cluster:
        args, settings, found = self._args, self._args.settings, self._args.existing
        writer = not args.is_secondary
        identifier = args.names.of("db-cluster")
        return aws.rds.Cluster(
            f"{self._name}-cluster",
            cluster_identifier=identifier,
            global_cluster_identifier=global_cluster.id if global_cluster else args.names.of("global-cluster"),
            engine=ENGINE,
            engine_version=settings.engine_version,
            database_name=settings.name if writer else None,
            master_username=settings.master_username if writer and secret else None,
            master_password=_password(secret) if writer and secret else None,
            source_region=args.source_region if args.is_secondary else None,
            storage_encrypted=True,
            kms_key_id=base.key_arn,
            db_subnet_group_name=base.subnet_group,
            vpc_security_group_ids=base.security_group_ids,
            db_cluster_parameter_group_name=base.cluster_parameter_group,
            iam_database_authentication_enabled=found.iam_authentication if found else None,
            backup_retention_period=settings.backup_retention_days,
            copy_tags_to_snapshot=True,
            deletion_protection=args.protect,
            skip_final_snapshot=False,
            final_snapshot_identifier=f"{identifier}-final",
            enabled_cloudwatch_logs_exports=list(found.log_exports) if found else ["postgresql"],
            serverlessv2_scaling_configuration=self._range(),
            apply_immediately=settings.apply_immediately,
            tags={**found.tags} if found else {"Name": identifier},
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect, ignore_changes=ROLE_INPUTS),
        )

    def _instances(self, base: Ground, cluster: aws.rds.Cluster) -> None:
        args, settings = self._args, self._args.settings
        keeps = INSTANCE_KEEPS if args.existing else None
        monitored = settings.monitoring_interval_seconds > 0
        monitor = self._monitoring_role().arn if monitored else None
        for number in range(1, args.capacity.instances + 1):
            aws.rds.ClusterInstance(
                f"{self._name}-{number}",
                identifier=args.names.of("db-instance", str(number)),
                cluster_identifier=cluster.id,
                engine=ENGINE,
                instance_class=settings.instance_class,
                db_parameter_group_name=base.instance_parameter_group,
                publicly_accessible=False,
                auto_minor_version_upgrade=False,
                apply_immediately=settings.apply_immediately,
                monitoring_interval=settings.monitoring_interval_seconds,
                monitoring_role_arn=monitor,
                performance_insights_enabled=settings.performance_insights,
                performance_insights_kms_key_id=base.insights_key_arn if settings.performance_insights else None,
                opts=pulumi.ResourceOptions(parent=self, ignore_changes=keeps),
            )

    def _range(self) -> aws.rds.ClusterServerlessv2ScalingConfigurationArgs | None:
        least, most = self._args.capacity.min_acu, self._args.capacity.max_acu
        if least is None or most is None:
            return None
        return aws.rds.ClusterServerlessv2ScalingConfigurationArgs(min_capacity=least, max_capacity=most)

    def _monitoring_role(self) -> aws.iam.Role:
        """Amazon Aurora user guide, "Setting up Enhanced Monitoring"."""
        args = self._args
        source = f"arn:{args.partition}:rds:{args.names.region}:{args.account_id}:db:*"
        managed = f"arn:{args.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
        wanted = ServiceRoleArgs(
            name=args.names.of("iam-role", "database-monitoring"),
            trust=trust("monitoring.rds.amazonaws.com", args.account_id, source),
            managed=managed,
        )
        return service_role(self, f"{self._name}-monitoring", wanted)


def _credentials(username: str, word: str) -> str:
    return json.dumps({"username": username, "password": word})


def _password(secret: aws.secretsmanager.SecretVersion) -> pulumi.Output[str]:
    return stored_text(secret).apply(lambda text: str(json.loads(text)["password"]))
