"""Schedules: a task of a service on a cron or rate expression, in the serving region only."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from pattern.reading import Section
from pattern.texts import ServiceName

UNITS = ("minute", "hour", "day")
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
# EventBridge user guide, "Cron expressions": field, least, most, names that it also takes
FIELDS: tuple[tuple[str, int, int, list[str]], ...] = (
    ("minutes", 0, 59, []),
    ("hours", 0, 23, []),
    ("day of month", 1, 31, []),
    ("month", 1, 12, MONTHS),
    ("day of week", 1, 7, DAYS),
    ("year", 1970, 2199, []),
)
EXAMPLE = "`cron(0 3 * * ? *)` is 3 a.m. UTC each day, `rate(15 minutes)` each quarter of an hour"


def check_expression(text: str) -> str:
    """The expression itself, where EventBridge takes it.

    Raises:
        ValueError: what is wrong with it.
    """
    found = re.fullmatch(r"(rate|cron)\((.*)\)", text)
    if not found:
        raise ValueError(f"{text!r} is neither cron(…) nor rate(…); {EXAMPLE}")
    problem = _rate_problem(found[2]) if found[1] == "rate" else _cron_problem(found[2])
    if problem:
        raise ValueError(f"{text!r}: {problem}; {EXAMPLE}")
    return text


def _rate_problem(text: str) -> str | None:
    found = re.fullmatch(r"([1-9]\d*) (\w+)", text)
    if not found:
        return "a rate is a number and a unit"
    unit = found[2].removesuffix("s")
    if unit not in UNITS:
        return f"the unit {found[2]!r} is none of {', '.join(UNITS)}"
    wanted = unit if found[1] == "1" else f"{unit}s"
    return None if found[2] == wanted else f"write {wanted!r} after {found[1]}"


def _cron_problem(text: str) -> str | None:
    parts = text.split()
    if len(parts) != len(FIELDS):
        return f"{len(parts)} fields; six are required: {', '.join(name for name, *_ in FIELDS)}"
    for part, (name, least, most, words) in zip(parts, FIELDS, strict=True):
        if not all(_value_fits(one, name, least, most, words) for one in part.split(",")):
            return f"{part!r} is no {name} ({least} to {most}{', or names' if words else ''})"
    if (parts[2] == "?") == (parts[4] == "?"):
        return "exactly one of day of month and day of week must be `?`"
    return None


def _value_fits(text: str, name: str, least: int, most: int, words: list[str]) -> bool:
    """One value, range (`1-5`) or step (`*/15`) of a field."""
    if text == "*" or (text == "?" and name.startswith("day")):
        return True
    if name == "day of month" and re.fullmatch(r"L|LW|([1-9]|[12]\d|3[01])W", text):
        return True
    if name == "day of week" and re.fullmatch(r"([1-7])?L|[1-7]#[1-5]", text):
        return True
    start, _, step = text.partition("/")
    if step and not (step.isdigit() and 0 < int(step) <= most):
        return False
    if start == "*":
        return bool(step)
    ends = [_number(one, words) for one in start.split("-")]
    return 1 <= len(ends) <= 2 and all(end is not None and least <= end <= most for end in ends)


def _number(text: str, words: list[str]) -> int | None:
    if text.upper() in words:
        return words.index(text.upper()) + 1
    return int(text) if text.isdigit() else None


class Schedule(Section):
    """A task of a service at set times (UTC), in the serving region only."""

    name: ServiceName = Field(description="name of the schedule")
    expression: Annotated[str, AfterValidator(check_expression)] = Field(
        description="`cron(0 3 * * ? *)` or `rate(15 minutes)`, in UTC"
    )
    service: ServiceName = Field(description="the service whose task definition is run")
    command: tuple[str, ...] = Field(
        min_length=1, description="what the service's container runs instead of its own command"
    )
