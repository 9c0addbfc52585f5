"""Errors of the stand-in provider. Every one becomes a single readable line in the engine's output.

ProviderError
├── NotEmulated      the real provider knows it, the lab's does not carry it out
├── UnknownType      no such type or function, here or in the schema data
├── BadConfig        the provider's configuration is refused
│   └── NoLoopback   no endpoint on loopback: the lab's provider never talks to real AWS
├── Refused          the request contradicts itself or AWS's rules, found before any call
└── TimedOut         a state did not come within its bound
"""

from __future__ import annotations


class ProviderError(Exception):
    """Base of all errors that the provider raises itself; the text is for the operator."""


class NotEmulated(ProviderError):
    """The real provider does this; the lab's does not."""


class UnknownType(ProviderError):
    """No such resource type or function."""


class BadConfig(ProviderError):
    """The provider's configuration holds something that cannot be used."""


class NoLoopback(BadConfig):
    """An endpoint is missing or does not lie on loopback."""


class Refused(ProviderError):
    """The real provider refuses this before it calls AWS."""


class TimedOut(ProviderError):
    """AWS did not reach the state in time."""


def aws_code(error: BaseException) -> str:
    """The AWS error code of a botocore ClientError, or "" for anything else."""
    response = getattr(error, "response", None)
    if not isinstance(response, dict):
        return ""
    return str(response.get("Error", {}).get("Code", ""))


def is_gone(error: BaseException) -> bool:
    """True when AWS says that the thing does not exist (codes end in NotFound…, NoSuch…, 404, DoesNotExist)."""
    code = aws_code(error)
    return "NotFound" in code or "NoSuch" in code or "DoesNotExist" in code or code == "404"


def one_line(error: BaseException) -> str:
    """The error as one line: `Code: message` for AWS errors, the plain text for our own, never a traceback."""
    code = aws_code(error)
    if code:
        message = str(error.response.get("Error", {}).get("Message", "")) or "no message"  # type: ignore[attr-defined]
        return " ".join(f"{code}: {message}".split())
    if isinstance(error, ProviderError):
        return " ".join(str(error).split())
    return " ".join(f"{type(error).__name__}: {error}".split())
