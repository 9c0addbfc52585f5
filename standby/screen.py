"""One screen: what is true now in both regions, and what is next. Text from facts, nothing else."""

from __future__ import annotations

from standby.failback.plan import ahead
from standby.failback.verdict import Plan
from standby.pair.facts import Facts, Service, Side
from standby.pair.topology import Topology, lag_now, member_of, stale_snapshots, topology


def pair_lines(facts: Facts) -> list[str]:
    """Both regions side by side, then what does not fit a column."""
    sides, served = (facts.primary, facts.dr), facts.served
    rows = [
        ("", *(f"{side.region} ({'DR' if side.name == 'dr' else side.name})" for side in sides)),
        ("answers", *("yes" if side.answers else "no" for side in sides)),
        ("cluster", *(_cluster(side) for side in sides)),
        ("role", *(_role(facts, side) for side in sides)),
        *_tasks(facts),
        ("served", *("<- the record points here" if served == side.name else "" for side in sides)),
        ("freeze", *(("yes" if side.freeze else "-") if side.answers else "?" for side in sides)),
    ]
    first, second = (max(len(row[column]) for row in rows) + 2 for column in (0, 1))
    lines = [f"{label:<{first}}{left:<{second}}{right}".rstrip() for label, left, right in rows]
    lines += [f"{side.region} does not answer: {side.why}" for side in sides if not side.answers]
    freezes = dict.fromkeys(side.freeze for side in sides if side.freeze)
    return [*lines, *(f"freeze: {text}" for text in freezes)]


def status_lines(facts: Facts, now: Plan, title: str) -> list[str]:
    """Everything of `standby failback status`."""
    lag = lag_now(facts)
    record = facts.record.target or f"unknown: {facts.record.why}"
    lines = [f"{title}  {facts.at:%Y-%m-%d %H:%M:%S} UTC", f"{now.where}", "", *pair_lines(facts), ""]
    lines.append(f"record   {facts.record.name} -> {record}")
    lines.append(f"database {database_line(facts)}")
    if topology(facts) is Topology.FAILED_OVER:
        lines.append(
            f"lag      {f'{lag.milliseconds:.0f} ms at {lag.at:%H:%M:%S}' if lag else 'unknown (no datapoint)'}"
        )
    for side in (facts.dr, facts.primary):
        if side.lock:
            ended = ", which has finished" if facts.left_behind(side.name) else ""
            lines.append(f"lock     {side.region}: {side.lock.story}{ended}")
    lines += [f"snapshot {s.identifier}: {s.status}" for s in stale_snapshots(facts)[:3]]
    if facts.config.flipped:
        lines.append(f"config   the primary's file is flipped: replicates from {facts.config.aurora_source_region}")
    return [*lines, "", *next_lines(now)]


def next_lines(now: Plan) -> list[str]:
    """What is next, in one or two lines."""
    if now.stop is not None:
        return [f"stopped  {now.stop.reason}: {now.stop.found}", f"         {now.stop.fix}"]
    if now.step is None:
        return ["next     nothing to do"]
    return [f"next     {now.step.name}: {now.step.title} ({now.step.kind})"]


def plan_lines(facts: Facts, now: Plan) -> list[str]:
    """The next step and those after it, as far as the facts of now ask for them."""
    lines = [now.where, *next_lines(now)]
    if now.step is None:
        return lines
    steps = ahead(facts, now)
    if not steps:
        return [*lines, "", "what comes after that depends on how the database settles"]
    lines += ["", "after that, as things stand now:"]
    return [*lines, *(f"  {step.name:<29}{step.title} ({step.kind})" for step in steps)]


def _cluster(side: Side) -> str:
    if not side.answers:
        return "?"
    if side.cluster is None:
        return "none"
    nodes = len(side.cluster.instances)
    return f"{side.cluster.identifier} {side.cluster.status}, {nodes} instance{'' if nodes == 1 else 's'}"


def _role(facts: Facts, side: Side) -> str:
    member = member_of(facts.database, side)
    if not side.answers:
        return "?"
    if side.cluster is None:
        return "-"
    if member is None:
        return "stands alone, outside the global database"
    if member.writer:
        return (
            "writer"
            if member_of(facts.database, facts.dr if side.name == "primary" else facts.primary)
            else "writer, alone"
        )
    return f"secondary, {member.sync or 'sync unknown'}"


def _tasks(facts: Facts) -> list[tuple[str, str, str]]:
    """A row for each service: running and desired tasks, and the minimum of its scaling."""
    by_name = [{s.wanted.name: s for s in side.services} for side in (facts.primary, facts.dr)]
    names = dict.fromkeys(name for found in by_name for name in found)
    return [(f"tasks {name}", *(_counts(found.get(name)) for found in by_name)) for name in names]  # type: ignore[misc]


def _counts(service: Service | None) -> str:
    if service is None:
        return "?"
    return f"{service.running}/{service.desired} min {service.minimum}" if service.found else "not there"


def database_line(facts: Facts) -> str:
    """The database's state in words, and through whose eyes where one region is silent."""
    moving = f" ({facts.database.moving})" if facts.database and facts.database.moving else ""
    silent = [side for side in (facts.primary, facts.dr) if not side.answers]
    if len(silent) == 2:
        return "unknown: neither region answers"
    seen = f", as the other region sees it; {silent[0].region} does not answer" if silent else ""
    return f"{topology(facts).value}{moving}{seen}"
