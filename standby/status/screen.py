"""The status as a screen, and the same as JSON."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from standby.output import table
from standby.status.cells import rows
from standby.status.diagnosis import troubles
from standby.status.events import event_lines, last_move
from standby.status.fact import Fact, age_text
from standby.status.pair_status import PairStatus, SideStatus, name_of


def screen(status: PairStatus, last_drill: str, events: bool = False) -> RenderableType:
    """All of it; `events`: with the newest lines of the journal below."""
    where, following = status.next_step()
    record = status.record.value
    target = record.target or record.why if record else f"unknown: {status.record.why}"
    head = [
        f"{status.title}  {status.at:%Y-%m-%d %H:%M:%S} UTC",
        f"serves     {status.serving()}",
        f"writes     {status.writer()}",
        f"record     {record.name if record else 'the A record'} -> {target} ({_age(status.record, status.at)})",
    ]
    columns = [("", "left")] + [(f"{name_of(side.role)}: {side.region}", "left") for side in status.sides]
    foot = [
        f"where      {where}",
        f"next       {following}",
        f"last move  {last_move(status)}",
        f"last drill {last_drill}",
    ]
    foot += [f"differs    {one.line(status.at)}" for one in status.differences]
    parts: list[RenderableType] = [Text("\n".join(head)), table(columns, rows(status)), Text("\n".join(foot))]
    for trouble in troubles(status):
        parts.append(Text(f"\n!  {trouble.what}\n   {trouble.fix}", style="bold"))
    if events:
        parts.append(Text("\nevents\n" + ("\n".join(f"  {line}" for line in event_lines(status)) or "  none")))
    return Group(*parts)


def document(status: PairStatus, last_drill: str) -> dict[str, Any]:
    """The same for programs: every fact with its state, its value, its age in seconds and why it is missing."""
    where, following = status.next_step()
    return {
        "pair": status.title,
        "at": status.at,
        "serving": status.serving(),
        "writer": status.writer(),
        "record": _fact(status.record, status.at),
        "regions": [_side(side, status.at) for side in status.sides],
        "where": where,
        "next": following,
        "lastMove": last_move(status),
        "lastDrill": last_drill,
        "differences": [plain(one) for one in status.differences],
        "troubles": [{"what": one.what, "fix": one.fix} for one in troubles(status)],
    }


def _side(side: SideStatus, now: datetime) -> dict[str, Any]:
    names = ("contract", "database", "cluster", "lag", "services", "link", "color", "schedules")
    told = {name: _fact(getattr(side, name), now) for name in names}
    return {"role": side.role, "region": side.region, "answers": side.answers, **told}


def _fact(fact: Fact[Any], now: datetime) -> dict[str, Any]:
    age = fact.age(now)
    return {
        "state": fact.state.value,
        "value": plain(fact.value),
        "ageSeconds": None if age is None else round(age, 1),
        "why": fact.why or None,
    }


def plain(value: Any) -> Any:
    """Dataclasses as objects, tuples as lists; anything else as it is."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _age(fact: Fact[Any], now: datetime) -> str:
    return "never seen" if fact.at is None else age_text(fact.age(now))
