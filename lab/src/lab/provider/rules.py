"""Value rules of the schema data, checked: `{"range": [0, 9]}`, `{"oneOf": […]}`, `{"says": "<how it refuses>"}`.

The data knows a hand-written validator only by what it says when refused. `patterns` gives each such sentence its test;
a sentence without one is listed there as unchecked, and a test keeps the two lists complete.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from lab.provider.patterns import validator_of

Unit = Mapping[str, Any]

WINDOW = r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d"
DAY = r"(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d"
FORMATS = {"hh24:mi-hh24:mi": re.compile(WINDOW), "ddd:hh24:mi-ddd:hh24:mi": re.compile(f"{DAY}-{DAY}", re.IGNORECASE)}
# arn:partition:service:region:account:resource, region and account may be empty
ARN = re.compile(r"arn:[\w-]+:[\w-]*:[a-z0-9-]*:(\d{12}|aws|aws-managed|cloudfront)?:.+")
ALTERNATIVE_SAYS = ("must begin with custom-", "to be an empty string", "invalid statistic")


def broken(value: Any, units: Sequence[Unit], path: str, *, hide: bool = False) -> str | None:
    """The provider's complaint about a value, or None when it fits.

    Several units stand for "all of them", except that one-of lists, ARNs, multiples and several ranges are alternatives
    to the rest, as in the provider (validation.Any). `hide` keeps the value itself out of the message.
    """
    ranges = sum("range" in unit for unit in units)
    alternatives = [unit for unit in units if _is_alternative(unit, ranges)]
    others = [unit for unit in units if not _is_alternative(unit, ranges)]
    complaints = [text for unit in others if (text := _complaint(value, unit, path, hide))]
    if others and not complaints and not _only_narrowed(alternatives, others):
        return None
    if not alternatives:
        return complaints[0] if complaints else None
    misses = [_complaint(value, unit, path, hide) for unit in alternatives]
    return None if None in misses else (misses + complaints)[0]


def _only_narrowed(alternatives: Sequence[Unit], others: Sequence[Unit]) -> bool:
    """A lone one-of list beside checks that say nothing of their own decides alone."""
    return bool(alternatives) and all("says" in unit and validator_of(unit["says"]) is None for unit in others)


def _is_alternative(unit: Unit, ranges: int) -> bool:
    if "says" in unit:
        return any(words in unit["says"] for words in ALTERNATIVE_SAYS)
    return "oneOf" in unit or "arn" in unit or "divisibleBy" in unit or ("range" in unit and ranges > 1)


def _complaint(value: Any, unit: Unit, path: str, hide: bool) -> str | None:
    kind, rule = next(iter(unit.items()))
    shown = "the value given" if hide else f"{value}"
    if kind == "says":
        test = validator_of(rule)
        return None if test is None or test(value) else _spoken(rule, path)
    if kind == "json":
        return _json_complaint(value, path)
    if kind == "network":
        return _network_complaint(value, rule, path)
    fits, wanted = _plain(kind, rule, value)
    return None if fits else f"expected {path} to {wanted}, got {shown}"


def _plain(kind: str, rule: Any, value: Any) -> tuple[bool, str]:
    if kind == "oneOf":
        listed = " ".join(f'"{item}"' for item in rule)
        return str(value) in {str(item) for item in rule}, f"be one of [{listed}]"
    if kind == "length":
        fits = isinstance(value, str) and rule[0] <= len(value) <= rule[1]
        return fits, f"have a length in the range ({rule[0]} - {rule[1]})"
    if kind == "arn":
        return isinstance(value, str) and (value == "" or ARN.fullmatch(value) is not None), "be an ARN"
    if kind == "format":
        fits = isinstance(value, str) and FORMATS[rule].fullmatch(value) is not None
        return fits, f'satisfy the format of "{rule}"'
    number = _number(value)
    if kind == "range":
        return number is not None and rule[0] <= number <= rule[1], f"be in the range ({rule[0]:g} - {rule[1]:g})"
    if kind == "min":
        return number is not None and number >= rule, f"be at least ({rule:g})"
    if kind == "max":
        return number is not None and number <= rule, f"be at most ({rule:g})"
    if kind == "divisibleBy":
        return number is not None and number > 0 and number % rule == 0, f"be divisible by {rule}"
    raise ValueError(f"the schema data holds a rule of an unknown kind: {kind}")


def _number(value: Any) -> float | None:
    try:
        return None if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return None


def _spoken(says: str, path: str) -> str:
    """The validator's own sentence, with the input's name where the extraction put VALUE and its probe left out."""
    text = says.removeprefix("LONG: ").replace("VALUE", path)
    return re.sub(r'(: |, got |, got: )"?\\?\\x01"?$', "", text).rstrip(": ").removesuffix(", got")


def _json_complaint(value: Any, path: str) -> str | None:
    try:
        json.loads(value)
    except (TypeError, ValueError) as error:
        return f'"{path}" contains an invalid JSON: {error}'
    return None


def _network_complaint(value: Any, bits: Sequence[int], path: str) -> str | None:
    try:
        network = ipaddress.IPv4Network(value, strict=False)
    except (ValueError, TypeError):
        return f"expected {path} to contain a valid Value, got: {value} with err: invalid CIDR address: {value}"
    if str(network) != value:
        return f"expected {path} to contain a valid network Value, expected {network}, got {value}"
    if not bits[0] <= network.prefixlen <= bits[1]:
        wanted = f"between {bits[0]} and {bits[1]} significant bits"
        return f'expected "{path}" to contain a network Value with {wanted}, got: {network.prefixlen}'
    return None
