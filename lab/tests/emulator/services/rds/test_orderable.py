from __future__ import annotations

from typing import Any


def ask(emulator: Any, region: str = "us-west-1", **question: Any) -> list[dict[str, Any]]:
    rds = emulator.client("rds", region)
    pages = rds.get_paginator("describe_orderable_db_instance_options").paginate(**question)
    return [option for page in pages for option in page["OrderableDBInstanceOptions"]]


def test_a_class_is_orderable_in_the_zones_that_the_account_has(emulator: Any) -> None:
    found = ask(emulator, Engine="aurora-postgresql", EngineVersion="16.8", DBInstanceClass="db.r6g.large")
    assert len(found) == 1
    assert [zone["Name"] for zone in found[0]["AvailabilityZones"]] == ["us-west-1a", "us-west-1b"]
    assert found[0]["SupportsGlobalDatabases"] is True


def test_all_pages_come_and_burstable_classes_have_no_global_database(emulator: Any) -> None:
    found = ask(emulator, Engine="aurora-postgresql", EngineVersion="17.5")
    assert len(found) == 47
    assert not any(o["SupportsGlobalDatabases"] for o in found if o["DBInstanceClass"].startswith("db.t"))


def test_an_unknown_version_has_none_and_other_engines_are_refused(emulator: Any, refused: Any) -> None:
    assert ask(emulator, Engine="aurora-postgresql", EngineVersion="99.9") == []
    assert ask(emulator, Engine="neptune", EngineVersion="1.3.0.0") is not None
    with refused("NotImplemented", "the lab lists aurora-postgresql only"):
        ask(emulator, Engine="mysql")
    with refused("InvalidParameterValue", "Invalid DB engine: nosql"):
        ask(emulator, Engine="nosql")
