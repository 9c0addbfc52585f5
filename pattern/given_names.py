"""Names that exist already: config `names:`, which says them instead of the rule of `pattern.naming`.

A key is a kind of that table, a part of it where the name has one, and a region where the name is one region's:
`global-cluster`, `secret/database`, `db-cluster@us-east-2`, `db-instance/1@us-east-2`. One table for both regions, in
the file that both share, so that each stack knows the other's names.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import AfterValidator

from pattern.naming import KINDS, Scope
from pattern.texts import REGIONS

_KEY = re.compile(r"^(?P<kind>[a-z0-9-]+)(?:/(?P<part>[A-Za-z0-9][A-Za-z0-9-]*))?(?:@(?P<region>[a-z0-9-]+))?$")
# a pair has one of each in either region, under names that differ
ONE_PER_REGION = ("db-cluster", "db-instance")


def needs_region(kind: str) -> bool:
    """Whether the two regions' names of a kind differ, so that a key says whose it is."""
    return kind in ONE_PER_REGION or KINDS[kind].scope is Scope.GLOBAL


def problems(given: Mapping[str, str]) -> tuple[str, ...]:
    """What is wrong with a table of names, one sentence each, by the key at fault."""
    found = [sentence for key, name in given.items() if (sentence := _problem(key, name))]
    return (*found, *_twice(given))


def _problem(key: str, name: str) -> str | None:
    parts = _KEY.match(key)
    if parts is None:
        return f"{key!r} is no key of a name; write kind, kind/part or kind/part@region, such as 'db-cluster@us-east-2'"
    kind, region = parts["kind"], parts["region"]
    if kind not in KINDS:
        near = difflib.get_close_matches(kind, KINDS, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(KINDS)}"
        return f"{key!r} names no kind that is known; {hint} (docs/naming.md)"
    if region is not None and region not in REGIONS:
        return f"{key!r} names no AWS region behind @; write it like 'us-east-2'"
    if region is None and needs_region(kind):
        return f"{key!r} needs a region, because the two regions' names of this kind differ: '{key}@<region>'"
    if region is not None and kind == "global-cluster":
        return f"{key!r} is one object of both regions; remove '@{region}'"
    if not name.strip() or name != name.strip() or len(name) > KINDS[kind].max_length:
        return (
            f"{key!r} is {name!r}; a name of 1 to {KINDS[kind].max_length} characters without blanks around is required"
        )
    return None


def _twice(given: Mapping[str, str]) -> Iterator[str]:
    """Two objects of one kind and region with one name."""
    seen: dict[tuple[str, str, str], str] = {}
    for key, name in given.items():
        kind, region = key.partition("@")[0].partition("/")[0], key.partition("@")[2]
        other = seen.setdefault((kind, region, name), key)
        if other != key:
            yield f"{other!r} and {key!r} are both {name!r}; two objects need two names"


def _checked(given: Mapping[str, str]) -> Mapping[str, str]:
    if found := problems(given):
        raise ValueError("; ".join(found))
    return given


GivenNames = Annotated[Mapping[str, str], AfterValidator(_checked)]
