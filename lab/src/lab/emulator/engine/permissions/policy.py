"""IAM policy evaluation as a pure function: documents, action, resources, context → allowed, denied, or not mentioned.

Source: IAM user guide, "Policy evaluation logic" (explicit deny, then allow, else implicit deny), "IAM JSON policy
elements: Condition operators". Unknown operators never hold: the lab errs towards refusing.
moto's own evaluation is not used: it ignores conditions, reads ``?`` and ``.`` as regular expressions, and minds case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import cache
from typing import Any

Context = Mapping[str, list[str]]
"""Condition keys (lower case) → values of the request."""


class Decision(Enum):
    """What policies say about a request."""

    ALLOWED = "allowed"
    IMPLICIT_DENY = "implicitDeny"
    EXPLICIT_DENY = "explicitDeny"


def evaluate(
    documents: Iterable[Mapping[str, Any]], action: str, resources: Iterable[str], context: Context
) -> Decision:
    """The decision for ``action`` on every one of ``resources``: each must be allowed, none denied."""
    statements = [statement for document in documents for statement in _listed(document.get("Statement"))]
    allowed = True
    for resource in resources:
        hits = [one["Effect"] for one in statements if _concerns(one, action, resource, context)]
        if "Deny" in hits:
            return Decision.EXPLICIT_DENY
        allowed = allowed and "Allow" in hits
    return Decision.ALLOWED if allowed else Decision.IMPLICIT_DENY


def trusts(document: Mapping[str, Any], principals: Iterable[str], action: str, context: Context) -> str | None:
    """The principal pattern by which a trust policy lets one of ``principals`` in; None when it doesn't (or denies)."""
    names, found = list(principals), None
    for statement in _listed(document.get("Statement")):
        given = statement.get("Principal", {})
        patterns = [given] if isinstance(given, str) else _listed(given.get("AWS"))
        match = next((pattern for pattern in patterns if pattern == "*" or pattern in names), None)
        if match is None or not _action_matches(statement, action) or not _conditions_hold(statement, context):
            continue
        if statement["Effect"] == "Deny":
            return None
        found = found or match
    return found


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _concerns(statement: Mapping[str, Any], action: str, resource: str, context: Context) -> bool:
    return (
        _action_matches(statement, action)
        and _resource_matches(statement, resource)
        and _conditions_hold(statement, context)
    )


def _action_matches(statement: Mapping[str, Any], action: str) -> bool:
    name = action.lower()
    if "NotAction" in statement:
        return not any(_glob(pattern.lower()).fullmatch(name) for pattern in _listed(statement["NotAction"]))
    return any(_glob(pattern.lower()).fullmatch(name) for pattern in _listed(statement.get("Action")))


def _resource_matches(statement: Mapping[str, Any], resource: str) -> bool:
    if "NotResource" in statement:
        return not any(_glob(pattern).fullmatch(resource) for pattern in _listed(statement["NotResource"]))
    return any(_glob(pattern).fullmatch(resource) for pattern in _listed(statement.get("Resource")))


@cache
def _glob(pattern: str) -> re.Pattern[str]:
    """IAM's wildcards: ``*`` any run of characters, ``?`` any one; everything else is itself."""
    parts = [".*" if char == "*" else "." if char == "?" else re.escape(char) for char in pattern]
    return re.compile("".join(parts), re.DOTALL)


def _conditions_hold(statement: Mapping[str, Any], context: Context) -> bool:
    return all(
        _holds(operator, context.get(key.lower()), [str(value) for value in _listed(expected)])
        for operator, keys in (statement.get("Condition") or {}).items()
        for key, expected in keys.items()
    )


_TESTS: dict[str, Callable[[str, str], bool]] = {
    "stringequals": lambda value, wanted: value == wanted,
    "stringequalsignorecase": lambda value, wanted: value.lower() == wanted.lower(),
    "stringlike": lambda value, wanted: bool(_glob(wanted).fullmatch(value)),
    "arnequals": lambda value, wanted: bool(_glob(wanted).fullmatch(value)),
    "arnlike": lambda value, wanted: bool(_glob(wanted).fullmatch(value)),
    "bool": lambda value, wanted: value.lower() == wanted.lower(),
}
_NEGATED = {"stringnotequals": "stringequals", "stringnotlike": "stringlike", "arnnotlike": "arnlike"}


def _holds(operator: str, values: list[str] | None, expected: list[str]) -> bool:
    quantifier, _, name = operator.lower().rpartition(":")
    optional = name.endswith("ifexists")
    name = name.removesuffix("ifexists")
    if name == "null":
        return (values is None) == (expected[:1] == ["true"])
    if values is None:
        return optional or quantifier == "forallvalues" or name in _NEGATED
    test = _TESTS.get(_NEGATED.get(name, name))
    if test is None:
        return False
    matches = [any(test(value, wanted) for wanted in expected) for value in values]
    if name in _NEGATED:
        return not any(matches)
    return all(matches) if quantifier == "forallvalues" else any(matches)
