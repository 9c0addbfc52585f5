from __future__ import annotations

from typing import Any

import pytest
from moto.rds.exceptions import RDSClientError

from lab.emulator.services.rds import engines


def test_a_bare_major_version_means_its_newest_minor_one() -> None:
    assert engines.check_version("aurora-postgresql", "17") == "17.10"
    assert engines.check_version("aurora-postgresql", None) == engines.DEFAULT_VERSION
    assert engines.check_version("postgres", "9.3") == "9.3"  # other engines are moto's


@pytest.mark.parametrize("version", ["16.3", "99.9", "x", "16.80"])
def test_versions_that_aws_does_not_list_are_refused(version: str) -> None:
    with pytest.raises(RDSClientError, match=f"Cannot find version {version} for aurora-postgresql"):
        engines.check_version("aurora-postgresql", version)


@pytest.mark.parametrize(
    ("first", "second", "fits"), [("16.8", "16.8", True), ("16.8", "16.9", False), ("16.8", "17.8", False)]
)
def test_failover_needs_the_same_major_and_minor(first: str, second: str, fits: bool) -> None:
    assert engines.compatible(first, second) is fits


def test_the_api_lists_versions_with_their_upgrades(emulator: Any) -> None:
    rds = emulator.client("rds", "us-west-2")
    found = rds.describe_db_engine_versions(Engine="aurora-postgresql")["DBEngineVersions"]
    assert [row["EngineVersion"] for row in found][:2] == ["16.8", "16.9"]
    first = found[0]
    assert (first["DBParameterGroupFamily"], first["Status"]) == ("aurora-postgresql16", "available")
    assert first["SupportsGlobalDatabases"] is True
    assert {"16.9", "17.4"} <= {target["EngineVersion"] for target in first["ValidUpgradeTarget"]}
    assert found[-1]["ValidUpgradeTarget"] == []


def test_the_api_filters(emulator: Any) -> None:
    def versions(**question: Any) -> list[str]:
        found = emulator.client("rds").describe_db_engine_versions(**question)["DBEngineVersions"]
        return [row["EngineVersion"] for row in found]

    assert versions(Engine="aurora-postgresql", EngineVersion="16.8") == ["16.8"]
    assert versions(Engine="aurora-postgresql", EngineVersion="18") == ["18.3", "18.4"]
    assert versions(Engine="aurora-postgresql", DefaultOnly=True) == ["16.8"]
    assert versions(DBParameterGroupFamily="aurora-postgresql18") == ["18.3", "18.4"]
    assert versions(Engine="aurora-postgresql", EngineVersion="12.7") == []


def test_engines_that_the_lab_cannot_list_are_errors(emulator: Any, refused: Any) -> None:
    ask = emulator.client("rds").describe_db_engine_versions
    with refused("NotImplemented", "the lab lists aurora-postgresql only"):
        ask(Engine="mysql")
    with refused("InvalidParameterValue", "Invalid DB engine: nosql"):
        ask(Engine="nosql")
