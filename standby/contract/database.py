"""The Aurora part of a contract: the global database with a member in each region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pattern.contract import NONE
from standby.aws.cloud import Cloud
from standby.contract.found import Found


def find_database(found: Found, cloud: Cloud, peer: Cloud, app: str) -> None:
    """Fill the `database/` keys of `cloud`'s region."""
    members: dict[str, dict[str, str]] = {}
    for one in cloud.pages("rds", "describe_global_clusters", "GlobalClusters"):
        by_region = {_region(m["DBClusterArn"]): str(m["DBClusterArn"]) for m in one.get("GlobalClusterMembers", [])}
        if {cloud.region, peer.region} <= set(by_region):
            members[str(one["GlobalClusterIdentifier"])] = by_region
    what = f"global databases with a member in {cloud.region} and one in {peer.region}"
    name = found.settle("database/global-cluster", members, what, prefer=app)
    if name is None:
        for key in ("database/cluster", "database/cluster-arn", "database/min-acu"):
            found.missing(key, "it follows from database/global-cluster")
        return
    arn = members[name][cloud.region]
    found.values["database/cluster-arn"] = arn
    found.values["database/cluster"] = arn.rsplit(":", 1)[-1]
    floors = [_floor(side, members[name][side.region]) for side in (cloud, peer)]
    largest = max((floor for floor in floors if floor is not None), default=None)
    if largest is None:
        found.values["database/min-acu"] = NONE
    else:
        found.values["database/min-acu"] = f"{largest:g}"
        found.notes["database/min-acu"] = "the larger of the two regions' present minimums"


def _floor(cloud: Cloud, arn: str) -> float | None:
    """The least ACU of a cluster; None for provisioned instances."""
    cluster = _described(cloud, arn)
    scaling = cluster.get("ServerlessV2ScalingConfiguration")
    return float(scaling["MinCapacity"]) if scaling and "MinCapacity" in scaling else None


def _described(cloud: Cloud, arn: str) -> Mapping[str, Any]:
    answer = cloud.call("rds", "describe_db_clusters", DBClusterIdentifier=arn.rsplit(":", 1)[-1])
    cluster: Mapping[str, Any] = answer["DBClusters"][0]
    return cluster


def _region(arn: str) -> str:
    return arn.split(":")[3]
