"""Without data, every answer changes nothing."""

from __future__ import annotations

from lab.emulator.engine.context import Context
from lab.emulator.engine.data_plane import DataPlane


def test_a_lab_without_data_waits_for_nothing_and_names_no_address() -> None:
    plane = Context().data
    assert type(plane) is DataPlane
    assert not plane.enabled
    assert plane.endpoints("us-east-1", "app") is None
    assert plane.cache_address("us-east-1", "app") is None
    assert plane.door("us-east-1", "10.0.0.1") is None
    assert plane.serving("us-east-1", "app")
    assert plane.moved(("us-east-1", "app"))
    assert plane.rebuilt("us-east-1", "app")
    assert plane.snapshot_taken("arn")
    assert plane.target_healthy("us-east-1", "10.0.0.1")
