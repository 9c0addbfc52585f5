"""The first words of a PostgreSQL client: encryption, and what the endpoint adds to its wishes.

Source: PostgreSQL manual, "Frontend/Backend Protocol": message formats StartupMessage, SSLRequest, ErrorResponse.
"""

from __future__ import annotations

import asyncio
import ssl
import struct
from dataclasses import dataclass

SSL_REQUEST, GSS_REQUEST, CANCEL_REQUEST = 80_877_103, 80_877_104, 80_877_102
READ_ONLY = "-c default_transaction_read_only=on"
_LONGEST = 10_000


class RefusedError(Exception):
    """The client was told no, or said nothing that makes sense."""


@dataclass(frozen=True)
class Manners:
    """How an endpoint receives a client: `tls` offered when set, `force` refuses plain text, `read_only` a reader's."""

    tls: ssl.SSLContext | None = None
    force: bool = False
    read_only: bool = False


async def receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, manners: Manners) -> bytes:
    """What to send to the server first; raises RefusedError when the client may not come in."""
    encrypted = False
    while True:
        length, code = struct.unpack("!ii", await reader.readexactly(8))
        if not 8 <= length <= _LONGEST:
            raise RefusedError(f"a first message of {length} bytes")
        body = await reader.readexactly(length - 8)
        if code == SSL_REQUEST and manners.tls is not None and not encrypted:
            writer.write(b"S")
            await writer.start_tls(manners.tls)
            encrypted = True
        elif code in (SSL_REQUEST, GSS_REQUEST):
            writer.write(b"N")
        elif code == CANCEL_REQUEST:
            return struct.pack("!ii", length, code) + body
        elif manners.force and not encrypted:
            writer.write(refusal("28000", "rds.force_ssl is on: no entry for this host without encryption"))
            await writer.drain()
            raise RefusedError("plain text where encryption is required")
        else:
            return startup(code, body, READ_ONLY if manners.read_only else "")


def startup(protocol: int, body: bytes, options: str) -> bytes:
    """A StartupMessage with `options` added to those that the client asked for."""
    words = [word.decode("utf-8", "surrogateescape") for word in body.rstrip(b"\0").split(b"\0")]
    told = dict(zip(words[::2], words[1::2], strict=False))
    if options:
        told["options"] = f"{told.get('options', '')} {options}".strip()
    raw = b"".join(f"{key}\0{value}\0".encode("utf-8", "surrogateescape") for key, value in told.items()) + b"\0"
    return struct.pack("!ii", len(raw) + 8, protocol) + raw


def refusal(code: str, message: str) -> bytes:
    """A fatal ErrorResponse."""
    fields = "".join(f"{kind}{text}\0" for kind, text in (("S", "FATAL"), ("V", "FATAL"), ("C", code), ("M", message)))
    raw = fields.encode() + b"\0"
    return b"E" + struct.pack("!i", len(raw) + 4) + raw
