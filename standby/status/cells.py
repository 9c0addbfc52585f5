"""What stands in each cell of the screen: text from facts, with the mark and the age of each. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from pattern.contract import NONE
from standby.pair.database import Cluster
from standby.pair.facts import Service
from standby.status.fact import Fact, State, age_text
from standby.status.pair_status import PairStatus, SideStatus

T = TypeVar("T")
Row = tuple[str, str, str]


def shown(fact: Fact[T], now: datetime, text: Callable[[T], str], none: str = "none") -> str:
    """A fact as a cell. Unreachable with an old value, and never seen, have different words and marks."""
    if fact.state is State.NONE:
        return none
    if fact.state is State.UNKNOWN:
        return f"? unknown ({fact.why})"
    if fact.state is State.SILENT or fact.value is None:
        return "! never seen"
    words, age = text(fact.value), age_text(fact.age(now))
    if fact.state is State.STALE:
        return f"{words} ! unreachable, seen {age} ago"
    return words if age == "now" else f"{words} ({age})"


def rows(status: PairStatus) -> list[Row]:
    """Every row of the table: label, primary, DR."""

    def both(label: str, cell: Callable[[SideStatus], str]) -> Row:
        return label, cell(status.primary), cell(status.dr)

    now = status.at
    return [
        both("answers", lambda side: "yes" if side.answers else "NO"),
        both("cluster", lambda side: shown(side.cluster, now, _cluster)),
        both("role", lambda side: _role(status, side)),
        both("lag now", lambda side: _lag(status, side, worst=False)),
        both("worst, last hour", lambda side: _lag(status, side, worst=True)),
        *_services(status),
        *_schedules(status),
        both("live color", lambda side: shown(side.color, now, lambda color: _color(side, color))),
        both("VPC link", lambda side: shown(side.link, now, str)),
        both("freeze", lambda side: shown(side.contract, now, lambda _: side.freeze or "none")),
        both("move owned by", lambda side: shown(side.contract, now, lambda _: side.lock or "nobody")),
        both("contract", lambda side: shown(side.contract, now, lambda c: f"version {c.get('version', '?')}")),
    ]


def _cluster(cluster: Cluster) -> str:
    nodes = len(cluster.instances)
    ready = sum(one.status == "available" for one in cluster.instances)
    return f"{cluster.status}, {ready} of {nodes} instances, {cluster.engine_version or 'version unknown'}"


def _role(status: PairStatus, side: SideStatus) -> str:
    member = status.member(side)
    if member is None:
        if side.cluster.value is None:
            return "-" if side.cluster.answered else "! unknown"
        return "outside the global database" if side.database.answered else "! unknown"
    if member.writer:
        return "writer"
    return f"secondary, {member.sync or 'sync unknown'}"


def _lag(status: PairStatus, side: SideStatus, worst: bool) -> str:
    """The lag of a copy; a writer has none, and no datapoint is unknown, never 0."""
    member = status.member(side)
    if member is not None and member.writer:
        return "-"
    return shown(side.lag, status.at, lambda hour: f"{hour.worst if worst else hour.newest:.0f} ms", none="? unknown")


def _services(status: PairStatus) -> list[Row]:
    names: dict[str, None] = {}
    for side in status.sides:
        for one in side.services.value or ():
            names.setdefault(one.wanted.name)

    def cell(side: SideStatus, name: str) -> str:
        def text(services: tuple[Service, ...]) -> str:
            found = next((one for one in services if one.wanted.name == name), None)
            return _service(found) if found else "not in the contract"

        return shown(side.services, status.at, text)

    return [(name, cell(status.primary, name), cell(status.dr, name)) for name in names]


def _service(service: Service) -> str:
    if not service.found:
        return "! no such ECS service"
    minimum = "no scaling" if service.minimum is None else f"min {service.minimum}"
    words = f"{service.running} of {service.desired} running, {minimum}"
    if service.healthy_targets is not None:
        words += f", {service.healthy_targets} healthy"
    return f"{words} [off until promoted]" if service.wanted.standby == "off" and service.desired == 0 else words


def _schedules(status: PairStatus) -> list[Row]:
    rules: dict[str, None] = {}
    for side in status.sides:
        for rule in side.schedules.value or {}:
            rules.setdefault(rule)

    def cell(side: SideStatus, rule: str) -> str:
        return shown(side.schedules, status.at, lambda found: found.get(rule, "-").lower())

    return [(f"rule {rule}", cell(status.primary, rule), cell(status.dr, rule)) for rule in rules]


def _color(side: SideStatus, color: str) -> str:
    contract = side.contract.value or {}
    wanted = contract.get("ingress/live-color") or contract.get("ingress/live-colour") or NONE
    if not color:
        return f"! the listener forwards to neither color (contract: {wanted})"
    return color if wanted in (color, NONE) else f"{color} ! the contract says {wanted}"
