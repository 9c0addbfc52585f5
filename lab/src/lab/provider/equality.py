"""When two values are the same for the provider, and what of a live value the program speaks of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def same(old: Any, new: Any) -> bool:
    """Equality as the provider sees it.

    A list of scalars is a set; "2" equals 2; a JSON text equals the same JSON laid out differently; what is not set
    equals the empty value of its kind (Terraform's SDK has no difference between null and "", 0, false).
    """
    if old is None or new is None:
        return _empty(old) and _empty(new)
    if isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            return False
        if all(not isinstance(item, (dict, list)) for item in old + new):
            return sorted(map(str, old)) == sorted(map(str, new))
        return all(same(left, right) for left, right in zip(old, new, strict=True))
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return all(same(old.get(key), new.get(key)) for key in {*old, *new} if key != "__defaults")
    if isinstance(old, (dict, list)) or isinstance(new, (dict, list)):
        return False
    if isinstance(old, str) and isinstance(new, str):
        return old == new or _same_json(old, new)
    return bool(old == new) or _text(old) == _text(new)


def _empty(value: Any) -> bool:
    return value is None or value in ("", 0, False) or value == [] or value == {}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _same_json(old: str, new: str) -> bool:
    if old[:1] not in ("{", "[") or old[:1] != new[:1]:
        return False
    try:
        return bool(json.loads(old) == json.loads(new))
    except ValueError:
        return False


def spoken_of(wanted: Any, live: Any) -> Any:
    """The live value cut down to what the program set: AWS's own additions inside a block are no drift.

    A list of blocks is put into the program's order first (most are sets to AWS); one of another length is kept whole.
    """
    if isinstance(wanted, Mapping) and isinstance(live, Mapping):
        return {key: spoken_of(value, live.get(key)) for key, value in wanted.items() if key != "__defaults"}
    if isinstance(wanted, list) and isinstance(live, list) and any(isinstance(item, Mapping) for item in wanted):
        if len(wanted) == len(live):
            return [spoken_of(left, right) for left, right in zip(wanted, _in_order(wanted, live), strict=True)]
        return live
    return live


def _in_order(wanted: list[Any], live: list[Any]) -> list[Any]:
    """Live blocks beside the wanted blocks that they equal; the rest fills the gaps in AWS's order."""
    rest = list(live)
    placed: list[Any] = []
    for want in wanted:
        match = next((item for item in rest if same(want, spoken_of(want, item))), None)
        placed.append(match)
        if match is not None:
            rest.remove(match)
    return [rest.pop(0) if item is None else item for item in placed]
