"""Errors as AWS words them, in the protocol that the caller's SDK speaks."""

from __future__ import annotations

import json
import uuid
from functools import cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from botocore.exceptions import BotoCoreError
from moto.core.utils import get_service_model

from lab.emulator.engine import cbor

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from lab.emulator.engine.request import LabRequest

_REASONS = {
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    429: "Too Many Requests",
    500: "Internal Server Error",
}
_REASONS |= {501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}


@cache
def protocol_of(service: str) -> str:
    """botocore's name of the service's protocol; ``json`` where the service is unknown."""
    if not service:
        return "query"
    try:
        metadata = get_service_model(service).metadata
    except (BotoCoreError, LookupError, OSError, ValueError):
        return "json"
    return str(metadata.get("protocol", "json"))


def answer(
    environ: WSGIEnvironment, start_response: StartResponse, request: LabRequest, code: str, message: str, status: int
) -> Iterable[bytes]:
    """Answer ``request`` with AWS's error ``code`` in the shape of its protocol."""
    request_id = str(uuid.uuid4())
    content_type, body = _render(_spoken(environ, request), code, message, status, request_id)
    headers = [
        ("Content-Type", content_type),
        ("Content-Length", str(len(body))),
        ("x-amzn-RequestId", request_id),
        ("x-amzn-ErrorType", code),
    ]
    if "cbor" in content_type:
        headers.append(("smithy-protocol", "rpc-v2-cbor"))
    start_response(f"{status} {_REASONS.get(status, 'Error')}", headers)
    return [body]


def _spoken(environ: WSGIEnvironment, request: LabRequest) -> str:
    """The protocol this request speaks: a service may offer several, the request shows which one was taken."""
    if environ.get("HTTP_SMITHY_PROTOCOL") == "rpc-v2-cbor":
        return "smithy-rpc-v2-cbor"
    if environ.get("HTTP_X_AMZ_TARGET"):
        return "json"
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        return "ec2" if protocol_of(request.service) == "ec2" else "query"
    return protocol_of(request.service)


def _render(protocol: str, code: str, message: str, status: int, request_id: str) -> tuple[str, bytes]:
    if protocol == "smithy-rpc-v2-cbor":
        return "application/cbor", cbor.dumps({"__type": code, "message": message})
    if protocol in ("json", "rest-json"):
        return "application/x-amz-json-1.1", json.dumps({"__type": code, "message": message}).encode()
    who = "Sender" if status < 500 else "Receiver"
    safe_code, safe_message = escape(code), escape(message)
    if protocol == "ec2":
        text = (
            f"<Response><Errors><Error><Code>{safe_code}</Code><Message>{safe_message}</Message></Error></Errors>"
            f"<RequestID>{request_id}</RequestID></Response>"
        )
    else:
        text = (
            f"<ErrorResponse><Error><Type>{who}</Type><Code>{safe_code}</Code><Message>{safe_message}</Message></Error>"
            f"<RequestId>{request_id}</RequestId></ErrorResponse>"
        )
    return "text/xml", f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()
