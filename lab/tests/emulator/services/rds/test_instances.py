"""Aurora instances: states, zones, guards."""

from __future__ import annotations

from typing import Any


def shown(side: Any, name: str) -> Any:
    return side.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]


def test_an_instance_is_creating_for_its_time(regions: Any) -> None:
    regions.create_cluster(regions.east, "solo")
    regions.settle()
    made = regions.create_instance(regions.east, "solo-1", "solo")
    assert made["DBInstanceStatus"] == "creating"
    regions.emulator.advance(299)
    assert shown(regions.east, "solo-1")["DBInstanceStatus"] == "creating"
    regions.emulator.advance(2)
    assert shown(regions.east, "solo-1")["DBInstanceStatus"] == "available"


def test_instances_spread_over_the_zones_and_have_ids_of_their_own(regions: Any) -> None:
    regions.create_cluster(regions.east, "solo")
    made = [regions.create_instance(regions.east, f"solo-{n}", "solo") for n in (1, 2)]
    assert [one["AvailabilityZone"] for one in made] == ["us-east-1a", "us-east-1b"]
    assert len({one["DbiResourceId"] for one in made}) == 2
    assert regions.cluster(regions.east, "solo")["MultiAZ"] is True


def test_an_asked_zone_must_exist(regions: Any, refused: Any) -> None:
    regions.create_cluster(regions.east, "solo")
    with refused("InvalidVPCNetworkStateFault", "us-east-1z"):
        regions.create_instance(regions.east, "solo-1", "solo", AvailabilityZone="us-east-1z")


def test_an_instance_needs_its_cluster(regions: Any, refused: Any) -> None:
    with refused("DBClusterNotFoundFault", "none"):
        regions.create_instance(regions.east, "solo-1", "none")


def test_burstable_classes_are_refused_in_a_global_database(pair: Any, refused: Any) -> None:
    with refused("InvalidParameterCombination", "db.t4g.medium isn't supported in an Aurora global database"):
        pair.create_instance(pair.west, "app-west-2", "app-west", DBInstanceClass="db.t4g.medium")
    with refused("InvalidParameterCombination", "use db.r5 or newer"):
        pair.west.modify_db_instance(DBInstanceIdentifier="app-west-1", DBInstanceClass="db.t4g.medium")


def test_the_last_instance_of_the_writer_stays_while_a_secondary_lives(pair: Any, refused: Any) -> None:
    with refused("InvalidDBClusterStateFault", "Cannot delete the last instance of the master cluster."):
        pair.east.delete_db_instance(DBInstanceIdentifier="app-east-1")
    pair.west.remove_from_global_cluster(
        GlobalClusterIdentifier="app", DbClusterIdentifier="arn:aws:rds:us-west-2:123456789012:cluster:app-west"
    )
    pair.settle()
    gone = pair.east.delete_db_instance(DBInstanceIdentifier="app-east-1")["DBInstance"]
    assert gone["DBInstanceStatus"] == "deleting"


def test_a_secondary_may_lose_its_last_instance_and_is_headless_then(pair: Any) -> None:
    pair.west.delete_db_instance(DBInstanceIdentifier="app-west-1")
    pair.settle()
    assert pair.cluster(pair.west, "app-west")["DBClusterMembers"] == []
    assert pair.cluster(pair.west, "app-west")["Status"] == "available"


def test_deleting_takes_a_while_and_another_instance_takes_over(regions: Any, refused: Any) -> None:
    regions.create_cluster(regions.east, "solo")
    for number in (1, 2):
        regions.create_instance(regions.east, f"solo-{number}", "solo")
    regions.settle()
    regions.east.delete_db_instance(DBInstanceIdentifier="solo-1")
    writers = {
        m["DBInstanceIdentifier"]: m["IsClusterWriter"]
        for m in regions.cluster(regions.east, "solo")["DBClusterMembers"]
    }
    assert writers == {"solo-1": False, "solo-2": True}
    with refused("InvalidDBInstanceState", "is already being deleted"):
        regions.east.delete_db_instance(DBInstanceIdentifier="solo-1")
    regions.settle()
    with refused("DBInstanceNotFound", "solo-1 not found"):
        shown(regions.east, "solo-1")


def test_modifying_takes_a_while(pair: Any, refused: Any) -> None:
    modify = pair.west.modify_db_instance
    changed = modify(DBInstanceIdentifier="app-west-1", DBInstanceClass="db.r6g.xlarge", ApplyImmediately=True)
    assert changed["DBInstance"]["DBInstanceStatus"] == "modifying"
    with refused("InvalidDBInstanceState", "it is modifying"):
        modify(DBInstanceIdentifier="app-west-1", DBInstanceClass="db.r6g.large")
    pair.settle()
    assert shown(pair.west, "app-west-1")["DBInstanceStatus"] == "available"


def test_a_class_waits_for_the_window_unless_it_is_applied_at_once(pair: Any) -> None:
    modify = pair.west.modify_db_instance
    before = shown(pair.west, "app-west-1")["DBInstanceClass"]
    told = modify(DBInstanceIdentifier="app-west-1", DBInstanceClass="db.r6g.2xlarge")["DBInstance"]
    assert (told["DBInstanceStatus"], told["DBInstanceClass"]) == ("available", before)
    assert told["PendingModifiedValues"]["DBInstanceClass"] == "db.r6g.2xlarge"
    assert not modify(DBInstanceIdentifier="app-west-1", DBInstanceClass=before)["DBInstance"]["PendingModifiedValues"]
    modify(DBInstanceIdentifier="app-west-1", DBInstanceClass="db.r6g.2xlarge", PromotionTier=3)
    pair.settle()
    told = shown(pair.west, "app-west-1")
    assert (told["PromotionTier"], told["DBInstanceClass"]) == (3, before)
    modify(DBInstanceIdentifier="app-west-1", ApplyImmediately=True)
    pair.settle()
    told = shown(pair.west, "app-west-1")
    assert (told["DBInstanceClass"], told["PendingModifiedValues"]) == ("db.r6g.2xlarge", {})


def test_performance_insights_are_read_back(regions: Any) -> None:
    regions.create_cluster(regions.east, "solo")
    made = regions.create_instance(
        regions.east, "solo-1", "solo", EnablePerformanceInsights=True, PerformanceInsightsRetentionPeriod=7
    )
    assert (made["PerformanceInsightsEnabled"], made["PerformanceInsightsRetentionPeriod"]) == (True, 7)


def test_other_engines_stay_motos(regions: Any) -> None:
    made = regions.east.create_db_instance(
        DBInstanceIdentifier="small",
        Engine="postgres",
        DBInstanceClass="db.t4g.micro",
        MasterUsername="root",
        MasterUserPassword="correct-horse",
        AllocatedStorage=20,
    )["DBInstance"]
    assert made["Engine"] == "postgres"
    assert regions.east.delete_db_instance(DBInstanceIdentifier="small", SkipFinalSnapshot=True)["DBInstance"]


def test_a_new_instance_has_the_default_authority_and_keeps_insights_for_a_week(regions: Any) -> None:
    regions.create_cluster(regions.east, "solo")
    made = regions.create_instance(regions.east, "solo-1", "solo", EnablePerformanceInsights=True)
    assert made["CACertificateIdentifier"] == made["CertificateDetails"]["CAIdentifier"] == "rds-ca-rsa2048-g1"
    assert made["PerformanceInsightsRetentionPeriod"] == 7
    other = regions.create_instance(regions.east, "solo-2", "solo", CACertificateIdentifier="rds-ca-ecc384-g1")
    assert other["CACertificateIdentifier"] == "rds-ca-ecc384-g1"
    assert "PerformanceInsightsRetentionPeriod" not in other
