"""The region's Aurora cluster in the pair's global database."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from pattern.naming import Names
from pattern.settings import Database as DatabaseSettings
from pattern.settings import Watch

ENGINE = aws.rds.EngineType.AURORA_POSTGRESQL
PORT = 5432
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
]
PASSWORD_LENGTH = 32


@dataclass(frozen=True)
class DatabaseArgs:
    """One member of the global database.

    `is_secondary` and `source_region` matter when the cluster is made; on a cluster that exists they change nothing
    but the lag alarm. `peer_region` receives the replica of the master secret.
    """

    names: Names
    peer_region: str
    settings: DatabaseSettings
    watch: Watch
    is_secondary: bool
    source_region: str | None
    protect: bool
    vpc_id: pulumi.Input[str]
    subnet_ids: pulumi.Input[list[str]]
    key_arn: pulumi.Input[str]
    client_security_group_id: pulumi.Input[str]
    topic_arn: pulumi.Input[str]


class Database(pulumi.ComponentResource):
    """Aurora PostgreSQL of one region.

    Creates: security group, subnet group, cluster and instance parameter groups (TLS forced; alike in both regions,
    because a new primary does not inherit them), cluster and instances encrypted with the region's key, alarms for
    lag, CPU and connections. The pair's founder also makes the global cluster and the master secret (replicated to
    the other region); the other stack joins the global cluster by name.
    """

    cluster_id: pulumi.Output[str]
    cluster_arn: pulumi.Output[str]
    endpoint: pulumi.Output[str]
    secret_name: pulumi.Output[str]

    def __init__(self, name: str, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:components:Database", name, None, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        global_cluster = self._global_cluster() if args.names.founder else None
        secret = self._master_secret() if args.names.founder else None
        cluster = self._cluster(global_cluster, secret)
        self._instances(cluster)
        self._alarms(cluster)
        self.cluster_id = cluster.cluster_identifier
        self.cluster_arn = cluster.arn
        self.endpoint = cluster.endpoint
        self.secret_name = pulumi.Output.from_input(args.names.of("secret", "database"))
        self.register_outputs(
            {
                "cluster_id": self.cluster_id,
                "cluster_arn": self.cluster_arn,
                "endpoint": self.endpoint,
                "secret_name": self.secret_name,
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
        """The master credentials: drawn once (later draws are ignored), kept as secret in the state."""
        secret = aws.secretsmanager.Secret(
            f"{self._name}-master",
            name=self._args.names.of("secret", "database"),
            description="Master credentials of the global database, alike in both regions",
            kms_key_id=self._args.key_arn,
            replicas=[{"region": self._args.peer_region}],
            force_overwrite_replica_secret=True,
            opts=self._child,
        )
        drawn = aws.secretsmanager.get_random_password_output(password_length=PASSWORD_LENGTH, exclude_punctuation=True)
        username = self._args.settings.master_username
        credentials: pulumi.Output[str] = pulumi.Output.secret(
            drawn.random_password.apply(lambda word: json.dumps({"username": username, "password": word}))
        )
        return aws.secretsmanager.SecretVersion(
            f"{self._name}-master",
            secret_id=secret.id,
            secret_string=credentials,
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["secretString"]),
        )

    def _cluster(
        self, global_cluster: aws.rds.GlobalCluster | None, secret: aws.secretsmanager.SecretVersion | None
    ) -> aws.rds.Cluster:
        args, settings = self._args, self._args.settings
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
            kms_key_id=args.key_arn,
            db_subnet_group_name=self._subnet_group().name,
            vpc_security_group_ids=[self._security_group().id],
            db_cluster_parameter_group_name=self._cluster_parameters().name,
            backup_retention_period=settings.backup_retention_days,
            copy_tags_to_snapshot=True,
            deletion_protection=args.protect,
            skip_final_snapshot=False,
            final_snapshot_identifier=f"{identifier}-final",
            enabled_cloudwatch_logs_exports=["postgresql"],
            tags={"Name": identifier},
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect, ignore_changes=ROLE_INPUTS),
        )

    def _instances(self, cluster: aws.rds.Cluster) -> None:
        args, settings = self._args, self._args.settings
        group = aws.rds.ParameterGroup(
            f"{self._name}-instance-parameters",
            name=args.names.of("db-parameter-group", "instance"),
            family=self._family,
            parameters=[{"name": "log_min_duration_statement", "value": "1000"}],
            opts=self._child,
        )
        for number in range(1, settings.instances + 1):
            aws.rds.ClusterInstance(
                f"{self._name}-{number}",
                identifier=args.names.of("db-instance", str(number)),
                cluster_identifier=cluster.id,
                engine=ENGINE,
                instance_class=settings.instance_class,
                db_parameter_group_name=group.name,
                publicly_accessible=False,
                auto_minor_version_upgrade=False,
                performance_insights_enabled=settings.performance_insights,
                performance_insights_kms_key_id=args.key_arn if settings.performance_insights else None,
                opts=self._child,
            )

    @property
    def _family(self) -> str:
        return f"{ENGINE.value}{self._args.settings.engine_version.split('.')[0]}"

    def _subnet_group(self) -> aws.rds.SubnetGroup:
        return aws.rds.SubnetGroup(
            f"{self._name}-subnets",
            name=self._args.names.of("db-subnet-group"),
            subnet_ids=self._args.subnet_ids,
            opts=self._child,
        )

    def _security_group(self) -> aws.ec2.SecurityGroup:
        group = aws.ec2.SecurityGroup(
            f"{self._name}-access",
            name=self._args.names.of("security-group", "database"),
            description="Aurora, reached by tasks only",
            vpc_id=self._args.vpc_id,
            opts=self._child,
        )
        aws.vpc.SecurityGroupIngressRule(
            f"{self._name}-from-tasks",
            security_group_id=group.id,
            referenced_security_group_id=self._args.client_security_group_id,
            ip_protocol="tcp",
            from_port=PORT,
            to_port=PORT,
            opts=self._child,
        )
        return group

    def _cluster_parameters(self) -> aws.rds.ClusterParameterGroup:
        return aws.rds.ClusterParameterGroup(
            f"{self._name}-cluster-parameters",
            name=self._args.names.of("db-parameter-group", "cluster"),
            family=self._family,
            parameters=[{"name": "rds.force_ssl", "value": "1"}],
            opts=self._child,
        )

    def _alarms(self, cluster: aws.rds.Cluster) -> None:
        """Lag (on a secondary no data is as bad as too much), CPU, connections."""
        watch, no_lag_data = self._args.watch, "breaching" if self._args.is_secondary else "notBreaching"
        alarms = (
            (
                "lag",
                "AuroraGlobalDBReplicationLag",
                watch.lag_seconds * 1000,
                no_lag_data,
            ),
            ("cpu", "CPUUtilization", watch.cpu_percent, "missing"),
            ("connections", "DatabaseConnections", watch.connections, "missing"),
        )
        for label, metric, threshold, missing in alarms:
            aws.cloudwatch.MetricAlarm(
                f"{self._name}-{label}",
                name=self._args.names.of("alarm", f"database-{label}"),
                namespace="AWS/RDS",
                metric_name=metric,
                dimensions={"DBClusterIdentifier": cluster.cluster_identifier},
                statistic="Maximum",
                period=60,
                evaluation_periods=5,
                threshold=threshold,
                comparison_operator="GreaterThanThreshold",
                treat_missing_data=missing,
                alarm_actions=[self._args.topic_arn],
                ok_actions=[self._args.topic_arn],
                opts=self._child,
            )


def _password(secret: aws.secretsmanager.SecretVersion) -> pulumi.Output[str]:
    """The password in the stored secret: what was drawn first, not what this run drew."""
    stored: pulumi.Output[str | None] = pulumi.Output.secret(secret.secret_string)
    return stored.apply(lambda text: str(json.loads(text or "")["password"]))
