"""Parameter groups in use stay, and tell which values are the user's."""

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


def test_a_value_that_was_set_is_the_users(regions: Any) -> None:
    value = {"ParameterName": "work_mem", "ParameterValue": "8192", "ApplyMethod": "immediate"}
    mine, ours = {"DBParameterGroupName": "mine"}, {"DBClusterParameterGroupName": "ours"}
    regions.east.create_db_parameter_group(**mine, DBParameterGroupFamily=FAMILY, Description="d")
    regions.east.modify_db_parameter_group(**mine, Parameters=[value])
    regions.east.create_db_cluster_parameter_group(**ours, DBParameterGroupFamily=FAMILY, Description="d")
    regions.east.modify_db_cluster_parameter_group(**ours, Parameters=[value])
    for answer in (
        regions.east.describe_db_parameters(**mine),
        regions.east.describe_db_cluster_parameters(**ours),
    ):
        (found,) = answer["Parameters"]
        assert (found["ParameterName"], found["Source"]) == ("work_mem", "user")
