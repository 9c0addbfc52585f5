"""Create, describe, modify and delete a global cluster."""

from __future__ import annotations

from typing import Any

ENGINE = "aurora-postgresql"
PRIMARY = "arn:aws:rds:us-east-1:123456789012:cluster:app-east"


def test_an_empty_global_cluster_becomes_available(regions: Any) -> None:
    made = regions.east.create_global_cluster(
        GlobalClusterIdentifier="App", Engine=ENGINE, EngineVersion="16.8", StorageEncrypted=True, DatabaseName="app"
    )["GlobalCluster"]
    assert (made["Status"], made["GlobalClusterIdentifier"]) == ("creating", "app")
    assert made["GlobalClusterArn"] == "arn:aws:rds::123456789012:global-cluster:app"
    regions.emulator.advance(6)
    seen = regions.global_cluster()  # asked in the other region: global clusters are global
    assert (seen["Status"], seen["StorageEncrypted"], seen["DatabaseName"]) == ("available", True, "app")
    assert seen["GlobalClusterMembers"] == []
    assert seen["Endpoint"].endswith(".global.rds.amazonaws.com")


def test_a_name_is_taken_once_whatever_its_case_or_region(regions: Any, refused: Any) -> None:
    regions.east.create_global_cluster(GlobalClusterIdentifier="app", Engine=ENGINE)
    with refused("GlobalClusterAlreadyExistsFault", "app already exists"):
        regions.west.create_global_cluster(GlobalClusterIdentifier="APP", Engine=ENGINE)


def test_engine_and_version_must_exist(regions: Any, refused: Any) -> None:
    create = regions.east.create_global_cluster
    with refused("InvalidParameterValue", "Invalid DB engine: aurora-oracle"):
        create(GlobalClusterIdentifier="a", Engine="aurora-oracle")
    with refused("InvalidParameterCombination", "Cannot find version 99.9 for aurora-postgresql"):
        create(GlobalClusterIdentifier="a", Engine=ENGINE, EngineVersion="99.9")
    with refused("InvalidParameterValue", "value for engineName should be specified"):
        create(GlobalClusterIdentifier="a")


def test_around_an_existing_cluster(regions: Any) -> None:
    regions.create_cluster(regions.east, "app-east", EngineVersion="17.5", DatabaseName="shop")
    regions.settle()
    made = regions.east.create_global_cluster(GlobalClusterIdentifier="app", SourceDBClusterIdentifier=PRIMARY)
    assert made["GlobalCluster"]["EngineVersion"] == "17.5"
    assert made["GlobalCluster"]["DatabaseName"] == "shop"
    assert made["GlobalCluster"]["GlobalClusterMembers"][0]["IsWriter"] is True
    assert regions.cluster(regions.east, "app-east")["GlobalClusterIdentifier"] == "app"


def test_around_a_cluster_nothing_else_is_said_about_the_engine(regions: Any, refused: Any) -> None:
    create = regions.east.create_global_cluster
    with refused("InvalidParameterCombination", "value for engineName should not be specified"):
        create(GlobalClusterIdentifier="app", SourceDBClusterIdentifier=PRIMARY, Engine=ENGINE)
    with refused("InvalidParameterValue", "Malformed db cluster arn"):
        create(GlobalClusterIdentifier="app", SourceDBClusterIdentifier="app-east")
    with refused("DBClusterNotFoundFault", "app-east"):
        create(GlobalClusterIdentifier="app", SourceDBClusterIdentifier=PRIMARY)


def test_a_source_cluster_must_be_available_and_free(regions: Any, refused: Any) -> None:
    regions.create_cluster(regions.east, "app-east")
    create = regions.east.create_global_cluster
    with refused("InvalidDBClusterStateFault", "is not currently in the available state: it is creating"):
        create(GlobalClusterIdentifier="app", SourceDBClusterIdentifier=PRIMARY)
    regions.settle()
    create(GlobalClusterIdentifier="app", SourceDBClusterIdentifier=PRIMARY)
    with refused("InvalidDBClusterStateFault", "already a member of a global cluster"):
        create(GlobalClusterIdentifier="second", SourceDBClusterIdentifier=PRIMARY)


def test_describe_by_name_and_by_filter(pair: Any, refused: Any) -> None:
    pair.east.create_global_cluster(GlobalClusterIdentifier="other", Engine=ENGINE)

    def names(**question: Any) -> list[str]:
        found = pair.west.describe_global_clusters(**question)["GlobalClusters"]
        return [cluster["GlobalClusterIdentifier"] for cluster in found]

    assert names() == ["app", "other"]
    assert names(Filters=[{"Name": "db-cluster-id", "Values": [PRIMARY]}]) == ["app"]
    assert names(Filters=[{"Name": "region", "Values": ["us-west-2"]}]) == ["app"]
    assert names(Filters=[{"Name": "region", "Values": ["eu-west-1"]}]) == []
    with refused("GlobalClusterNotFoundFault", "nowhere"):
        names(GlobalClusterIdentifier="nowhere")
    with refused("InvalidParameterValue", "Unrecognized filter name: engine"):
        names(Filters=[{"Name": "engine", "Values": [ENGINE]}])


def test_rename_and_protect(pair: Any, refused: Any) -> None:
    pair.east.modify_global_cluster(
        GlobalClusterIdentifier="app", NewGlobalClusterIdentifier="shop", DeletionProtection=True
    )
    renamed = pair.west.describe_global_clusters(GlobalClusterIdentifier="shop")["GlobalClusters"][0]
    assert (renamed["DeletionProtection"], len(renamed["GlobalClusterMembers"])) == (True, 2)
    assert pair.cluster(pair.west, "app-west")["GlobalClusterIdentifier"] == "shop"
    with refused("GlobalClusterNotFoundFault", "app"):
        pair.global_cluster()


def test_minor_versions_are_not_upgraded_here(pair: Any, refused: Any) -> None:
    with refused("InvalidParameterValue", "ModifyGlobalCluster only supports Major Version Upgrades"):
        pair.east.modify_global_cluster(GlobalClusterIdentifier="app", EngineVersion="16.9")


def test_a_major_upgrade_takes_all_members_along(pair: Any, refused: Any) -> None:
    with refused("InvalidParameterCombination", "AllowMajorVersionUpgrade flag must be present"):
        pair.east.modify_global_cluster(GlobalClusterIdentifier="app", EngineVersion="17.5")
    pair.east.modify_global_cluster(GlobalClusterIdentifier="app", EngineVersion="17.5", AllowMajorVersionUpgrade=True)
    assert pair.cluster(pair.west, "app-west")["Status"] == "upgrading"
    pair.settle()
    for side, name in ((pair.east, "app-east"), (pair.west, "app-west")):
        upgraded = pair.cluster(side, name)
        assert (upgraded["Status"], upgraded["EngineVersion"]) == ("available", "17.5")


def test_delete_guards(pair: Any, refused: Any) -> None:
    delete = pair.east.delete_global_cluster
    with refused("InvalidGlobalClusterStateFault", "is not empty"):
        delete(GlobalClusterIdentifier="app")
    pair.east.modify_global_cluster(GlobalClusterIdentifier="app", DeletionProtection=True)
    with refused("InvalidParameterCombination", "Cannot delete protected Global Cluster"):
        delete(GlobalClusterIdentifier="app")


def test_an_empty_one_is_deleted(regions: Any, refused: Any) -> None:
    regions.east.create_global_cluster(GlobalClusterIdentifier="app", Engine=ENGINE)
    gone = regions.west.delete_global_cluster(GlobalClusterIdentifier="app")["GlobalCluster"]
    assert gone["Status"] == "deleting"
    with refused("GlobalClusterNotFoundFault", "app"):
        regions.global_cluster()
