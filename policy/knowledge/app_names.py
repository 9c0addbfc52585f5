"""Whether a DNS record is the application's: its full name, given its zone, against the public names of the app."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from policy.engine.stack import Stack
from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource
from policy.engine.unknown import is_set

ZONE = "aws:route53/zone:Zone"
# top-level domains that are never public: RFC 6762, RFC 8375, ICANN's `.internal`, and common private ones
_PRIVATE_ENDS = (".internal", ".local", ".localdomain", ".lan", ".corp", ".home.arpa", ".intra", ".private")


@dataclass(frozen=True)
class Place:
    """The zone that a record is in, as far as it is known: its ID, its name, and whether it is private."""

    id: str | None = None
    name: str | None = None
    private: bool = False


@dataclass(frozen=True)
class AppNames:
    """The app's public names, the zone that they are in, and names that are known not to be the app's."""

    names: tuple[str, ...]
    zone: Place = Place()
    others: frozenset[str] = frozenset()

    def has(self, record: str | None, place: Place) -> bool:
        """Whether a record in `place` answers for one of the names. Without any name, every public one may be it."""
        if record is None or place.private or plain(record) in self.others:
            return False
        name = full(record, place.name)
        if name.startswith("_") or name.endswith(_PRIVATE_ENDS) or name in self.others:
            return False  # a leading underscore proves ownership to a certificate authority, in both regions alike
        if not self.names:
            return True
        return any(_answers(name, one) or self._relative(record, one, place) for one in self.names)

    def _relative(self, record: str, one: str, place: Place) -> bool:
        """A name relative to a zone whose own name is not known: `app` may be `app.example.com`."""
        elsewhere = place.id is not None and self.zone.id is not None and place.id != self.zone.id
        name = plain(record)
        return place.name is None and not elsewhere and name not in ("", "@") and one.startswith(f"{name}.")


def plain(name: str) -> str:
    """A DNS name for comparing: lower case, no dot at its end, and Route 53's own writing of the asterisk."""
    return name.rstrip(".").lower().replace("\\052", "*")


def full(record: str, zone: str | None) -> str:
    """The record's whole name: Route 53 takes names with and without the zone, and nothing (or `@`) for its apex."""
    name = plain(record)
    if zone is None:
        return name
    if name in ("", "@"):
        return zone
    return name if name == zone or name.endswith(f".{zone}") else f"{name}.{zone}"


def _answers(name: str, one: str) -> bool:
    """Whether a record answers for `one`: by its very name, or as a wildcard over it."""
    return name == one or (name.startswith("*.") and one.endswith(name[1:]))


def app_names(config: StackConfig, told: Iterable[str], others: Iterable[str]) -> AppNames:
    """The app's names: of policy config or contract (`told`), and of `standby:domain`."""
    inside = config.inside("domain", "name")
    names = [*told, *([inside] if isinstance(inside, str) else [])]
    zone_id, zone_name = config.inside("domain", "hostedZoneId"), config.inside("domain", "zoneName")
    zone = Place(
        zone_id if isinstance(zone_id, str) else None, plain(zone_name) if isinstance(zone_name, str) else None
    )
    return AppNames(tuple(dict.fromkeys(plain(one) for one in names)), zone, frozenset(map(plain, others)))


def place_of(record: Resource, app: AppNames, stack: Stack | None = None) -> Place:
    """The zone of a record: the stack's own where it makes it, else the app's where the ID is the same."""
    known = record.text("zoneId")
    for zone in stack.links(record, "zoneId", ZONE).resources if stack else ():
        name = zone.text("name")
        return Place(known, plain(name) if name else None, is_set(zone.get("vpcs")))
    if known is not None and known == app.zone.id:
        return app.zone
    return Place(known)
