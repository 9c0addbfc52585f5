"""How a request fails: one line for the operator, and what the engine must remember of a half-made resource."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import grpc
from google.protobuf import any_pb2
from pulumi.runtime.proto import provider_pb2

from lab.provider.errors import ProviderError, one_line
from lab.provider.wire import Values, has_unknown, to_struct

Answer = TypeVar("Answer")


def guarded(context: Any, doing: str, call: Callable[[], Answer]) -> Answer:
    """Run a request; any error ends it with one line that says what was being done."""
    try:
        return call()
    except Exception as error:
        if context.code() is not None:
            raise  # already aborted with its own text
        _log(error)
        _abort(context, f"{doing}: {one_line(error)}")


def abort_half_made(context: Any, error: Exception, ident: str, inputs: Values, doing: str) -> NoReturn:
    """Fail with ErrorResourceInitFailed: the engine writes the resource into the state with its id.

    It refreshes it before the next update, too, which then carries out what is still missing.
    """
    _log(error)
    text = f"{doing}: {one_line(error)}"
    known = {key: value for key, value in inputs.items() if not has_unknown(value)}
    detail = any_pb2.Any()
    detail.Pack(
        provider_pb2.ErrorResourceInitFailed(
            id=ident,
            properties=to_struct({**known, "id": ident}),
            reasons=[text],
            inputs=to_struct(inputs),
            refresh_before_update=True,
        )
    )
    code: int = grpc.StatusCode.UNKNOWN.value[0]
    status = b"\x08" + _varint(code) + _field(2, text.encode()) + _field(3, detail.SerializeToString())
    context.set_trailing_metadata((("grpc-status-details-bin", status),))
    _abort(context, text)


def _abort(context: Any, text: str) -> NoReturn:
    context.abort(grpc.StatusCode.UNKNOWN, text)
    raise AssertionError("abort returns never")


def _field(number: int, payload: bytes) -> bytes:
    """A length-delimited field of google.rpc.Status, written by hand: its Python stubs are not a dependency of ours."""
    return bytes([number << 3 | 2]) + _varint(len(payload)) + payload


def _varint(number: int) -> bytes:
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def _log(error: Exception) -> None:
    """Tracebacks go to the file named by LAB_PROVIDER_LOG, for whoever works on the lab, and nowhere else."""
    path = os.environ.get("LAB_PROVIDER_LOG")
    if path and not isinstance(error, ProviderError):
        with Path(path).open("a") as log:
            traceback.print_exception(error, file=log)
