"""Where moto's own RDS models behave unlike AWS: corrected once, in place, for the whole process.

Each correction names what moto does. They are assignments, so that installing twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend
from moto.rds.models import (
    DBCluster,
    DBClusterParameterGroup,
    DBInstanceClustered,
    DBParameterGroup,
    DBSubnetGroup,
    rds_backends,
)

from lab.emulator.engine.corrections import Correction, put_in_place
from lab.emulator.services.rds import engines, errors

_scaling_info: Callable[[DBCluster], dict[str, Any]] = vars(DBCluster)["scaling_configuration_info"].fget
MAX_CLUSTER_ZONES = 3  # an Aurora volume spans three zones, or as many as the region offers


def correct() -> None:
    """Apply all corrections."""
    put_in_place(_CORRECTIONS)


def _status(cluster: DBCluster) -> str:
    """moto turns ``creating`` into ``available`` at the first look; here the clock decides."""
    return cluster._status


def _set_status(cluster: DBCluster, value: str) -> None:
    cluster._status = value


def _members(cluster: DBCluster) -> list[dict[str, Any]]:
    """moto calls one instance of each cluster its writer; a secondary of a global database has none."""
    secondary = cluster.replication_source_identifier is not None
    return [
        {
            "DBInstanceIdentifier": instance.db_instance_identifier,
            "IsClusterWriter": instance.is_cluster_writer and not secondary,
            "DBClusterParameterGroupStatus": "in-sync",
            "PromotionTier": instance.promotion_tier,
        }
        for instance in cluster.members
    ]


def _multi_az(cluster: DBCluster) -> bool:
    """moto says yes to every replica; AWS means instances in more than one zone."""
    return len({instance.availability_zone for instance in cluster._members}) > 1


def _save_automated_backup(cluster: DBCluster) -> None:
    """moto names automated snapshots by the minute and fails when a cluster is created again within the same one."""
    stamp = cluster.created.strftime("%Y-%m-%d-%H-%M")
    name = f"rds:{cluster.db_cluster_identifier}-{stamp}"
    if name not in cluster.backend.cluster_snapshots:
        cluster.backend.create_auto_cluster_snapshot(cluster.db_cluster_identifier, name)


def _no_backup_of_its_own(_: DBInstanceClustered) -> None:
    """moto takes a DB snapshot of each Aurora instance; on AWS the cluster alone has snapshots."""


def _scaling(cluster: DBCluster) -> dict[str, Any] | None:
    """moto tells of a configuration of nothing; AWS has none where it is not serverless v1."""
    return _scaling_info(cluster) if cluster.scaling_configuration else None


def _network_types(_: DBSubnetGroup) -> list[str]:
    """moto leaves it out; subnets without IPv6 blocks offer IPv4 alone."""
    return ["IPV4"]


# RDS's zones. AWS publishes no table of them; each of these was seen in answers of AWS that people have published, with
# an endpoint or an ARN of that region beside it. A cluster of another region keeps the zone that moto makes up.
ZONES = {
    "ap-northeast-1": "Z24O6O9L7SGTNB",
    "ap-northeast-2": "ZLA2NUCOLGUUR",
    "ap-southeast-1": "Z2G0U3KFCY8NZ5",
    "ap-southeast-2": "Z32T0VRHXEXS0V",
    "eu-central-1": "Z1RLNUO7B9Q6NB",
    "eu-west-1": "Z29XKXDKYMONMX",
    "eu-west-2": "Z1TTGA775OQIYO",
    "us-east-1": "Z2R2ITUGPM61AM",
    "us-east-2": "Z2XHWR1WZ565X2",
    "us-west-1": "Z10WI91S59XXQN",
    "us-west-2": "Z1PVIF0B656C1W",
}


def _zone(cluster: DBCluster) -> str:
    """moto makes up a zone for each cluster; AWS has one for each region."""
    return ZONES.get(cluster.region, str(vars(cluster).get("_hosted_zone_id", "")))


def _set_zone(cluster: DBCluster, value: str) -> None:
    vars(cluster)["_hosted_zone_id"] = value


def _default_version(engine: str) -> str:
    """moto's default for Aurora PostgreSQL is 12.7, long retired."""
    versions = {
        "aurora-mysql": "8.0.mysql_aurora.3.08.2",
        engines.AURORA_POSTGRESQL: engines.DEFAULT_VERSION,
        "mysql": "8.0.42",
        "neptune": "1.4.5.0",
        "postgres": "16.9",
    }
    if engine not in versions:
        raise errors.unknown_engine(engine)
    return versions[engine]


def _update(group: DBParameterGroup | DBClusterParameterGroup, changes: Iterable[dict[str, Any]]) -> None:
    """moto leaves out whose value it is: one that was set is the user's (RDS API reference, Parameter, `Source`)."""
    for change in changes:
        group.parameters[change["ParameterName"]].update({"Source": "user", **change})


_CORRECTIONS: tuple[Correction, ...] = (
    (DBCluster, "scaling_configuration_info", property(_scaling)),
    (DBCluster, "hosted_zone_id", property(_zone, _set_zone)),
    (DBSubnetGroup, "supported_network_types", property(_network_types)),
    (DBParameterGroup, "update_parameters", _update),
    (DBClusterParameterGroup, "update_cluster_parameters", _update),
    (DBCluster, "status", property(_status, _set_status)),
    (DBCluster, "db_cluster_members", property(_members)),
    (DBCluster, "multi_az", property(_multi_az)),
    (DBCluster, "save_automated_backup", _save_automated_backup),
    (DBCluster, "default_engine_version", staticmethod(_default_version)),
    (DBInstanceClustered, "save_automated_backup", _no_backup_of_its_own),
)


def zones_of(region: str) -> list[str]:
    """The zones that the account sees in ``region``: moto's own list, the same that DescribeAvailabilityZones gives."""
    return [zone.name for zone in RegionsAndZonesBackend.zones[region]]


def subnet_group_zones(region: str, account_id: str, name: str | None) -> list[str]:
    """The zones of a DB subnet group, in its order; the region's zones without one."""
    groups = rds_backends[account_id][region].subnet_groups
    if name is None or name == "default" or name not in groups:
        return zones_of(region)
    found = [subnet["SubnetAvailabilityZone"]["Name"] for subnet in groups[name].subnets]
    return list(dict.fromkeys(found))
