"""Operations around a global cluster that are no life of their own: tags, and what stays moto's."""

from __future__ import annotations

from typing import Any

ARN = "arn:aws:rds::123456789012:global-cluster:app"


def test_a_global_cluster_has_tags(regions: Any, refused: Any) -> None:
    east = regions.east
    east.create_global_cluster(
        GlobalClusterIdentifier="app", Engine="aurora-postgresql", Tags=[{"Key": "app", "Value": "shop"}]
    )
    east.add_tags_to_resource(ResourceName=ARN, Tags=[{"Key": "app", "Value": "web"}, {"Key": "env", "Value": "prod"}])
    tags = regions.west.list_tags_for_resource(ResourceName=ARN)["TagList"]
    assert tags == [{"Key": "app", "Value": "web"}, {"Key": "env", "Value": "prod"}]
    east.remove_tags_from_resource(ResourceName=ARN, TagKeys=["app"])
    assert east.list_tags_for_resource(ResourceName=ARN)["TagList"] == [{"Key": "env", "Value": "prod"}]
    with refused("GlobalClusterNotFoundFault", "none"):
        east.list_tags_for_resource(ResourceName=ARN.replace(":app", ":none"))


def test_clusters_have_tags_too(regions: Any) -> None:
    arn = regions.create_cluster(regions.east, "solo", Tags=[{"Key": "a", "Value": "b"}])["DBClusterArn"]
    regions.east.add_tags_to_resource(ResourceName=arn, Tags=[{"Key": "c", "Value": "d"}])
    assert len(regions.east.list_tags_for_resource(ResourceName=arn)["TagList"]) == 2
    regions.east.remove_tags_from_resource(ResourceName=arn, TagKeys=["a"])
    assert regions.east.list_tags_for_resource(ResourceName=arn)["TagList"] == [{"Key": "c", "Value": "d"}]


def test_a_maintenance_window_of_an_instance_is_kept(pair: Any) -> None:
    changed = pair.west.modify_db_instance(
        DBInstanceIdentifier="app-west-1", PreferredMaintenanceWindow="Sun:05:00-Sun:06:00"
    )
    assert changed["DBInstance"]["PreferredMaintenanceWindow"] == "sun:05:00-sun:06:00"


def test_regions_do_not_see_each_others_clusters(pair: Any, refused: Any) -> None:
    names = [c["DBClusterIdentifier"] for c in pair.east.describe_db_clusters()["DBClusters"]]
    assert names == ["app-east"]
    with refused("DBClusterNotFoundFault", "app-west"):
        pair.cluster(pair.east, "app-west")
