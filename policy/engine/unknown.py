"""Reading values of which some are not known yet.

In a preview a value may be *unknown*: it depends on what does not exist yet. Pulumi's proxies raise on touching one,
and a raise out of a policy turns a mandatory finding into an advisory one (pulumi-policy `policy.py`,
`Analyze` and `AnalyzeStack`). So no rule touches a value directly: it reads through here, and gets `UNKNOWN`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, Final

from pulumi_policy.proxy import UnknownValueError


class Unknown(Enum):
    """The one value that stands for "not known before it is made"."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown.UNKNOWN


def read(holder: Any, *path: str | int) -> Any:
    """The value at `path` inside `holder`: itself, None where there is none, UNKNOWN where it is not known yet."""
    value = holder
    for step in path:
        if value is UNKNOWN or value is None:
            return value
        try:
            value = value[step]
        except UnknownValueError:
            return UNKNOWN
        except (KeyError, IndexError, TypeError):
            return None
    return value


def elements(value: Any) -> Iterator[Any]:
    """The elements of a list value, each possibly UNKNOWN; nothing for None; UNKNOWN once for an unknown list."""
    if value is None:
        return
    if value is UNKNOWN:
        yield UNKNOWN
        return
    if isinstance(value, str | bytes) or not isinstance(value, Sequence):
        yield value
        return
    for index in range(len(value)):
        yield read(value, index)


def known_texts(value: Any) -> list[str]:
    """The known, non-empty texts of a value that is a text or a list of texts."""
    return [text for text in elements(value) if isinstance(text, str) and text]


def is_set(value: Any) -> bool:
    """Whether something was given, known or not: neither nothing, nor an empty text, nor an empty list or map."""
    if value is UNKNOWN:
        return True
    if isinstance(value, Mapping | Sequence):
        return len(value) > 0
    return value is not None


def whole(value: Any) -> int | None:
    """A count, as the wire's floats and texts give it; None where it is none or not known."""
    if isinstance(value, bool) or value is UNKNOWN:
        return None
    if isinstance(value, int | float):
        return int(value)
    if isinstance(value, str) and value.strip().lstrip("-").isdigit():
        return int(value)
    return None


def flag(value: Any) -> bool | Unknown | None:
    """A yes or no, also where it was written as text; None where it is neither."""
    if value is UNKNOWN or isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    return None
