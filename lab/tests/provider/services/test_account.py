"""Functions about account and region."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

ZONES = "aws:index/getAvailabilityZones:getAvailabilityZones"


def test_zones_are_asked_from_the_account(engine_in: Callable[..., Any], aws: Callable[..., Any]) -> None:
    found = engine_in("us-west-2").invoke(ZONES, {"state": "available"})
    live = aws("ec2", "us-west-2").describe_availability_zones()["AvailabilityZones"]
    assert found["names"] == sorted(zone["ZoneName"] for zone in live)
    assert len(found["zoneIds"]) == len(found["names"])
    assert set(found["zoneIds"]) == {zone["ZoneId"] for zone in live}


def test_zones_of_another_region_without_some(engine: Any) -> None:
    everything = engine.invoke(ZONES, {"region": "us-west-2"})
    found = engine.invoke(ZONES, {"region": "us-west-2", "excludeNames": ["us-west-2d"]})
    assert set(everything["names"]) - set(found["names"]) == {"us-west-2d"}


def test_who_and_where(engine_in: Callable[..., Any]) -> None:
    engine = engine_in("us-west-2")
    who = engine.invoke("aws:index/getCallerIdentity:getCallerIdentity", {})
    assert who["accountId"] == "123456789012"
    assert who["arn"].startswith("arn:aws:")
    assert engine.invoke("aws:index/getRegion:getRegion", {})["region"] == "us-west-2"
    assert engine.invoke("aws:index/getPartition:getPartition", {})["dnsSuffix"] == "amazonaws.com"


def test_other_arguments_and_functions_are_refused_by_name(engine: Any) -> None:
    with pytest.raises(Exception, match="does not emulate nearest of getRegion"):
        engine.invoke("aws:index/getRegion:getRegion", {"nearest": True})
    with pytest.raises(Exception, match=r"does not emulate the function aws:ec2/getAmi:getAmi"):
        engine.invoke("aws:ec2/getAmi:getAmi", {})
