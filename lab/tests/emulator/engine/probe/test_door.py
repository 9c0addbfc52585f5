"""How a client reaches the public names."""

from __future__ import annotations

from typing import Any


def test_names_are_told_with_the_region_where_they_lead(emulator: Any, west: Any) -> None:  # noqa: ARG001
    assert emulator.control("GET", "door") == {"names": [{"name": "app.example.com", "region": "us-west-2"}]}
