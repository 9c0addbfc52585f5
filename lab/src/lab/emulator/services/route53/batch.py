"""A change batch decided as Route 53 decides it: all of it or nothing, with its messages.

Pure: takes record sets and changes as values, gives back the new record sets or the list of what is wrong.
Sources: Route 53 API reference, ChangeResourceRecordSets; the wording of the messages from public reports of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lab.emulator.services.elbv2.naming import ZONES as BALANCER_ZONES

_CONFLICT = (
    "RRSet of type {new} with DNS name {name} is not permitted because a conflicting RRSet of type {old} "
    "with the same DNS name already exists in zone {zone}"
)


class BatchRefusedError(Exception):
    """The batch changes nothing; ``messages`` says why, one sentence per change that is wrong."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__("[" + ", ".join(messages) + "]")
        self.messages = messages


@dataclass(frozen=True)
class RecordSet:
    """One record set. ``name`` is lower case with its dot; ``alias`` is (zone ID, DNS name, evaluate health)."""

    name: str
    type: str
    identifier: str | None = None
    ttl: int | None = None
    values: tuple[str, ...] = ()
    alias: tuple[str, str, bool] | None = None
    raw: tuple[tuple[str, Any], ...] = field(default=(), compare=False)

    @property
    def key(self) -> tuple[str, str, str | None]:
        return self.name, self.type, self.identifier

    def same_values(self, other: RecordSet) -> bool:
        return (self.ttl, frozenset(self.values), self.alias) == (other.ttl, frozenset(other.values), other.alias)


def dns_name(name: str) -> str:
    """A DNS name as Route 53 keeps it: lower case, fully qualified."""
    return name.lower().rstrip(".") + "."


def record_set(given: dict[str, Any]) -> RecordSet:
    """A record set from the API's parameters; everything but name, type and value is kept in ``raw``."""
    target = given.get("AliasTarget")
    alias = None
    if target:
        health = str(target.get("EvaluateTargetHealth", False)).lower() == "true"
        alias = (str(target.get("HostedZoneId", "")), dns_name(str(target.get("DNSName", ""))), health)
    values = tuple(record["Value"] for record in given.get("ResourceRecords") or [])
    ttl = given.get("TTL")
    return RecordSet(
        name=dns_name(given["Name"]),
        type=given["Type"],
        identifier=given.get("SetIdentifier"),
        ttl=None if ttl is None else int(ttl),
        values=values,
        alias=alias,
        raw=tuple(given.items()),
    )


def apply_batch(zone: str, present: list[RecordSet], changes: list[dict[str, Any]]) -> list[RecordSet]:
    """The record sets of ``zone`` after ``changes``; raises BatchRefusedError with every message at once."""
    zone = dns_name(zone)
    records = {record.key: record for record in present}
    messages: list[str] = []
    for change in changes:
        wanted = record_set(change["ResourceRecordSet"])
        problem = _problem(zone, records, change["Action"], wanted)
        if problem:
            messages.append(problem)
        elif change["Action"] == "DELETE":
            del records[wanted.key]
        else:
            records[wanted.key] = wanted
    if messages:
        raise BatchRefusedError(messages)
    return list(records.values())


def _problem(
    zone: str, records: dict[tuple[str, str, str | None], RecordSet], action: str, wanted: RecordSet
) -> str | None:
    shown = f"[name='{wanted.name}', type='{wanted.type}'"
    shown += f", set identifier='{wanted.identifier}']" if wanted.identifier else "]"
    if wanted.name != zone and not wanted.name.endswith("." + zone):
        return f"RRSet with DNS name {wanted.name} is not permitted in zone {zone}"
    there = records.get(wanted.key)
    if action == "DELETE":
        if there is None:
            return f"Tried to delete resource record set {shown} but it was not found"
        if not there.same_values(wanted):
            return (
                f"Tried to delete resource record set {shown} but the values provided do not match the current values"
            )
        return _fixed(zone, wanted, "delete")
    if action == "CREATE" and there is not None:
        return f"Tried to create resource record set {shown} but it already exists"
    return _conflict(zone, records, wanted) or _alias_problem(wanted)


def _fixed(zone: str, wanted: RecordSet, verb: str) -> str | None:
    if wanted.name == zone and wanted.type in ("NS", "SOA"):
        return f"A HostedZone must contain at least one {wanted.type} record for the zone itself; tried to {verb} it"
    return None


def _conflict(zone: str, records: dict[tuple[str, str, str | None], RecordSet], wanted: RecordSet) -> str | None:
    if wanted.type == "CNAME" and wanted.name == zone:
        return f"RRSet of type CNAME with DNS name {wanted.name} is not permitted at apex in zone {zone}"
    for record in records.values():
        if record.name == wanted.name and record.type != wanted.type and "CNAME" in (record.type, wanted.type):
            return _CONFLICT.format(new=wanted.type, name=wanted.name, old=record.type, zone=zone)
    return None


# API Gateway's regional zones. Source: AWS General Reference, "Amazon API Gateway endpoints and quotas".
API_GATEWAY_ZONES = {
    "us-east-1": "Z1UJRXOUMOOFQ8",
    "us-east-2": "ZOJJZC49E0EPZ",
    "us-west-1": "Z2MUQ32089INYE",
    "us-west-2": "Z2OJLYMUO9EFXC",
    "ap-northeast-1": "Z1YSHQZHG15GKL",
    "ap-northeast-2": "Z20JF4UZKIW1U8",
    "ap-south-1": "Z3VO1THU9YC4UR",
    "ap-southeast-1": "ZL327KTPIQFUL",
    "ap-southeast-2": "Z2RPCDW04V8134",
    "ca-central-1": "Z19DQILCV0OWEC",
    "eu-central-1": "Z1U9ULNL0V5AJ3",
    "eu-north-1": "Z3UWIKFBOOGXPP",
    "eu-west-1": "ZLY8HYME6SFDD",
    "eu-west-2": "ZJ5UAJN8Y3Z2Q",
    "eu-west-3": "Z3KY65QIEKYHQQ",
    "sa-east-1": "ZCMLWB8V5SYIT",
}


def _alias_problem(wanted: RecordSet) -> str | None:
    """An alias must lie in the zone that it names; known here for API Gateway's domains and for load balancers."""
    if wanted.alias is None:
        return None
    zone, target, _ = wanted.alias
    labels = target.rstrip(".").split(".")
    if labels[-2:] != ["amazonaws", "com"]:
        return None
    if labels[-4:-3] == ["execute-api"]:
        own = API_GATEWAY_ZONES.get(labels[-3], zone)
    elif labels[-3:-2] == ["elb"] and len(labels) > 4:
        own = BALANCER_ZONES.get(labels[-4], zone)
    else:
        return None
    if zone != own:
        return (
            f"Tried to create an alias that targets {target}, type {wanted.type} in zone {zone}, "
            "but the alias target name does not lie within the target zone"
        )
    return None
