"""Errors in the shape that an SDK expects of AWS, for each wire protocol.

An SDK decides from the shape whether to retry, so the lab must get it right: the code stands in XML for the query
and REST-XML protocols, in JSON plus a header for the JSON ones, and in CBOR for CloudWatch's newest.
Which protocol a client speaks is read from its request, because one service may answer to several.

Sources: AWS API references ("Common Errors" of each service), Smithy 2.0 protocol pages.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from enum import Enum
from xml.sax.saxutils import escape


class Protocol(Enum):
    """The wire protocols of the services in use."""

    QUERY = "query"
    EC2 = "ec2"
    JSON = "json"
    REST_JSON = "rest-json"
    REST_XML = "rest-xml"
    S3 = "s3"
    CBOR = "cbor"


@dataclass(frozen=True)
class AwsError:
    """One error: AWS's code and message, and the HTTP status it comes with."""

    code: str
    message: str
    status: int = 400


@dataclass(frozen=True)
class Answer:
    """A finished HTTP answer: status, headers, body."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def protocol_of(service: str, content_type: str, headers_target: str = "") -> Protocol:
    """The protocol of a request, from its signing name, its Content-Type and its X-Amz-Target header."""
    if "cbor" in content_type:
        return Protocol.CBOR
    if service == "s3":
        return Protocol.S3
    if service in ("route53", "cloudfront"):
        return Protocol.REST_XML
    if headers_target or content_type.startswith("application/x-amz-json"):
        return Protocol.JSON
    if service == "ec2":
        return Protocol.EC2
    if content_type.startswith("application/x-www-form-urlencoded"):
        return Protocol.QUERY
    return Protocol.REST_JSON


# What the same trouble is called, by protocol: (code, status). Services differ from this only in details that no SDK
# looks at; "*" stands for every protocol not named.
_KINDS: dict[str, tuple[str, dict[str, tuple[str, int]]]] = {
    "Throttling": (
        "Rate exceeded",
        {
            "*": ("ThrottlingException", 400),
            "query": ("Throttling", 400),
            "rest-xml": ("Throttling", 400),
            "ec2": ("RequestLimitExceeded", 503),
            "rest-json": ("TooManyRequestsException", 429),
            "s3": ("SlowDown", 503),
        },
    ),
    "InternalFailure": (
        "The request processing has failed because of an unknown error, exception or failure.",
        {"*": ("InternalFailure", 500), "ec2": ("InternalError", 500), "s3": ("InternalError", 500)},
    ),
    "ServiceUnavailable": (
        "The request has failed due to a temporary failure of the server.",
        {"*": ("ServiceUnavailable", 503), "ec2": ("Unavailable", 503)},
    ),
    "AccessDenied": (
        "User is not authorized to perform this operation",
        {
            "*": ("AccessDeniedException", 400),
            "query": ("AccessDenied", 403),
            "rest-xml": ("AccessDenied", 403),
            "s3": ("AccessDenied", 403),
            "rest-json": ("AccessDeniedException", 403),
            "ec2": ("UnauthorizedOperation", 403),
        },
    ),
    "ExpiredToken": (
        "The security token included in the request is expired",
        {
            "*": ("ExpiredTokenException", 400),
            "query": ("ExpiredToken", 403),
            "rest-xml": ("ExpiredToken", 403),
            "s3": ("ExpiredToken", 400),
            "rest-json": ("ExpiredTokenException", 403),
            "ec2": ("RequestExpired", 400),
        },
    ),
}
KINDS = frozenset(_KINDS)


def error_of_kind(kind: str, protocol: Protocol, message: str | None = None, status: int | None = None) -> AwsError:
    """The AWS error for `kind`; a kind not in `KINDS` is taken as AWS's own code (status 400 unless given)."""
    if kind not in _KINDS:
        return AwsError(kind, message or f"{kind} (a fault set in the lab)", status or 400)
    text, by_protocol = _KINDS[kind]
    code, usual = by_protocol.get(protocol.value, by_protocol["*"])
    return AwsError(code, message or text, status or usual)


def render(error: AwsError, protocol: Protocol) -> Answer:
    """`error` on the wire. `x-amzn-ErrorType` and the query-compatible header are what SDKs look for first."""
    request_id = str(uuid.uuid4())
    headers = [("x-amzn-RequestId", request_id), ("Server", "amazon.com")]
    if protocol in (Protocol.JSON, Protocol.REST_JSON):
        headers.append(("x-amzn-ErrorType", error.code))
        headers.append(("x-amzn-query-error", f"{error.code};{'Receiver' if error.status >= 500 else 'Sender'}"))
        kind = "application/x-amz-json-1.1" if protocol is Protocol.JSON else "application/json"
        body = json.dumps({"__type": error.code, "message": error.message, "Message": error.message}).encode()
    elif protocol is Protocol.CBOR:
        headers.append(("smithy-protocol", "rpc-v2-cbor"))
        headers.append(("x-amzn-query-error", f"{error.code};{'Receiver' if error.status >= 500 else 'Sender'}"))
        kind = "application/cbor"
        body = _cbor_strings({"__type": error.code, "message": error.message})
    else:
        kind = "text/xml" if protocol is not Protocol.S3 else "application/xml"
        body = _xml(error, protocol, request_id).encode()
    headers += [("Content-Type", kind), ("Content-Length", str(len(body)))]
    return Answer(error.status, headers, body)


def _xml(error: AwsError, protocol: Protocol, request_id: str) -> str:
    code, message = escape(error.code), escape(error.message)
    if protocol is Protocol.EC2:
        inner = f"<Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>"
        return f'<?xml version="1.0" encoding="UTF-8"?><Response>{inner}<RequestID>{request_id}</RequestID></Response>'
    if protocol is Protocol.S3:
        inner = f"<Code>{code}</Code><Message>{message}</Message><RequestId>{request_id}</RequestId>"
        return f'<?xml version="1.0" encoding="UTF-8"?><Error>{inner}</Error>'
    blame = "Receiver" if error.status >= 500 else "Sender"
    inner = f"<Error><Type>{blame}</Type><Code>{code}</Code><Message>{message}</Message></Error>"
    return f'<?xml version="1.0"?><ErrorResponse>{inner}<RequestId>{request_id}</RequestId></ErrorResponse>'


def _cbor_strings(pairs: dict[str, str]) -> bytes:
    """A CBOR map of text to text (RFC 8949, major types 5 and 3)."""

    def head(major: int, length: int) -> bytes:
        if length < 24:
            return bytes([major << 5 | length])
        return bytes([major << 5 | 25]) + length.to_bytes(2, "big")

    def text(value: str) -> bytes:
        raw = value.encode()
        return head(3, len(raw)) + raw

    return head(5, len(pairs)) + b"".join(text(key) + text(value) for key, value in pairs.items())
