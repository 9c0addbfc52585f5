"""Check: the program's inputs to inputs that the provider accepts, or everything that is wrong with them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lab.provider.equality import same
from lab.provider.refusals import refusals
from lab.provider.rules import broken
from lab.provider.schema import Facts
from lab.provider.wire import Values, has_unknown

DEFAULTS = "__defaults"  # where the bridge notes which inputs it filled in


@dataclass
class Checked:
    """The inputs with defaults filled in, and every complaint (empty when they are accepted)."""

    inputs: Values
    failures: list[str] = field(default_factory=list)


def check(
    facts: Facts,
    handled: frozenset[str],
    blocks: Mapping[str, frozenset[str]],
    given: Values,
    *,
    name: str,
    old: Values,
    make_name: Callable[[], str],
) -> Checked:
    """Check one resource. `old` are its inputs of last time (empty for a new one), `make_name` makes up a name.

    `make_name` may raise ValueError (too long, naming switched off), which becomes a complaint.
    """
    given = {key: value for key, value in given.items() if key != DEFAULTS}
    complaints: list[tuple[str, str]] = []
    complaints += _unknown(facts, given)
    complaints += _not_emulated(facts, handled, blocks, given)
    filled, named = _fill_defaults(facts, given, old, make_name)
    complaints += named
    complaints += _missing(facts, filled)
    complaints += _combinations(facts, given)
    complaints += _bad_values(facts, given)
    complaints += refusals(facts.token, filled)
    return Checked(filled, [f"{text}. Examine values at '{name}.{path}'." for path, text in complaints])


def _unknown(facts: Facts, given: Values) -> Iterator[tuple[str, str]]:
    for key in sorted(set(given) - facts.inputs):
        near = difflib.get_close_matches(key, facts.inputs, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        yield key, f"Invalid or unknown key. {facts.token} has no input {key}{hint}"


def _not_emulated(
    facts: Facts, handled: frozenset[str], blocks: Mapping[str, frozenset[str]], given: Values
) -> Iterator[tuple[str, str]]:
    for key in sorted((set(given) & facts.inputs) - handled):
        # What equals the provider's own default asks for nothing.
        if not same(given[key], facts.defaults.get(key)):
            yield key, f"the lab's provider does not emulate {key} of {facts.token} (see lab/COVERAGE.md)"
    for path, keys in blocks.items():
        used = {key for block in blocks_at(given, path) for key in block}
        for key in sorted(used - keys - {DEFAULTS}):
            yield f"{path}.{key}", f"the lab's provider does not emulate {path}.{key} of {facts.token}"


def _fill_defaults(
    facts: Facts, given: Values, old: Values, make_name: Callable[[], str]
) -> tuple[Values, list[tuple[str, str]]]:
    filled = dict(given)
    made: list[str] = []
    complaints: list[tuple[str, str]] = []
    for key, value in facts.defaults.items():
        if key not in filled and not any(other in given for other in facts.conflicts.get(key, ())):
            filled[key] = value
            made.append(key)
    auto = facts.autoname
    if auto and auto.field not in filled and not any(key in given for key in facts.conflicts.get(auto.field, ())):
        kept = old.get(auto.field) if auto.field in old.get(DEFAULTS, []) else None
        try:
            filled[auto.field] = kept or make_name()
            made.append(auto.field)
        except ValueError as error:
            complaints.append((auto.field, str(error)))
    filled[DEFAULTS] = sorted(made)
    return filled, complaints


def _missing(facts: Facts, filled: Values) -> Iterator[tuple[str, str]]:
    for key in facts.required:
        if filled.get(key) is None:
            yield key, f'Missing required argument. The argument "{key}" is required, but no definition was found'
    for path in facts.required_in_blocks:
        parent, _, key = path.rpartition(".")
        for block in blocks_at(filled, parent):
            if block.get(key) is None:
                yield path, f'Missing required argument. The argument "{path}" is required, but no definition was found'


def _combinations(facts: Facts, given: Values) -> Iterator[tuple[str, str]]:
    told: set[frozenset[str]] = set()
    for key, others in sorted(facts.conflicts.items()):
        for other in others:
            pair = frozenset((key, other))
            if pair not in told and _is_set(given, key) and _is_set(given, other):
                told.add(pair)
                yield key, f'Conflicting configuration arguments. "{key}": conflicts with {other}'
    for group in facts.exactly_one:
        if _applies(given, group):
            yield from _exactly_one(given, group)
    for group in facts.at_least_one:
        if _applies(given, group) and not any(_is_set(given, key) for key in group):
            yield group[0], f"Missing required argument. one of `{','.join(group)}` must be specified"
    for key, others in sorted(facts.required_with.items()):
        if _is_set(given, key) and not all(_is_set(given, other) for other in others):
            together = ",".join(sorted({key, *others}))
            yield key, f'Missing required argument. "{key}": all of `{together}` must be specified'


def _exactly_one(given: Values, group: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    found = [key for key in group if _is_set(given, key)]
    certain = [key for key in found if not has_unknown(values_at(given, key))]
    if not found:
        text = f"Invalid combination of arguments. one of `{','.join(group)}` must be specified"
        yield group[0], text
    elif len(certain) > 1:
        text = f"only one of `{','.join(group)}` can be specified, but `{','.join(certain)}` were specified"
        yield certain[1], f"Invalid combination of arguments. {text}"


def _applies(given: Values, group: tuple[str, ...]) -> bool:
    """A group inside a block counts only where the block is written."""
    parent = group[0].rpartition(".")[0]
    return not parent or bool(values_at(given, parent))


def _bad_values(facts: Facts, given: Values) -> Iterator[tuple[str, str]]:
    for path, units in facts.rules.items():
        secret = path.split(".")[0] in facts.secret
        for found in values_at(given, path):
            for value in found if isinstance(found, list) else [found]:
                if value is None or has_unknown(value):
                    continue
                text = broken(value, units, path, hide=secret)
                if text:
                    yield path, text


def _is_set(given: Values, path: str) -> bool:
    return bool(values_at(given, path))


def values_at(values: Any, path: str) -> list[Any]:
    """Every value at a dotted path; lists of blocks on the way count block by block. [] when nothing is set there."""
    found = [values]
    for key in path.split("."):
        blocks = [block for item in found for block in (item if isinstance(item, list) else [item])]
        found = [block[key] for block in blocks if isinstance(block, dict) and block.get(key) is not None]
    return found


def blocks_at(values: Any, path: str) -> list[dict[str, Any]]:
    """Every block at a dotted path, one by one also where the path ends in a list of them."""
    found = [item for value in values_at(values, path) for item in (value if isinstance(value, list) else [value])]
    return [item for item in found if isinstance(item, dict)]
