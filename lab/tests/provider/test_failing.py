"""How a request fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pulumi.runtime.proto import provider_pb2

from lab.provider.errors import Refused
from lab.provider.failing import guarded
from lab.provider.wire import from_struct, to_struct

URN = "urn:pulumi:test::shop::aws:kms/key:Key::main"


class Stopped(Exception):  # noqa: N818
    """What ends a call in gRPC."""


class Watching:
    """A context that remembers how it was ended."""

    def __init__(self) -> None:
        self.told = ""
        self.trailing: dict[str, bytes] = {}
        self.ended: object = None

    def code(self) -> object:
        return self.ended

    def set_trailing_metadata(self, pairs: Any) -> None:
        self.trailing.update(dict(pairs))

    def abort(self, code: object, text: str) -> None:
        self.ended, self.told = code, text
        raise Stopped(text)


def raising(error: Exception) -> Callable[[], None]:
    def call() -> None:
        raise error

    return call


def test_an_error_is_one_line_that_says_what_was_done() -> None:
    context = Watching()
    with pytest.raises(Stopped):
        guarded(context, "deleting x", raising(ValueError("one\ntwo")))
    assert context.told == "deleting x: ValueError: one two"
    assert guarded(Watching(), "reading x", lambda: 3) == 3


def test_an_ended_call_is_not_ended_again() -> None:
    context = Watching()
    context.ended = "already"
    with pytest.raises(ValueError, match="one"):
        guarded(context, "deleting x", raising(ValueError("one")))
    assert context.told == ""


def test_tracebacks_go_to_the_log_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "log"
    monkeypatch.setenv("LAB_PROVIDER_LOG", str(log))
    with pytest.raises(Stopped):
        guarded(Watching(), "x", raising(Refused("plain")))
    assert not log.exists()
    with pytest.raises(Stopped):
        guarded(Watching(), "x", raising(KeyError("bug")))
    assert "Traceback" in log.read_text()


def test_a_failed_wait_keeps_the_resource_under_its_id(
    engine: Any, aws: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from lab.provider.services.kms import Key

    def fail(*_: Any) -> None:
        raise RuntimeError("line one\nline two")

    monkeypatch.setattr(Key, "settle", fail)
    context = Watching()
    request = provider_pb2.CreateRequest(urn=URN, properties=to_struct({"description": "half"}))
    with pytest.raises(Stopped):
        engine.provider.Create(request, context)
    assert context.told == "creating aws:kms/key:Key (main): RuntimeError: line one line two"
    detail = context.trailing["grpc-status-details-bin"]
    marker = b"type.googleapis.com/pulumirpc.ErrorResourceInitFailed"
    assert marker in detail
    body = detail[detail.index(marker) + len(marker) :]
    length, start = body[1], 2
    if length > 0x7F:
        length, start = (length & 0x7F) | body[2] << 7, 3
    failed = provider_pb2.ErrorResourceInitFailed.FromString(body[start : start + length])
    assert aws("kms").describe_key(KeyId=failed.id)["KeyMetadata"]["Description"] == "half"
    assert from_struct(failed.inputs) == {"description": "half"}
    assert failed.refresh_before_update
