"""Fault rules as values: which calls they meet, how often, and what they do to them.

A rule counts the calls it matches; it leaves the first ``after`` alone and then meets ``times`` of them (all, when
unset). What it does: delay (``latency`` seconds), and then an AWS error, a closed connection (``drop``), no answer
(``timeout``), or a wait until released (``hold``). ``phase: after`` lets AWS do the work first and loses the answer.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lab.emulator.engine.request import LabRequest

PHASES = ("before", "after")
CONNECTION_FAULTS = ("drop", "timeout", "hold", "none")
"""Faults of the connection rather than of AWS; every other ``error`` is a kind or code of AWS."""

_TEXTS = ("service", "operation", "region", "access_key", "error", "message", "phase")
_NUMBERS = ("status", "times", "after", "latency")


class FaultRuleError(ValueError):
    """A rule that makes no sense; the message names the key, what was found and what is required."""


@dataclass
class FaultRule:
    """One rule. Patterns are shell globs, compared without case; ``latency`` is in real seconds."""

    error: str = "none"
    service: str = "*"
    operation: str = "*"
    region: str = "*"
    access_key: str = "*"
    status: int | None = None
    message: str | None = None
    times: int | None = None
    after: int = 0
    latency: float = 0.0
    phase: str = "before"
    id: int = 0
    matched: int = 0
    applied: int = 0
    held: int = 0
    released: bool = field(default=False)

    def fits(self, request: LabRequest) -> bool:
        """Whether this rule is about ``request``, regardless of its counts."""
        pairs = (
            (self.service, request.service),
            (self.operation, request.operation),
            (self.region, request.region),
            (self.access_key, request.access_key),
        )
        return all(fnmatchcase(value.lower(), pattern.lower()) for pattern, value in pairs)

    def take(self, request: LabRequest) -> bool:
        """Count ``request`` if it fits; True when the rule meets it now."""
        if not self.fits(request):
            return False
        self.matched += 1
        if self.matched <= self.after or (self.times is not None and self.applied >= self.times):
            return False
        self.applied += 1
        return True

    def shown(self) -> dict[str, Any]:
        return asdict(self)


def parse_rule(body: dict[str, Any]) -> FaultRule:
    """A rule from the control API's JSON; raises FaultRuleError with every problem at once."""
    problems = [
        f"{key!r} is no key of a fault; there are {', '.join(_TEXTS + _NUMBERS)}"
        for key in body
        if key not in _TEXTS + _NUMBERS
    ]
    for key in _TEXTS:
        if key in body and not isinstance(body[key], str):
            problems.append(f"{key} takes text, found {body[key]!r}")
    for key in _NUMBERS:
        value = body.get(key)
        kinds = (int, float) if key == "latency" else (int,)
        if value is not None and (isinstance(value, bool) or not isinstance(value, kinds) or value < 0):
            problems.append(f"{key} takes a number of 0 or more, found {value!r}")
    if body.get("phase", "before") not in PHASES:
        problems.append(f"phase is one of {', '.join(PHASES)}, found {body['phase']!r}")
    if "error" not in body and not body.get("latency"):
        problems.append("a fault needs an error or a latency")
    if problems:
        raise FaultRuleError("; ".join(problems))
    return FaultRule(**{key: value for key, value in body.items() if value is not None})
