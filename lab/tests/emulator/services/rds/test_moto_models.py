from __future__ import annotations

from typing import Any

import pytest
from moto.rds.exceptions import RDSClientError
from moto.rds.models import DBCluster

from lab.emulator.services.rds import moto_models


def test_installing_twice_changes_nothing() -> None:
    moto_models.correct()
    first = DBCluster.save_automated_backup
    moto_models.correct()
    assert DBCluster.save_automated_backup is first


def test_defaults_of_engines_are_not_retired_versions() -> None:
    moto_models.correct()
    assert DBCluster.default_engine_version("aurora-postgresql") == "16.8"
    with pytest.raises(RDSClientError, match="Invalid DB engine: aurora"):
        DBCluster.default_engine_version("aurora")


@pytest.mark.parametrize(("region", "count"), [("us-east-1", 6), ("us-west-1", 2), ("us-west-2", 4)])
def test_zones_are_those_that_ec2_tells(emulator: Any, region: str, count: int) -> None:
    told = emulator.client("ec2", region).describe_availability_zones()["AvailabilityZones"]
    assert moto_models.zones_of(region) == [zone["ZoneName"] for zone in told]
    assert len(told) == count


def test_one_automated_snapshot_a_minute_and_none_of_instances(regions: Any) -> None:
    regions.create_cluster(regions.east, "solo")
    regions.create_instance(regions.east, "solo-1", "solo")
    assert regions.east.describe_db_snapshots()["DBSnapshots"] == []
    found = regions.east.describe_db_cluster_snapshots(SnapshotType="automated")["DBClusterSnapshots"]
    assert len(found) == 1
    assert found[0]["DBClusterSnapshotIdentifier"].startswith("rds:solo-20")


def test_a_cluster_is_in_its_regions_zone_and_has_no_configuration_of_another_kind(regions: Any) -> None:
    for side, zone in ((regions.east, "Z2R2ITUGPM61AM"), (regions.west, "Z1PVIF0B656C1W")):
        made = regions.create_cluster(side, "solo")
        assert made["HostedZoneId"] == zone
        assert "ScalingConfigurationInfo" not in made


def test_a_subnet_group_tells_its_network_types(emulator: Any, stage: Any) -> None:
    rds = emulator.client("rds", "us-west-2")
    wanted = {"DBSubnetGroupName": "g", "DBSubnetGroupDescription": "d", "SubnetIds": stage.subnets}
    assert rds.create_db_subnet_group(**wanted)["DBSubnetGroup"]["SupportedNetworkTypes"] == ["IPV4"]
