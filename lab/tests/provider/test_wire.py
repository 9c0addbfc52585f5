"""Structs to values and back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from google.protobuf import struct_pb2

from lab.provider.wire import UNKNOWN, from_struct, has_unknown, to_struct

VALUES = {"text": "a", "whole": 3, "part": 0.5, "yes": True, "list": [1, "b", {"c": []}], "block": {"d": ""}}


def test_values_survive_the_wire() -> None:
    assert from_struct(to_struct(VALUES)) == VALUES


def test_whole_floats_become_ints_and_nulls_go() -> None:
    struct = struct_pb2.Struct()
    struct.update({"port": 443.0, "gone": None, "block": {"gone": None, "kept": 1.0}})
    found = from_struct(struct)
    assert found == {"port": 443, "block": {"kept": 1}}
    assert isinstance(found["port"], int)


def test_none_is_left_out_and_dates_are_texts() -> None:
    when = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert from_struct(to_struct({"a": None, "when": when})) == {"when": "2026-01-02T03:04:05+00:00"}


@pytest.mark.parametrize("marker", [UNKNOWN, "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2"])
def test_every_unknown_marker_reads_as_one(marker: str) -> None:
    found = from_struct(to_struct({"a": [{"b": marker}]}))
    assert found == {"a": [{"b": UNKNOWN}]}
    assert has_unknown(found)
    assert not has_unknown(VALUES)
