"""Parameter groups in use stay."""

from __future__ import annotations

from typing import Any

FAMILY = "aurora-postgresql16"


def test_a_cluster_keeps_its_group(regions: Any, refused: Any) -> None:
    group = {"DBClusterParameterGroupName": "mine"}
    regions.east.create_db_cluster_parameter_group(**group, DBParameterGroupFamily=FAMILY, Description="d")
    regions.create_cluster(regions.east, "solo", **group)
    with refused("InvalidDBParameterGroupState", "still members of this parameter group mine"):
        regions.east.delete_db_cluster_parameter_group(**group)
    regions.settle()
    regions.east.delete_db_cluster(DBClusterIdentifier="solo", SkipFinalSnapshot=True)
    regions.settle()
    regions.east.delete_db_cluster_parameter_group(**group)


def test_an_instance_keeps_its_group(regions: Any, refused: Any) -> None:
    group = {"DBParameterGroupName": "mine"}
    regions.east.create_db_parameter_group(**group, DBParameterGroupFamily=FAMILY, Description="d")
    regions.create_cluster(regions.east, "solo")
    regions.create_instance(regions.east, "solo-1", "solo", **group)
    with refused("InvalidDBParameterGroupState", "solo-1"):
        regions.east.delete_db_parameter_group(**group)
