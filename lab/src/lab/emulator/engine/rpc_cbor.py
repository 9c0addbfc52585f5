"""Smithy RPC v2 with CBOR, which the newest SDKs speak to CloudWatch: translated to AWS JSON, which moto speaks."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from moto.core.utils import get_service_model

from lab.emulator.engine import aws_errors, cbor
from lab.emulator.engine.request import parse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from lab.emulator.engine.context import Context
    from lab.emulator.engine.request import LabRequest

SMITHY_PROTOCOL = "rpc-v2-cbor"


def cbor_spoken(app: WSGIApplication, context: Context) -> WSGIApplication:  # noqa: ARG001  # the middleware signature
    """Middleware: a CBOR request goes in as JSON, and its answer comes out as CBOR."""

    def wsgi(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("HTTP_SMITHY_PROTOCOL") != SMITHY_PROTOCOL:
            return app(environ, start_response)
        request = parse(environ)
        try:
            inner = as_json(environ, request)
        except cbor.CborError as broken:
            return aws_errors.answer(environ, start_response, request, "SerializationException", str(broken), 400)
        seen: list[tuple[str, list[tuple[str, str]]]] = []

        def started(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
            seen.append((status, headers))
            return lambda _: None

        body = b"".join(app(inner, started))
        status, headers = seen[-1]
        return _answer(start_response, request, status, headers, body)

    return wsgi


def as_json(environ: WSGIEnvironment, request: LabRequest) -> WSGIEnvironment:
    """The environ of the same call in AWS JSON; raises CborError on a broken body."""
    raw = environ["wsgi.input"].read()
    environ["wsgi.input"] = io.BytesIO(raw)
    body = json.dumps(cbor.loads(raw) if raw else {}, default=_plain).encode()
    target = get_service_model(request.service).metadata["targetPrefix"]
    inner = {key: value for key, value in environ.items() if key != "HTTP_SMITHY_PROTOCOL"}
    return inner | {
        "PATH_INFO": "/",
        "RAW_URI": "/",
        "REQUEST_URI": "/",
        "CONTENT_TYPE": "application/x-amz-json-1.0",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_X_AMZ_TARGET": f"{target}.{request.operation}",
        "wsgi.input": io.BytesIO(body),
    }


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.timestamp()
    raise cbor.CborError(f"a {type(value).__name__} has no place in this request")


def _answer(
    start_response: StartResponse, request: LabRequest, status: str, headers: list[tuple[str, str]], body: bytes
) -> Iterable[bytes]:
    content: Any = json.loads(body) if body.strip() else {}
    if status.startswith("2"):
        shape = get_service_model(request.service).operation_model(request.operation).output_shape
        content = shaped(content, shape) if shape is not None else {}
    packed = cbor.dumps(content)
    kept = [(name, value) for name, value in headers if name.lower() not in ("content-type", "content-length")]
    start_response(
        status,
        [
            *kept,
            ("Content-Type", "application/cbor"),
            ("Content-Length", str(len(packed))),
            ("smithy-protocol", SMITHY_PROTOCOL),
        ],
    )
    return [packed]


def shaped(value: Any, shape: Any) -> Any:
    """``value`` as JSON gave it, with its timestamps as datetimes, by botocore's ``shape``; nulls are left out."""
    if value is None:
        return None
    if shape.type_name == "structure":
        known = shape.members
        return {key: shaped(item, known[key]) for key, item in value.items() if key in known and item is not None}
    if shape.type_name == "list":
        return [shaped(item, shape.member) for item in value]
    if shape.type_name == "map":
        return {key: shaped(item, shape.value) for key, item in value.items()}
    if shape.type_name == "timestamp" and isinstance(value, (int, float)):
        return datetime.fromtimestamp(value, tz=UTC)
    return value
