"""The region's Redis: cold after a failover, by decision."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.access import AccessArgs, access_group
from components.drawn_secret import DrawnSecretArgs, drawn_secret, stored_text
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
    protect: bool = True
    recovery_window_days: int = 30


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
            security_group_ids=[self._access().id],
            at_rest_encryption_enabled=True,
            kms_key_id=args.key_arn,
            transit_encryption_enabled=True,
            auth_token=stored_text(secret),
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect, ignore_changes=["authToken"]),
        )
        self.endpoint = group.primary_endpoint_address
        self.secret_arn = secret.secret_arn
        self.register_outputs({"endpoint": self.endpoint, "secret_arn": self.secret_arn})

    def _token(self) -> aws.secretsmanager.SecretVersion:
        args = self._args
        wanted = DrawnSecretArgs(
            name=args.names.of("secret", "cache"),
            description="Auth token of this region's Redis",
            length=TOKEN_LENGTH,
            key_arn=args.key_arn,
            protect=args.protect,
            recovery_window_days=args.recovery_window_days,
        )
        return drawn_secret(self, f"{self._name}-token", wanted)

    def _subnet_group(self) -> aws.elasticache.SubnetGroup:
        return aws.elasticache.SubnetGroup(
            f"{self._name}-subnets",
            name=self._args.names.of("cache-subnet-group"),
            subnet_ids=self._args.subnet_ids,
            opts=self._child,
        )

    def _access(self) -> aws.ec2.SecurityGroup:
        args = self._args
        wanted = AccessArgs(
            args.names.of("security-group", "cache"), "Redis", PORT, args.vpc_id, args.client_security_group_id
        )
        return access_group(self, self._name, wanted)
