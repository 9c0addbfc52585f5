"""The parity of the two regions: a table of traits, each a pure function of one region; what differs, and since when.

A contract entry differs at the latest since the last change of either side's parameter (SSM's `LastModifiedDate`): the
entry may have differed in another way before. Engine versions and parameters carry no time: AWS tells none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pattern.contract import NONE, SCHEDULES, SERVICES, service_entries
from standby.status.fact import age_text

ABSENT = "absent"
Values = Mapping[str, str] | None  # None: not read, so nothing can be compared


@dataclass(frozen=True)
class Traits:
    """What one region is made of; None where a read failed. `changed`: contract key to its last change."""

    region: str
    contract: Values = None
    changed: Mapping[str, datetime] = field(default_factory=dict)
    engine_version: str | None = None
    parameters: Values = None


@dataclass(frozen=True)
class Difference:
    """One trait that is not the same; `since` is None where nothing tells the time."""

    subject: str
    name: str
    primary: str
    dr: str
    since: datetime | None = None

    def line(self, now: datetime) -> str:
        """`image of web: 1.0.0 in the primary, 0.9.0 in DR, for 3 h`."""
        age = "age not known" if self.since is None else f"for {age_text(max((now - self.since).total_seconds(), 2.0))}"
        what = f"{self.subject} {self.name}" if self.name else self.subject
        return f"{what}: {self.primary} in the primary, {self.dr} in DR, {age}"


@dataclass(frozen=True)
class Trait:
    """One row of the table. `group`: where the contract keeps it; None: the contract does not."""

    subject: str
    of: Callable[[Traits], Values]
    group: str | None = None
    both: bool = False  # a name that only one side has belongs to another row


def _names(group: str) -> Callable[[Traits], Values]:
    def of(side: Traits) -> Values:
        if side.contract is None:
            return None
        return {key.removeprefix(f"{group}/"): "present" for key in side.contract if key.startswith(f"{group}/")}

    return of


def _images(side: Traits) -> Values:
    """The part after the registry and its folders: the registry of a region carries the region's name."""
    if side.contract is None:
        return None
    return {one.name: one.image.rsplit("/", 1)[-1] for one in service_entries(side.contract) if one.image != NONE}


def _scaling(side: Traits) -> Values:
    if side.contract is None:
        return None
    return {
        one.name: f"{one.desired} of {one.min} to {one.max} tasks, standby {one.standby}"
        for one in service_entries(side.contract)
    }


def _contract_version(side: Traits) -> Values:
    return None if side.contract is None else {"": side.contract.get("version", ABSENT)}


def _engine_version(side: Traits) -> Values:
    return None if side.engine_version is None else {"": side.engine_version}


TABLE = (
    Trait("service", _names(SERVICES), SERVICES),
    Trait("image of", _images, SERVICES, both=True),
    Trait("production numbers of", _scaling, SERVICES, both=True),
    Trait("schedule", _names(SCHEDULES), SCHEDULES),
    Trait("contract version", _contract_version, "version"),
    Trait("engine version", _engine_version),
    Trait("database parameter", lambda side: side.parameters),
)


def differences(primary: Traits, dr: Traits) -> tuple[Difference, ...]:
    """Everything that is known of both regions and not the same, in the table's order."""
    return tuple(found for trait in TABLE for found in _compared(trait, primary, dr))


def unread(primary: Traits, dr: Traits) -> tuple[str, ...]:
    """The subjects that could not be compared, because a region's side of them was not read."""
    return tuple(trait.subject.removesuffix(" of") for trait in TABLE if None in (trait.of(primary), trait.of(dr)))


def _compared(trait: Trait, primary: Traits, dr: Traits) -> list[Difference]:
    one, other = trait.of(primary), trait.of(dr)
    if one is None or other is None:
        return []
    names = sorted(set(one) & set(other) if trait.both else set(one) | set(other))
    return [
        Difference(
            trait.subject,
            name,
            one.get(name, ABSENT),
            other.get(name, ABSENT),
            _since(f"{trait.group}/{name}".rstrip("/"), primary, dr) if trait.group else None,
        )
        for name in names
        if one.get(name) != other.get(name)
    ]


def _since(key: str, primary: Traits, dr: Traits) -> datetime | None:
    return max((side.changed[key] for side in (primary, dr) if key in side.changed), default=None)
