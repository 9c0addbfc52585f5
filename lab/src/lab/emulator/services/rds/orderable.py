"""DescribeOrderableDBInstanceOptions for Aurora PostgreSQL: moto's list ends with versions long retired."""

from __future__ import annotations

from typing import Any

from lab.emulator.services.rds import engines, errors
from lab.emulator.services.rds.moto_models import zones_of

_SIZES = ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge")
_FAMILIES = ("r5", "r6g", "r6i", "r7g", "r7i", "r8g")
_BURSTABLE = ("db.t3.medium", "db.t3.large", "db.t4g.medium", "db.t4g.large")
CLASSES: tuple[str, ...] = (
    *(f"db.{family}.{size}" for family in _FAMILIES for size in _SIZES),
    *_BURSTABLE,
    "db.serverless",
)
_LISTED_BY_MOTO = ("neptune",)


def options(region: str, params: Any) -> list[dict[str, Any]] | None:
    """The options that pass the question's filters; None where moto's own list is to be asked."""
    engine = params["Engine"]
    if engine in _LISTED_BY_MOTO:
        return None
    if engine not in engines.CLUSTER_ENGINES:
        raise errors.unknown_engine(engine)
    if engine != engines.AURORA_POSTGRESQL:
        raise NotImplementedError(f"orderable classes of {engine}; the lab lists {engines.AURORA_POSTGRESQL} only")
    version, name = params.get("EngineVersion"), params.get("DBInstanceClass")
    zones = [{"Name": zone} for zone in zones_of(region)]
    return [
        _option(listed, one, zones)
        for listed in engines.VERSIONS
        if version in (None, listed)
        for one in CLASSES
        if name in (None, one)
    ]


def _option(version: str, name: str, zones: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "Engine": engines.AURORA_POSTGRESQL,
        "EngineVersion": version,
        "DBInstanceClass": name,
        "LicenseModel": "postgresql-license",
        "AvailabilityZones": zones,
        "MultiAZCapable": False,
        "ReadReplicaCapable": False,
        "Vpc": True,
        "SupportsStorageEncryption": True,
        "StorageType": "aurora",
        "SupportsPerformanceInsights": True,
        "SupportedEngineModes": ["provisioned"],
        "SupportsGlobalDatabases": name not in _BURSTABLE,
        "SupportsClusters": True,
    }
