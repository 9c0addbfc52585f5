"""What the files of a pair's stacks say about each other: each fact stands in one place, or in two that agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pattern.addressing import overlapping
from pattern.settings import Settings
from pattern.workloads import WorkloadSettings


@dataclass(frozen=True)
class PlatformFile:
    """A platform stack: its name, the file that holds what is its own, and what it says."""

    stack: str
    file: str
    settings: Settings


@dataclass(frozen=True)
class WorkloadsFile:
    """A workloads stack, likewise."""

    stack: str
    file: str
    settings: WorkloadSettings


# (key, attribute): what both platform stacks say alike
SHARED = (
    ("app", "app"),
    ("environment", "environment"),
    ("database", "database"),
    ("cache", "cache"),
    ("domain", "domain"),
    ("probe", "probe"),
    ("names", "given_names"),
    ("httpsListener", "https_listener"),
)
# what is true of one region of a pair; the suffix is set in one
EXACTLY_ONE = (
    ("servesTraffic", "serves_traffic"),
    ("isAuroraSecondary", "is_aurora_secondary"),
    ("nameSuffix", "name_suffix"),
)


def disagreements(platforms: Sequence[PlatformFile], workloads: Sequence[WorkloadsFile]) -> tuple[str, ...]:
    """Every disagreement between two files, one sentence each, naming both."""
    found: list[str] = []
    by_name = {one.stack: one for one in platforms}
    for one in platforms:
        other = by_name.get(one.settings.peer.stack)
        if other is None:
            found.append(
                f"{one.file}: standby:peer.stack is {one.settings.peer.stack!r}, but there is no such platform stack; "
                f"there are {', '.join(sorted(by_name))}"
            )
        elif other.stack != one.stack:
            found += _of_peer(one, other)
    pairs = {tuple(sorted((one.stack, one.settings.peer.stack))) for one in platforms}
    for names in sorted(pairs):
        both = sorted((by_name[name] for name in names if name in by_name), key=lambda one: one.settings.dr)
        if len(both) == 2:
            found += [*_of_pair(*both), *_ranges(*both), *_roles(*both)]
    for layer in workloads:
        found += on_platform(layer, by_name)
    found += _of_workloads(workloads)
    return tuple(found)


def of_peers(one: PlatformFile, other: PlatformFile) -> tuple[str, ...]:
    """What two platform files say about each other at any time: not who serves and who is the secondary, of which a
    failback changes one file at a time, and not whether their ranges overlap, which the gate tells."""
    return (*_of_peer(one, other), *_of_peer(other, one), *_of_pair(one, other))


def _of_peer(one: PlatformFile, other: PlatformFile) -> Iterator[str]:
    """What a file says of the other region, against what that region's file says."""
    peer, facts = one.settings.peer, other.settings
    for key, here, there in (
        ("region", peer.region, facts.region),
        ("vpcCidr", peer.vpc_cidr, facts.vpc_cidr),
    ):
        if here != there:
            yield _differ(one.file, f"peer.{key}", here, other.file, key, there)
    if facts.peer.stack != one.stack:
        yield _differ(one.file, "peer.stack", peer.stack, other.file, "peer.stack", facts.peer.stack) + (
            f" (it should name {one.stack!r})"
        )


def _of_pair(one: PlatformFile, other: PlatformFile) -> Iterator[str]:
    """What the two regions of a pair must have alike, and what exactly one of them has."""
    for key, attribute in SHARED:
        here, there = getattr(one.settings, attribute), getattr(other.settings, attribute)
        if here != there:
            yield _differ(one.file, key, _shown(here, there), other.file, key, _shown(there, here))


def _ranges(one: PlatformFile, other: PlatformFile) -> Iterator[str]:
    """The two VPCs' ranges."""
    files = f"{one.file} and {other.file}"
    ranges = [(s.file, s.settings.vpc_cidr) for s in (one, other)]
    for _, first, _, second in overlapping(ranges):
        yield f"{files}: standby:vpcCidr {first} and {second} overlap; the two VPCs could never be connected"


def _roles(one: PlatformFile, other: PlatformFile) -> Iterator[str]:
    """What is true of exactly one region."""
    files = f"{one.file} and {other.file}"
    for key, attribute in EXACTLY_ONE:
        sides = [bool(getattr(side.settings, attribute)) for side in (one, other)]
        if sides[0] == sides[1]:
            said = str(getattr(one.settings, attribute)).lower() or "empty"
            wanted = "empty" if key == "nameSuffix" else "true"
            yield f"{files}: standby:{key} is {said} in both; {wanted} in exactly one is required"


def on_platform(layer: WorkloadsFile, platforms: Mapping[str, PlatformFile]) -> Iterator[str]:
    """A workloads stack against the platform stack that it stands on."""
    name = layer.settings.platform.stack or layer.stack
    platform = platforms.get(name)
    if platform is None:
        there = ", ".join(sorted(platforms)) or "none"
        yield f"{layer.file}: it stands on the platform stack {name!r}, which has no file; there are {there}"
        return
    for key in ("app", "environment", "region", "name_suffix"):
        here, there = getattr(layer.settings, key), getattr(platform.settings, key)
        if here != there:
            shown = "nameSuffix" if key == "name_suffix" else key
            yield _differ(layer.file, shown, here, platform.file, shown, there)


def _of_workloads(workloads: Sequence[WorkloadsFile]) -> Iterator[str]:
    """Services must be the same ones everywhere, with the same numbers; and somebody must run them."""
    first, *others = workloads or (None,)
    for other in others:
        if first is None:
            continue
        for key, here, there in (
            ("services", _numbers(first.settings), _numbers(other.settings)),
            ("schedules", first.settings.schedules, other.settings.schedules),
            ("deployments", first.settings.deployments, other.settings.deployments),
        ):
            if here != there:
                yield _differ(first.file, key, _shown(here, there), other.file, key, _shown(there, here))
    if workloads and all(one.settings.capacity == "warm" for one in workloads):
        files = " and ".join(one.file for one in workloads)
        yield f"{files}: standby:capacity is 'warm' in all; no region runs production: set it in the serving one"


def _numbers(settings: WorkloadSettings) -> dict[str, Any]:
    """By service name: what a promotion raises, and how."""
    return {
        one.name: (one.production, one.standby, one.front, one.path, one.rule_priority) for one in settings.services
    }


def _shown(here: Any, there: Any) -> str:
    """The part of a value that differs from the other one, so that a long object is not printed whole."""
    if isinstance(here, Mapping) and isinstance(there, Mapping):
        return ", ".join(sorted(f"{key}: {value}" for key, value in here.items() if there.get(key) != value)) or "less"
    if hasattr(here, "model_dump"):
        return _shown(here.model_dump(by_alias=True), there.model_dump(by_alias=True))
    return str(here)


def _differ(file: str, key: str, here: object, other: str, other_key: str, there: object) -> str:
    return f"{file}: standby:{key} is {here!r}, but {other} says standby:{other_key} {there!r}; make them agree"
