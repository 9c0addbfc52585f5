"""What differs per region: `serviceOverrides` of a stack, merged by service name onto the shared list."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from pattern.services import Service

# the pair must agree on these, or a promotion would raise other numbers than the region needs
SHARED = ("name", "production", "standby", "front", "recycle", "path", "priority")
MERGED = ("environment", "secrets")


def merged(
    services: Sequence[Mapping[str, Any]], overrides: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], list[str]]:
    """The services with their overrides, and what is wrong with these.

    `environment` and `secrets` are merged by name; any other key replaces the shared one's whole value.
    """
    problems: list[str] = []
    names = [str(one.get("name")) for one in services]
    for name, changes in overrides.items():
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}? " if near else ""
            problems.append(
                f"standby:serviceOverrides.{name} is of no service; {hint}Services: {', '.join(names) or 'none'}"
            )
        elif not isinstance(changes, Mapping):
            problems.append(f"standby:serviceOverrides.{name} must be an object of the keys that differ")
        else:
            problems += [problem for key in changes if (problem := _key_problem(name, key))]
    return [_one(one, overrides.get(str(one.get("name")))) for one in services], problems


def _key_problem(name: str, key: str) -> str | None:
    known = sorted(str(field.alias) for field in Service.model_fields.values())
    own = [one for one in known if one not in SHARED]
    where = f"standby:serviceOverrides.{name}.{key}"
    if key in SHARED:
        return f"{where} cannot differ between the two regions; set it in the shared standby:services"
    if key not in own:
        near = difflib.get_close_matches(key, own, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}?" if near else "remove it."
        return f"{where} is not a known key; {hint} Known: {', '.join(own)}"
    return None


def _one(service: Mapping[str, Any], changes: Any) -> dict[str, Any]:
    known = {str(field.alias) for field in Service.model_fields.values()} - set(SHARED)
    result = dict(service)
    for key, value in changes.items() if isinstance(changes, Mapping) else ():
        if key not in known:
            continue
        shared = service.get(key)
        both = key in MERGED and isinstance(value, Mapping) and isinstance(shared, Mapping)
        result[key] = {**shared, **value} if both and isinstance(shared, Mapping) else value
    return result
