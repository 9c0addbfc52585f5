"""The region's Redis: cold after a failover, by decision."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from pattern.naming import Names
from pattern.settings import Cache as CacheSettings

PORT = 6379
TOKEN_LENGTH = 64


@dataclass(frozen=True)
class CacheArgs:
    """One replication group; `zone_count` decides with the replicas whether it may fail over within the region."""

    names: Names
    settings: CacheSettings
    zone_count: int
    vpc_id: pulumi.Input[str]
    subnet_ids: pulumi.Input[list[str]]
    key_arn: pulumi.Input[str]
    client_security_group_id: pulumi.Input[str]


class Cache(pulumi.ComponentResource):
    """ElastiCache Redis of one region, never part of a Global Datastore.

    Creates: security group, subnet group, auth token in a secret of this region, replication group encrypted at rest
    with the region's key and in transit. Multi-AZ with automatic failover only with two nodes in two zones or more.
    """

    endpoint: pulumi.Output[str]
    secret_arn: pulumi.Output[str]

    def __init__(self, name: str, args: CacheArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:components:Cache", name, None, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        nodes = 1 + args.settings.replicas
        spread = nodes >= 2 and args.zone_count >= 2
        secret = self._token()
        token: pulumi.Output[str | None] = pulumi.Output.secret(secret.secret_string)
        group = aws.elasticache.ReplicationGroup(
            f"{name}-redis",
            replication_group_id=args.names.of("cache"),
            description=f"{args.names.stem}: cache of {args.names.region}",
            engine="redis",
            engine_version=args.settings.engine_version,
            node_type=args.settings.node_type,
            num_cache_clusters=nodes,
            automatic_failover_enabled=spread,
            multi_az_enabled=spread,
            port=PORT,
            subnet_group_name=self._subnet_group().name,
            security_group_ids=[self._security_group().id],
            at_rest_encryption_enabled=True,
            kms_key_id=args.key_arn,
            transit_encryption_enabled=True,
            auth_token=token,
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["authToken"]),
        )
        self.endpoint = group.primary_endpoint_address
        self.secret_arn = secret.secret_arn
        self.register_outputs({"endpoint": self.endpoint, "secret_arn": self.secret_arn})

    def _token(self) -> aws.secretsmanager.SecretVersion:
        """The auth token: drawn once (later draws are ignored), kept as secret in the state."""
        secret = aws.secretsmanager.Secret(
            f"{self._name}-token",
            name=self._args.names.of("secret", "cache"),
            description="Auth token of this region's Redis",
            kms_key_id=self._args.key_arn,
            opts=self._child,
        )
        drawn = aws.secretsmanager.get_random_password_output(password_length=TOKEN_LENGTH, exclude_punctuation=True)
        word: pulumi.Output[str] = pulumi.Output.secret(drawn.random_password)
        return aws.secretsmanager.SecretVersion(
            f"{self._name}-token",
            secret_id=secret.id,
            secret_string=word,
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["secretString"]),
        )

    def _subnet_group(self) -> aws.elasticache.SubnetGroup:
        return aws.elasticache.SubnetGroup(
            f"{self._name}-subnets",
            name=self._args.names.of("cache-subnet-group"),
            subnet_ids=self._args.subnet_ids,
            opts=self._child,
        )

    def _security_group(self) -> aws.ec2.SecurityGroup:
        group = aws.ec2.SecurityGroup(
            f"{self._name}-access",
            name=self._args.names.of("security-group", "cache"),
            description="Redis, reached by tasks only",
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
