"""Diff: what changed between the inputs of last time and the wanted ones, and whether that replaces the resource."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lab.provider.check import DEFAULTS, values_at
from lab.provider.conditional import conditional_replaces, ignored_change
from lab.provider.equality import same
from lab.provider.schema import Facts
from lab.provider.wire import Values, has_unknown

ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE = range(6)


@dataclass(frozen=True)
class Difference:
    """The changed inputs in order, those that replace, the kind of each (pulumirpc.PropertyDiff.Kind)."""

    changed: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    kinds: dict[str, int] = field(default_factory=dict)
    delete_before_replace: bool = False


def changed_inputs(facts: Facts, old: Values, new: Values, ignored: Iterable[str] = ()) -> list[str]:
    """The inputs that differ, sorted.

    What is no longer set, though AWS computes it (`engineVersion`, `kmsKeyId`), stays as it is: no change, as in the
    provider. `ignored` are paths of ignoreChanges, of which the first part counts.
    """
    skip = {path.split(".")[0].split("[")[0] for path in ignored} | {DEFAULTS} | ignored_change(facts.token, new)
    found = []
    for key in sorted({*old, *new} - skip):
        if key not in new and (key in facts.computed or key not in facts.inputs):
            continue
        if has_unknown(new.get(key)) or not same(old.get(key), new.get(key)):
            found.append(key)
    return found


def diff(
    facts: Facts, old: Values, new: Values, state: Values, wanted_tags: Values, ignored: Iterable[str]
) -> Difference:
    """Compare inputs. `state` are the outputs known so far, `wanted_tags` the tags with the default tags in them."""
    changed = changed_inputs(facts, old, new, ignored)
    ignores_tags = any(path.split(".")[0] in ("tags", "tagsAll") for path in ignored)
    compares_tags = facts.tagged and "tags" not in changed and "tagsAll" in state and not ignores_tags
    if compares_tags and not has_unknown(wanted_tags) and not same(state["tagsAll"], wanted_tags):
        changed.append("tagsAll")
    replaces = tuple(key for key in changed if key in _replacing(facts, old, new, state, changed))
    auto = facts.autoname.field if facts.autoname else None
    fixed = auto is not None and auto not in new.get(DEFAULTS, []) and same(old.get(auto), new.get(auto))
    return Difference(
        changed=tuple(changed),
        replaces=replaces,
        kinds={key: _kind(key, old, new, key in replaces) for key in changed},
        # Two resources cannot share a name that the program fixed, so the old one goes first (the bridge's rule).
        delete_before_replace=bool(replaces) and (facts.delete_before_replace or fixed),
    )


def _replacing(facts: Facts, old: Values, new: Values, state: Values, changed: list[str]) -> set[str]:
    if facts.no_update:
        return set(changed) - {"tagsAll"}
    always = {key for key in changed if _forces_new(facts, key, old, new)}
    always |= conditional_replaces(facts.token, {**state, **old}, new)
    return always | ({"region"} if facts.region_forces_new else set())


def _forces_new(facts: Facts, key: str, old: Values, new: Values) -> bool:
    if key in facts.force_new:
        return True
    for path in facts.force_new:
        if path.startswith(f"{key}."):
            before, after = values_at(old, path), values_at(new, path)
            if has_unknown(after) or not same(before, after):
                return True
    return False


def _kind(key: str, old: Values, new: Values, replaces: bool) -> int:
    if key == "tagsAll":
        return UPDATE
    if key not in old:
        return ADD_REPLACE if replaces else ADD
    if key not in new:
        return DELETE_REPLACE if replaces else DELETE
    return UPDATE_REPLACE if replaces else UPDATE
