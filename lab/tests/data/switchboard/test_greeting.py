"""The first words of a PostgreSQL client."""

from __future__ import annotations

import asyncio
import struct
from typing import Any, cast

import pytest

from lab.data.switchboard.greeting import (
    CANCEL_REQUEST,
    READ_ONLY,
    SSL_REQUEST,
    Manners,
    RefusedError,
    receive,
    startup,
)

PROTOCOL = 196_608
HELLO = startup(PROTOCOL, b"user\0app\0database\0orders\0\0", "")


class Said:
    """What was written to the client."""

    def __init__(self) -> None:
        self.raw = b""

    def write(self, data: bytes) -> None:
        self.raw += data

    async def drain(self) -> None: ...


def meet(raw: bytes, manners: Manners) -> tuple[bytes, bytes]:
    """(what goes to the server, what the client was told)"""
    said = Said()

    async def run() -> bytes:
        reader = asyncio.StreamReader()
        reader.feed_data(raw)
        return await receive(reader, cast("Any", said), manners)

    return asyncio.run(run()), said.raw


def test_a_startup_is_handed_on_as_it_was() -> None:
    assert meet(HELLO, Manners()) == (HELLO, b"")


def test_a_reader_endpoint_adds_its_wish_to_the_clients() -> None:
    sent = startup(PROTOCOL, b"user\0app\0options\0-c jit=off\0\0", "")
    forwarded, _ = meet(sent, Manners(read_only=True))
    assert b"options\0-c jit=off " + READ_ONLY.encode() + b"\0" in forwarded
    assert struct.unpack("!i", forwarded[:4])[0] == len(forwarded)


def test_encryption_that_cannot_be_had_is_declined() -> None:
    assert meet(struct.pack("!ii", 8, SSL_REQUEST) + HELLO, Manners()) == (HELLO, b"N")


def test_plain_text_is_refused_where_encryption_is_forced() -> None:
    said = Said()

    async def run() -> None:
        reader = asyncio.StreamReader()
        reader.feed_data(HELLO)
        await receive(reader, cast("Any", said), Manners(force=True))

    with pytest.raises(RefusedError):
        asyncio.run(run())
    assert said.raw.startswith(b"E")
    assert b"rds.force_ssl is on" in said.raw


def test_a_cancel_request_passes() -> None:
    cancel = struct.pack("!iiii", 16, CANCEL_REQUEST, 1, 2)
    assert meet(cancel, Manners(force=True)) == (cancel, b"")


def test_a_first_message_without_sense_is_refused() -> None:
    with pytest.raises(RefusedError):
        meet(struct.pack("!ii", 1_000_000, PROTOCOL), Manners())
