"""Where a promotion can be hit: every AWS call of a clean run, as the lab's journal of calls saw it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from lab.process import Emulator

FULL = os.environ.get("STANDBY_FULL") == "1"
Item = TypeVar("Item")


@dataclass(frozen=True)
class Point:
    """The `number`th call (from 1) of one operation. `acting`: it comes after the preflight."""

    service: str
    operation: str
    number: int
    acting: bool

    def rule(self, **what: object) -> dict[str, object]:
        """A fault rule of the lab that meets this call."""
        return {"service": self.service, "operation": self.operation, "after": self.number - 1, **what}

    def __str__(self) -> str:
        return f"{self.service}:{self.operation}#{self.number}"


def points_of(lab: Emulator) -> list[Point]:
    """Every call in the lab's journal since it was emptied; the first changing call ends the preflight."""
    seen: Counter[tuple[str, str]] = Counter()
    found, acting = [], False
    for call in lab.client.calls():
        name = (call["service"], call["operation"])
        if not call["operation"] or call["service"] not in SERVICES:
            continue
        seen[name] += 1
        acting = acting or call["operation"] == "PutParameter"
        found.append(Point(*name, seen[name], acting))
    return found


# what a promotion talks to; public probes stand in the journal of calls too, without a service
SERVICES = frozenset(
    (
        "acm",
        "apigatewayv2",
        "application-autoscaling",
        "cloudwatch",
        "ecr",
        "ecs",
        "elbv2",
        "events",
        "rds",
        "route53",
        "sns",
        "ssm",
        "sts",
    )
)


def first_of_each(points: Sequence[Point]) -> list[Point]:
    """The first call of each operation in the preflight, and the first one after it."""
    kept: dict[tuple[str, str, bool], Point] = {}
    for point in points:
        kept.setdefault((point.service, point.operation, point.acting), point)
    return list(kept.values())


def spread(items: Sequence[Item], count: int, offset: int = 0) -> list[Item]:
    """About `count` of the items, evenly spread; all of them in a full run (`STANDBY_FULL=1`)."""
    if FULL or len(items) <= count:
        return list(items)
    return [items[(offset + index * len(items) // count) % len(items)] for index in range(count)]
