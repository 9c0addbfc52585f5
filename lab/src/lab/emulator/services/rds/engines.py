"""Aurora PostgreSQL versions that the lab lists, and DescribeDBEngineVersions.

The list is second hand (an emulator's copy of AWS's, mid 2026): 16.8 is a long-term-support version; versions come and
go, so ask AWS, not the lab, which one you may create today.
"""

from __future__ import annotations

from typing import Any

from lab.emulator.services.rds import errors

AURORA_POSTGRESQL = "aurora-postgresql"
DEFAULT_VERSION = "16.8"
VERSIONS: tuple[str, ...] = (
    *(f"16.{minor}" for minor in range(8, 15)),
    *(f"17.{minor}" for minor in range(4, 11)),
    "18.3",
    "18.4",
)
CLUSTER_ENGINES = ("aurora-mysql", AURORA_POSTGRESQL, "mysql", "neptune", "postgres")
GLOBAL_ENGINES = ("aurora-mysql", AURORA_POSTGRESQL)


def major(version: str) -> str:
    return version.split(".", maxsplit=1)[0]


def check_version(engine: str, version: str | None) -> str | None:
    """The version to create; raises AWS's error for one that is not listed. Other engines pass unchecked."""
    if engine != AURORA_POSTGRESQL:
        return version
    wanted = version or DEFAULT_VERSION
    if wanted in VERSIONS:
        return wanted
    newest = [known for known in VERSIONS if known.split(".", maxsplit=1)[0] == wanted]
    if newest:  # a bare major version means its newest minor one
        return newest[-1]
    raise errors.unknown_version(engine, wanted)


def check_global_engine(engine: str) -> None:
    """Only Aurora's engines make a global database."""
    if engine not in GLOBAL_ENGINES:
        raise errors.unknown_engine(engine)


def compatible(version: str, other: str) -> bool:
    """Failover and switchover need the same major and minor version. [Aurora user guide, disaster recovery]"""
    return version.split(".")[:2] == other.split(".")[:2]


def upgrade_targets(version: str) -> list[dict[str, Any]]:
    """Later versions of the same and of later majors, as ValidUpgradeTarget."""
    at = VERSIONS.index(version)
    return [
        {
            "Engine": AURORA_POSTGRESQL,
            "EngineVersion": later,
            "Description": f"Aurora PostgreSQL (Compatible with PostgreSQL {later})",
            "AutoUpgrade": False,
            "IsMajorVersionUpgrade": major(later) != major(version),
            "SupportsGlobalDatabases": True,
        }
        for later in VERSIONS[at + 1 :]
    ]


def describe_versions(params: Any) -> list[dict[str, Any]]:
    """DescribeDBEngineVersions for aurora-postgresql; raises for engines that the lab does not list."""
    engine = params.get("Engine")
    if engine not in (None, AURORA_POSTGRESQL):
        if engine not in CLUSTER_ENGINES:
            raise errors.unknown_engine(engine)
        raise NotImplementedError(f"versions of {engine}; the lab lists {AURORA_POSTGRESQL} only")
    wanted, family = params.get("EngineVersion"), params.get("DBParameterGroupFamily")
    found = [version for version in VERSIONS if wanted in (None, version, major(version))]
    if params.get("DefaultOnly"):
        found = [DEFAULT_VERSION if DEFAULT_VERSION in found else version for version in found[-1:]]
    rows = [_row(version) for version in found]
    return [row for row in rows if family in (None, row["DBParameterGroupFamily"])]


def _row(version: str) -> dict[str, Any]:
    return {
        "Engine": AURORA_POSTGRESQL,
        "MajorEngineVersion": major(version),
        "EngineVersion": version,
        "DBParameterGroupFamily": f"{AURORA_POSTGRESQL}{major(version)}",
        "DBEngineDescription": "Aurora PostgreSQL",
        "DBEngineVersionDescription": f"Aurora PostgreSQL (Compatible with PostgreSQL {version})",
        "ValidUpgradeTarget": upgrade_targets(version),
        "ExportableLogTypes": ["instance", "postgresql"],
        "SupportsLogExportsToCloudwatchLogs": True,
        "SupportsReadReplica": False,
        "SupportedEngineModes": ["provisioned"],
        "Status": "available",
        "SupportsParallelQuery": False,
        "SupportsGlobalDatabases": True,
    }
