"""The platform layer's wiring: from settings to the components of one region, in the order of their needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.account import Account
from components.alerts import Alerts, AlertsArgs
from components.cache import Cache, CacheArgs
from components.certificate import Certificate, CertificateArgs
from components.cluster import Cluster, ClusterArgs
from components.database import Database, DatabaseArgs
from components.database_watch import DatabaseWatch, DatabaseWatchArgs
from components.dns import Dns, DnsArgs, zone_provider
from components.encryption import Encryption, EncryptionArgs
from components.existing_network import ExistingNetwork
from components.gateway import Gateway, GatewayArgs
from components.ingress import Ingress, IngressArgs
from components.network import Network, NetworkArgs
from components.watch import Watch, WatchArgs
from pattern.database import capacity
from pattern.naming import Names
from pattern.settings import Settings
from pattern.zones import Zone


@dataclass(frozen=True)
class Region:
    """What every box of this stack is built from."""

    settings: Settings
    account: Account
    zones: Sequence[Zone]

    @property
    def names(self) -> Names:
        return self.settings.names


@dataclass(frozen=True)
class Base:
    """The boxes that all others stand on."""

    encryption: Encryption
    alerts: Alerts
    network: Network | ExistingNetwork


@dataclass(frozen=True)
class FrontDoor:
    """The way in, from the public name to the load balancer."""

    certificate: Certificate
    ingress: Ingress
    gateway: Gateway


@dataclass(frozen=True)
class Rooms:
    """Where tasks run and data lives."""

    cluster: Cluster
    database: Database
    cache: Cache


@dataclass(frozen=True)
class Platform:
    """One region's platform: what it was decided from, and its components."""

    region: Region
    base: Base
    door: FrontDoor
    rooms: Rooms
    others: tuple[pulumi.Resource, ...]

    @property
    def parts(self) -> tuple[pulumi.Resource, ...]:
        """Every component."""
        groups = (vars(group).values() for group in (self.base, self.door, self.rooms))
        made = (part for group in groups for part in group if isinstance(part, pulumi.Resource))
        return (*made, *self.others)


def build_platform(region: Region) -> Platform:
    """Everything of one region but its contract."""
    settings = region.settings
    zone_account = zone_provider(settings.domain, settings.region)
    base = build_base(region)
    door = build_front_door(region, base, zone_account)
    rooms = build_rooms(region, base, door)
    others: list[pulumi.Resource] = list(build_watch(region, base, door, rooms))
    if settings.serves_traffic:
        target, target_zone = door.gateway.domain_target, door.gateway.domain_zone_id
        others.append(Dns("dns", DnsArgs(settings.domain, target, target_zone, settings.protect, zone_account)))
    return Platform(region, base, door, rooms, tuple(others))


def build_base(region: Region) -> Base:
    """Key, topic, network."""
    s, names, account = region.settings, region.names, region.account
    encryption = Encryption(
        "encryption", EncryptionArgs(names, account.id, account.partition, s.protect, s.existing.key_arn)
    )
    alerts = Alerts("alerts", AlertsArgs(names, account.id, encryption.key_arn, s.watch.email))
    return Base(encryption, alerts, build_network(region, encryption))


def build_network(region: Region, encryption: Encryption) -> Network | ExistingNetwork:
    """A VPC of our own, or the one that is there."""
    s, names, account = region.settings, region.names, region.account
    if s.existing.vpc:
        return ExistingNetwork(s.existing.vpc)
    return Network(
        "network",
        NetworkArgs(
            names=names,
            account_id=account.id,
            partition=account.partition,
            protect=s.protect,
            vpc_cidr=s.vpc_cidr,
            zones=region.zones,
            key_arn=encryption.key_arn,
            nat=s.nat,
            interface_endpoints=s.interface_endpoints,
            log_retention_days=s.log_retention_days,
        ),
    )


def build_front_door(region: Region, base: Base, zone_account: pulumi.ProviderResource | None) -> FrontDoor:
    """Certificate, load balancer, API, in that order."""
    s, names = region.settings, region.names
    found = s.existing
    certificate = Certificate(
        "certificate", CertificateArgs(s.domain, names.founder, zone_account, found.certificate_arn)
    )
    ingress = Ingress(
        "ingress",
        IngressArgs(
            names=names,
            live_color=s.live_color,
            health_path=s.probe.path,
            protect=s.protect,
            vpc_id=base.network.vpc_id,
            vpc_cidr=s.vpc_cidr,
            subnet_ids=base.network.private_subnet_ids,
            certificate_arn=certificate.arn if s.https_listener else None,
            existing=found.listener,
        ),
    )
    gateway = Gateway(
        "gateway",
        GatewayArgs(
            names=names,
            domain_name=s.domain.name,
            certificate_arn=certificate.arn,
            listener_arn=ingress.listener_arn,
            listener_is_https=s.https_listener,
            link_subnet_ids=base.network.vpc_link_subnet_ids,
            link_security_group_id=ingress.link_security_group_id,
            key_arn=base.encryption.key_arn,
            protect=s.protect,
            log_retention_days=s.log_retention_days,
        ),
    )
    return FrontDoor(certificate, ingress, gateway)


def build_rooms(region: Region, base: Base, door: FrontDoor) -> Rooms:
    """ECS cluster, Aurora, Redis."""
    s, names, account, network = region.settings, region.names, region.account, base.network
    cluster = Cluster(
        "cluster",
        ClusterArgs(
            names=names,
            vpc_id=network.vpc_id,
            alb_security_group_id=door.ingress.security_group_id,
            key_arn=base.encryption.key_arn,
            log_retention_days=s.log_retention_days,
            existing_arn=s.existing.ecs_cluster_arn,
        ),
    )
    database = Database(
        "database",
        DatabaseArgs(
            names=names,
            account_id=account.id,
            partition=account.partition,
            peer_region=s.peer.region,
            settings=s.database,
            capacity=capacity(s.database, s.dr),
            is_secondary=s.is_aurora_secondary,
            source_region=s.aurora_source_region,
            protect=s.protect,
            vpc_id=network.vpc_id,
            subnet_ids=network.isolated_subnet_ids,
            key_arn=base.encryption.key_arn,
            client_security_group_id=cluster.task_security_group_id,
            recovery_window_days=s.recovery_window_days,
            existing=s.existing.database,
        ),
    )
    cache = Cache(
        "cache",
        CacheArgs(
            names=names,
            settings=s.cache,
            zone_count=len(region.zones),
            vpc_id=network.vpc_id,
            subnet_ids=network.isolated_subnet_ids,
            key_arn=base.encryption.key_arn,
            client_security_group_id=cluster.task_security_group_id,
            protect=s.protect,
            recovery_window_days=s.recovery_window_days,
        ),
    )
    return Rooms(cluster, database, cache)


def build_watch(region: Region, base: Base, door: FrontDoor, rooms: Rooms) -> tuple[DatabaseWatch, Watch]:
    """Alarms, database events, dashboard, and the request that keeps the VPC link awake."""
    s, names = region.settings, region.names
    database = DatabaseWatch(
        "database-watch",
        DatabaseWatchArgs(names, s.watch, s.is_aurora_secondary, rooms.database.cluster_id, base.alerts.topic_arn),
    )
    whole = Watch(
        "watch",
        WatchArgs(
            names=names,
            peer_region=s.peer.region,
            database_cluster_id=names.of("db-cluster"),
            peer_database_cluster_id=s.peer_names.of("db-cluster"),
            health_path=s.probe.path,
            api_id=door.gateway.api_id,
            api_endpoint=door.gateway.api_endpoint,
            load_balancer_arn_suffix=door.ingress.load_balancer_arn_suffix,
            live_target_group_arn_suffix=door.ingress.target_group_arn_suffixes[s.live_color],
            topic_arn=base.alerts.topic_arn,
        ),
    )
    return database, whole
