"""CBOR (RFC 8949), as much of it as AWS's RPC v2 protocol uses: newest SDKs speak it to CloudWatch.

Timestamps are tag 1 with seconds since the epoch; AWS leaves out what is null.
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from typing import Any

_BREAK = object()
_SIZES = {24: ">B", 25: ">H", 26: ">I", 27: ">Q"}
_FLOATS = {25: ">e", 26: ">f", 27: ">d"}
_SIMPLE: dict[int, Any] = {20: False, 21: True, 22: None, 23: None}


class CborError(ValueError):
    """Bytes that are no CBOR, or a value that CBOR (as used here) cannot hold."""


def dumps(value: object) -> bytes:
    """Encode None, bool, int, float, str, bytes, datetime, lists and dicts."""
    if value is None or isinstance(value, bool):
        return bytes([0xE0 | {False: 20, True: 21, None: 22}[value]])
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, float):
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, datetime):
        return _head(6, 1) + dumps(value.timestamp())
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    if isinstance(value, (list, tuple)):
        return _head(4, len(value)) + b"".join(dumps(item) for item in value)
    if isinstance(value, dict):
        return _head(5, len(value)) + b"".join(dumps(key) + dumps(item) for key, item in value.items())
    raise CborError(f"a {type(value).__name__} has no place in CBOR")


def loads(data: bytes) -> Any:
    """Decode one value that takes up all of ``data``; raises CborError when it does not."""
    value, end = _read(data, 0)
    if end != len(data):
        raise CborError(f"{len(data) - end} bytes follow the value")
    return value


def _head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([major << 5 | argument])
    for info, layout in _SIZES.items():
        if argument < 1 << (8 * struct.calcsize(layout)):
            return bytes([major << 5 | info]) + struct.pack(layout, argument)
    raise CborError(f"{argument} is larger than 64 bits")


def _unpack(layout: str, data: bytes, at: int) -> tuple[Any, int]:
    try:
        return struct.unpack_from(layout, data, at)[0], at + struct.calcsize(layout)
    except struct.error as short:
        raise CborError(f"the data ends within a value at byte {at}") from short


def _read(data: bytes, at: int) -> tuple[Any, int]:
    first, at = _unpack(">B", data, at)
    major, info = first >> 5, first & 31
    if major == 7:
        return _read_simple(info, data, at)
    if info == 31:
        return _read_indefinite(major, data, at)
    argument, at = (info, at) if info < 24 else _unpack(_SIZES.get(info, ">Q"), data, at)
    if major in (2, 3):
        return _read_bytes(major, argument, data, at)
    if major == 6:
        value, at = _read(data, at)
        return (datetime.fromtimestamp(value, tz=UTC) if argument == 1 else value), at
    if major in (4, 5):
        return _read_items(major, argument, data, at)
    return (argument if major == 0 else -1 - argument), at


def _read_simple(info: int, data: bytes, at: int) -> tuple[Any, int]:
    if info == 31:
        return _BREAK, at
    if info in _FLOATS:
        return _unpack(_FLOATS[info], data, at)
    if info in _SIMPLE:
        return _SIMPLE[info], at
    raise CborError(f"simple value {info} is unknown")


def _read_bytes(major: int, length: int, data: bytes, at: int) -> tuple[Any, int]:
    chunk = data[at : at + length]
    if len(chunk) < length:
        raise CborError(f"a string of {length} bytes is cut short at byte {at}")
    return (chunk if major == 2 else chunk.decode()), at + length


def _read_items(major: int, count: int, data: bytes, at: int) -> tuple[Any, int]:
    items = []
    for _ in range(count if major == 4 else 2 * count):
        item, at = _read(data, at)
        items.append(item)
    return (items if major == 4 else dict(zip(items[::2], items[1::2], strict=True))), at


def _read_indefinite(major: int, data: bytes, at: int) -> tuple[Any, int]:
    items: list[Any] = []
    while True:
        item, at = _read(data, at)
        if item is _BREAK:
            break
        items.append(item)
    if major == 4:
        return items, at
    if major == 5:
        return dict(zip(items[::2], items[1::2], strict=True)), at
    return (b"" if major == 2 else "").join(items), at
