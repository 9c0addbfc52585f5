"""The same trouble in each protocol's words: AWS's code, message and status for a fault's kind.

An SDK decides by code and status whether it retries, so the spelling matters: botocore retries ``Throttling``,
``ThrottlingException``, ``TooManyRequestsException``, ``RequestLimitExceeded`` and the statuses 500, 502, 503, 504.
Sources: "Common Errors" of each service's API reference; botocore data/_retry.json.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AwsError:
    """What AWS would answer: error code, message, HTTP status."""

    code: str
    message: str
    status: int


# kind → (message, {protocol: (code, status)}); "*" is every protocol not named
_KINDS: dict[str, tuple[str, dict[str, tuple[str, int]]]] = {
    "Throttling": (
        "Rate exceeded",
        {
            "*": ("ThrottlingException", 400),
            "query": ("Throttling", 400),
            "rest-xml": ("Throttling", 400),
            "ec2": ("RequestLimitExceeded", 503),
            "rest-json": ("TooManyRequestsException", 429),
        },
    ),
    "InternalFailure": (
        "The request processing has failed because of an unknown error, exception or failure.",
        {"*": ("InternalFailure", 500), "ec2": ("InternalError", 500)},
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
            "rest-json": ("ExpiredTokenException", 403),
            "ec2": ("RequestExpired", 400),
        },
    ),
}
KINDS = frozenset(_KINDS)


def protocol_key(declared: str, content_type: str) -> str:
    """The protocol that a request speaks: a service may offer several, a form-encoded body is always a query."""
    if content_type.startswith("application/x-www-form-urlencoded"):
        return "ec2" if declared == "ec2" else "query"
    return declared


def aws_error(kind: str, protocol: str, message: str | None = None, status: int | None = None) -> AwsError:
    """The error for ``kind`` in ``protocol``; a kind not in ``KINDS`` is taken as AWS's own code (status 400)."""
    if kind not in _KINDS:
        return AwsError(kind, message or f"{kind} (a fault set in the lab)", status or 400)
    text, spellings = _KINDS[kind]
    code, usual = spellings.get(protocol, spellings["*"])
    return AwsError(code, message or text, status or usual)
