"""What a platform stack tells others: the failover contract with the role that reads it, and the stack's outputs."""

from __future__ import annotations

import pulumi

from components.cache import PORT as CACHE_PORT
from components.contract import FailoverContract, FailoverContractArgs
from components.database import PORT as DATABASE_PORT
from components.promotion_role import PromotionRole, PromotionRoleArgs
from layers.platform import Platform
from pattern.contract import NONE, VERSION


def write_contract(platform: Platform, before_delete: pulumi.ResourceHook | None = None) -> PromotionRole:
    """What a promotion reads, and the role that it runs under; the hook runs before anything of the platform goes."""
    region, base, door, rooms = platform.region, platform.base, platform.door, platform.rooms
    s, names = region.settings, region.names
    values: dict[str, pulumi.Input[str]] = {
        "version": VERSION,
        "app": s.app,
        "environment": s.environment,
        "region": s.region,
        "peer-region": s.peer.region,
        "database/global-cluster": names.of("global-cluster"),
        "database/cluster": rooms.database.cluster_id,
        "database/cluster-arn": rooms.database.cluster_arn,
        "database/min-acu": f"{s.database.serverless.min_acu:g}" if s.database.serverless else NONE,
        "ecs/cluster": rooms.cluster.name,
        "ingress/kind": "api",
        "ingress/listener-arn": door.ingress.listener_arn,
        "ingress/live-color": s.live_color,
        "ingress/blue-target-group-arn": door.ingress.target_group_arns["blue"],
        "ingress/green-target-group-arn": door.ingress.target_group_arns["green"],
        "ingress/api-id": door.gateway.api_id,
        "ingress/vpc-link-id": door.gateway.vpc_link_id,
        "ingress/api-domain": s.domain.name,
        "ingress/api-domain-target": door.gateway.domain_target,
        "ingress/api-domain-zone-id": door.gateway.domain_zone_id,
        "ingress/certificate-arn": door.certificate.arn,
        "dns/zone-id": s.domain.hosted_zone_id,
        "dns/record": s.domain.name,
        "dns/role-arn": s.domain.role_arn or NONE,
        "probe/health-path": s.probe.path,
        "probe/write-path": s.probe.write_path or NONE,
        "watch/topic-arn": base.alerts.topic_arn,
    }
    args = PromotionRoleArgs(names, region.account.id, region.account.partition, s.promotion_principals, values)
    role = PromotionRole("promotion-role", args)
    everything = (*platform.parts, role)
    with_role = {**values, "iam/promotion-role-arn": role.arn}
    FailoverContract("contract", FailoverContractArgs(names, with_role, before_delete, everything))
    return role


def outputs(platform: Platform) -> dict[str, object]:
    """The stack's outputs that its components and settings say, by the names of `pattern.outputs`."""
    region, base, door, rooms = platform.region, platform.base, platform.door, platform.rooms
    s, names, account = region.settings, region.names, region.account
    secrets = f"arn:{account.partition}:secretsmanager:{s.region}:{account.id}:secret"
    return {
        "app": s.app,
        "environment": s.environment,
        "account": account.id,
        "partition": account.partition,
        "region": s.region,
        "peer_region": s.peer.region,
        "zones": [f"{zone.name} ({zone.id})" for zone in region.zones],
        "vpc_id": base.network.vpc_id,
        "vpc_cidr": s.vpc_cidr,
        "public_subnet_ids": base.network.public_subnet_ids,
        "private_subnet_ids": base.network.private_subnet_ids,
        "isolated_subnet_ids": base.network.isolated_subnet_ids,
        "key_arn": base.encryption.key_arn,
        "database_role": "secondary" if s.is_aurora_secondary else "writer",
        "database_cluster_id": rooms.database.cluster_id,
        "database_global_cluster_id": names.of("global-cluster"),
        "database_endpoint": rooms.database.endpoint,
        "database_reader_endpoint": rooms.database.reader_endpoint,
        "database_port": str(DATABASE_PORT),
        "database_name": s.database.name,
        "database_secret_arn": f"{secrets}:{names.of('secret', 'database')}",
        "cache_endpoint": rooms.cache.endpoint,
        "cache_port": str(CACHE_PORT),
        "cache_secret_arn": rooms.cache.secret_arn,
        "ecs_cluster_id": rooms.cluster.arn,
        "ecs_cluster_name": rooms.cluster.name,
        "task_security_group_id": rooms.cluster.task_security_group_id,
        "listener_arn": door.ingress.listener_arn,
        "live_color": s.live_color,
        "target_group_arns": dict(door.ingress.target_group_arns),
        "topic_arn": base.alerts.topic_arn,
        "api_domain_target": door.gateway.domain_target,
        "public_name": s.domain.name,
        "contract_path": names.contract_path,
    }
