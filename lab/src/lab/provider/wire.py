"""Protobuf structs to plain Python values and back, as the engine writes them.

On the wire numbers are floats, an unset key may be null, and an unknown value is a marker text. Here a float without a
fraction becomes an int, a null key is left out, and the marker stays what it is: `UNKNOWN`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from google.protobuf import struct_pb2

# The engine's marker for a value that is not known yet (pulumi sdk/go/common/resource/plugin, UnknownStringValue).
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
# One marker per kind of value; the text of strings stands for all of them once decoded.
_UNKNOWNS = frozenset(
    {
        UNKNOWN,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # bool
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)

Values = dict[str, Any]


def from_struct(struct: struct_pb2.Struct) -> Values:
    """Decode a struct; keys that are null are left out."""
    pairs = ((key, _from_value(value)) for key, value in struct.fields.items())
    return {key: value for key, value in pairs if value is not None}


def _from_value(value: struct_pb2.Value) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return UNKNOWN if value.string_value in _UNKNOWNS else value.string_value
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    if kind == "bool_value":
        return value.bool_value
    if kind == "list_value":
        return [_from_value(item) for item in value.list_value.values]
    if kind == "struct_value":
        return from_struct(value.struct_value)
    return None


def to_struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    """Encode plain values; None is left out, dates become RFC 3339 texts."""
    struct = struct_pb2.Struct()
    for key, value in values.items():
        if value is not None:
            _fill(struct.fields[key], value)
    return struct


def _fill(target: struct_pb2.Value, value: Any) -> None:
    if isinstance(value, bool):
        target.bool_value = value
    elif isinstance(value, (int, float)):
        target.number_value = value
    elif isinstance(value, Mapping):
        target.struct_value.CopyFrom(to_struct({str(key): item for key, item in value.items()}))
    elif isinstance(value, (datetime, date)):
        target.string_value = value.isoformat()
    elif isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        target.list_value.SetInParent()
        for item in value:
            _fill(target.list_value.values.add(), item)
    elif value is None:
        target.null_value = struct_pb2.NULL_VALUE
    else:
        target.string_value = str(value)


def has_unknown(value: Any) -> bool:
    """True when the value, or anything inside it, is not known yet."""
    if isinstance(value, Mapping):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(has_unknown(item) for item in value)
    return bool(value == UNKNOWN)
