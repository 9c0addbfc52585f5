"""Which type and which function is carried out by what. Built from the explicit list in `services`."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from lab.provider import schema
from lab.provider.conditional import WRITE_ONLY, conditional_replaces
from lab.provider.errors import NotEmulated, UnknownType
from lab.provider.resource import Place, Resource
from lab.provider.services import MODULES

Function = Callable[[Place, Mapping[str, Any]], dict[str, Any]]
ALWAYS_HANDLED = frozenset({"region", "tags"})
OPERATIONS = ("create", "read", "update", "retag", "delete")


@dataclass(frozen=True)
class Coverage:
    """What the lab's provider does of one type; an empty `operations` means that every request is refused by name."""

    token: str
    operations: tuple[str, ...]
    inputs_refused: tuple[str, ...]  # known to the real provider, refused here by name
    changes_refused: tuple[str, ...]  # changeable in place there, refused here by name
    never_read: tuple[str, ...] = ()  # AWS tells nothing of them: an import leaves them out, drift in them goes unseen


@cache
def resources() -> dict[str, type[Resource]]:
    """The implemented types by token."""
    return {kind.token: kind for module in MODULES for kind in module.RESOURCES}


@cache
def functions() -> dict[str, Function]:
    """The implemented functions (invokes) by token."""
    return {token: call for module in MODULES for token, call in getattr(module, "FUNCTIONS", {}).items()}


def resource(token: str) -> type[Resource]:
    """The class of a type; raises NotEmulated or UnknownType, naming what there is."""
    kind = resources().get(token)
    if kind is not None:
        return kind
    if token in schema.tokens():
        raise NotEmulated(f"the lab's provider does not emulate {token} (see lab/COVERAGE.md)")
    near = difflib.get_close_matches(token, schema.tokens(), 1)
    raise UnknownType(f"Unknown resource type {token}: the lab's provider has no schema of it{_hint(near)}")


def function(token: str) -> Function:
    """The call of a function; raises NotEmulated naming it."""
    call = functions().get(token)
    if call is None:
        near = difflib.get_close_matches(token, functions(), 1)
        raise NotEmulated(f"the lab's provider does not emulate the function {token}{_hint(near)}")
    return call


def _hint(near: list[str]) -> str:
    return f"; did you mean {near[0]}?" if near else ""


def handled(token: str) -> frozenset[str]:
    """Inputs of a type that are carried out; the rest of the schema's inputs are refused by name."""
    kind = resource(token)
    return (kind.handles | ALWAYS_HANDLED) & schema.facts(token).inputs


def changeable(token: str) -> frozenset[str]:
    """Inputs of a type whose change `Update` carries out (or that only steer later calls)."""
    kind = resource(token)
    retags = frozenset({"tags"}) if schema.facts(token).tagged else frozenset()
    return kind.updates | kind.settings | retags


def coverage() -> list[Coverage]:
    """One row per type of the schema data, sorted by token; the page `lab/COVERAGE.md` is written from it."""
    rows = []
    for token in schema.tokens():
        facts = schema.facts(token)
        kind = resources().get(token)
        if kind is None:
            rows.append(Coverage(token, (), tuple(sorted(facts.inputs)), ()))
            continue
        own = tuple(name for name in OPERATIONS if _carries_out(kind, name, facts))
        replaced = {path.split(".")[0] for path in facts.force_new} | conditional_replaces(token, {}, {}) | WRITE_ONLY
        fixed = handled(token) - changeable(token) - replaced - {"region"}
        refused, unread = facts.inputs - handled(token), (kind.unread | kind.settings) & handled(token)
        rows.append(Coverage(token, own, *(tuple(sorted(names)) for names in (refused, fixed, unread))))
    return rows


def _carries_out(kind: type[Resource], operation: str, facts: schema.Facts) -> bool:
    if operation == "retag" and not facts.tagged:
        return False
    return getattr(kind, operation) is not getattr(Resource, operation)
