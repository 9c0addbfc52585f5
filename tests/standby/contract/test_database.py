"""The database part: the global database with a member on each side, and the least ACU of the serving side."""

from __future__ import annotations

from typing import Any

from standby.contract.database import find_database
from standby.contract.found import Found
from tests.standby.contract.conftest import FakeCloud


def arn(region: str, name: str) -> str:
    return f"arn:aws:rds:{region}:123456789012:cluster:{name}"


def glob(name: str, *regions: str) -> dict[str, Any]:
    members = [{"DBClusterArn": arn(region, f"{name}-{region}")} for region in regions]
    return {"GlobalClusterIdentifier": name, "GlobalClusterMembers": members}


def clouds(globals_: list[dict[str, Any]], *floors: float | None) -> tuple[FakeCloud, FakeCloud]:
    scaling = [
        {} if floor is None else {"ServerlessV2ScalingConfiguration": {"MinCapacity": floor}} for floor in floors
    ]
    one, two = [
        FakeCloud(region, {"describe_global_clusters": globals_, "describe_db_clusters": {"DBClusters": [one]}})
        for region, one in zip(("eu-west-1", "eu-central-1"), scaling, strict=True)
    ]
    return one, two


def test_only_a_global_database_of_both_regions_counts() -> None:
    found = Found()
    find_database(found, *clouds([glob("one", "eu-west-1"), glob("two", "eu-west-1", "eu-central-1")], None, None), "x")
    assert found.values == {
        "database/global-cluster": "two",
        "database/cluster-arn": arn("eu-west-1", "two-eu-west-1"),
        "database/cluster": "two-eu-west-1",
        "database/min-acu": "-",
    }


def test_the_larger_minimum_is_production_s() -> None:
    found = Found()
    find_database(found, *clouds([glob("two", "eu-west-1", "eu-central-1")], 0.5, 8.0), "x")
    assert found.values["database/min-acu"] == "8"


def test_no_global_database_leaves_the_keys_open() -> None:
    found = Found()
    find_database(found, *clouds([glob("one", "eu-west-1")], None, None), "x")
    assert found.values == {}
    assert (
        "no global databases with a member in eu-west-1 and one in eu-central-1"
        in found.notes["database/global-cluster"]
    )
