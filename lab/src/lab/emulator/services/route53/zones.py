"""What Route 53 keeps beside moto: changes under way, what resolvers already see, and record protections.

Approximation: resolvers see a change when it turns INSYNC, everywhere at once, and cache nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from moto.route53.models import FakeZone, route53_backends
from moto.route53.models import RecordSet as MotoRecordSet

from lab.emulator.services.route53.batch import RecordSet, dns_name

if TYPE_CHECKING:
    from lab.emulator.engine.clock import Transition
    from lab.emulator.engine.context import Context


@dataclass
class Change:
    """A change as GetChange shows it."""

    id: str
    submitted: datetime
    transition: Transition
    comment: str | None = None

    def shown(self) -> dict[str, Any]:
        status = "INSYNC" if self.transition.done else "PENDING"
        return {"Id": f"/change/{self.id}", "Status": status, "SubmittedAt": self.submitted, "Comment": self.comment}


@dataclass
class ZoneBook:
    """Changes by ID; by zone ID what resolvers see and which (name, type) pairs are protected (with comment)."""

    context: Context
    changes: dict[str, Change] = field(default_factory=dict)
    served: dict[str, list[RecordSet]] = field(default_factory=dict)
    protections: dict[str, dict[tuple[str, str], str | None]] = field(default_factory=dict)
    on_sync: list[Callable[[], None]] = field(default_factory=list)

    def clear(self) -> None:
        self.changes.clear()
        self.served.clear()
        self.protections.clear()

    def submit(self, zone: FakeZone, comment: str | None = None) -> Change:
        """Note a change of ``zone`` as it now is; resolvers see it when it is INSYNC."""
        snapshot = [from_moto(record) for record in zone.rrsets]
        zone_id = zone.resource_id

        def in_sync() -> None:
            self.served[zone_id] = snapshot
            for listener in self.on_sync:
                listener()

        clock = self.context.clock
        transition = clock.after("route53.change", in_sync, f"Route 53 change of {zone.name} INSYNC")
        change = Change("C" + uuid.uuid4().hex[:20].upper(), clock.utcnow(), transition, comment)
        self.changes[change.id] = change
        return change

    def protected(self, zone_id: str) -> dict[tuple[str, str], str | None]:
        return self.protections.setdefault(zone_id, {})

    def resolve(self, name: str, record_type: str = "A") -> RecordSet | None:
        """The record that a resolver finds for ``name``, looking in every account's public zones; None: NXDOMAIN."""
        wanted = dns_name(name)
        best: tuple[int, RecordSet] | None = None
        for zone in all_zones():
            if zone.private_zone:
                continue
            for record in self.served.get(zone.resource_id, []):
                if record.name == wanted and record.type in (record_type, "CNAME"):
                    best = max(best or (0, record), (len(zone.name), record), key=lambda pair: pair[0])
        return best[1] if best else None


def all_zones() -> list[FakeZone]:
    """Every hosted zone of every account."""
    return [
        zone for account in route53_backends.values() for backend in account.values() for zone in backend.zones.values()
    ]


def from_moto(record: MotoRecordSet) -> RecordSet:
    """moto's record set as a value."""
    target = record.alias_target
    alias = None
    if target:
        health = str(target.get("EvaluateTargetHealth", False)).lower() == "true"
        alias = (target.get("HostedZoneId", ""), dns_name(target.get("DNSName", "")), health)
    values = tuple(value["Value"] if isinstance(value, dict) else value for value in record.records or [])
    ttl = None if record.ttl is None else int(record.ttl)
    return RecordSet(dns_name(record.name), str(record.type), record.set_identifier, ttl, values, alias)


def to_moto(record: RecordSet) -> MotoRecordSet:
    """``record`` as moto keeps it; an alias target is fully qualified, as AWS lists it."""
    fields = dict(record.raw) | {"Name": record.name, "ResourceRecords": list(record.values)}
    if record.alias is not None:
        zone, target, health = record.alias
        fields["AliasTarget"] = {"HostedZoneId": zone, "DNSName": target, "EvaluateTargetHealth": health}
    return MotoRecordSet(fields)  # type: ignore[abstract]  # moto makes them so itself
