"""One screen: what is true now in both regions, and what is next. Text from facts, nothing else."""

from __future__ import annotations

from standby.failback.steps import IN_ORDER
from standby.failback.verdict import Plan
from standby.pair.facts import Facts, Side
from standby.pair.topology import Topology, lag_now, member_of, stale_snapshots, topology

_WIDTH = 46


def pair_lines(facts: Facts) -> list[str]:
    """Both regions side by side."""
    served = facts.served
    rows = [
        ("", *(f"{side.region} ({'DR' if side.name == 'dr' else side.name})" for side in (facts.primary, facts.dr))),
        ("answers", *("yes" if side.answers else f"no: {side.why}"[:_WIDTH] for side in (facts.primary, facts.dr))),
        ("cluster", *(_cluster(side) for side in (facts.primary, facts.dr))),
        ("role", *(_role(facts, side) for side in (facts.primary, facts.dr))),
        ("tasks", *(_tasks(side) for side in (facts.primary, facts.dr))),
        ("served", *("<- the record points here" if served == side.name else "" for side in (facts.primary, facts.dr))),
        ("freeze", *((side.freeze or "-")[:_WIDTH] for side in (facts.primary, facts.dr))),
    ]
    return [f"{label:<9}{left:<{_WIDTH + 2}}{right}".rstrip() for label, left, right in rows]


def status_lines(facts: Facts, now: Plan, title: str) -> list[str]:
    """Everything of `standby failback status`."""
    lag = lag_now(facts)
    record = facts.record.target or f"unknown: {facts.record.why}"
    lines = [f"{title}  {facts.at:%Y-%m-%d %H:%M:%S} UTC", f"{now.where}", "", *pair_lines(facts), ""]
    lines.append(f"record   {facts.record.name} -> {record}")
    lines.append(f"database {topology(facts).value}{_moving(facts)}")
    if topology(facts) is Topology.FAILED_OVER:
        lines.append(
            f"lag      {f'{lag.milliseconds:.0f} ms at {lag.at:%H:%M:%S}' if lag else 'unknown (no datapoint)'}"
        )
    lines += [f"snapshot {s.identifier}: {s.status}" for s in stale_snapshots(facts)[:3]]
    if facts.config.flipped:
        lines.append(f"config   the primary's file is flipped: copies from {facts.config.aurora_source_region}")
    return [*lines, "", *next_lines(now)]


def next_lines(now: Plan) -> list[str]:
    """What is next, in one or two lines."""
    if now.stop is not None:
        return [f"stopped  {now.stop.reason}: {now.stop.found}", f"         {now.stop.fix}"]
    if now.step is None:
        return ["next     nothing to do"]
    return [f"next     {now.step.name}: {now.step.title} ({now.step.kind})"]


def plan_lines(now: Plan) -> list[str]:
    """The way from here, in order: steps that turn out not to be needed are passed over when their turn comes."""
    lines = [now.where, *next_lines(now)]
    if now.step is None:
        return lines
    names = [step.name for step in IN_ORDER]
    rest = IN_ORDER[names.index(now.step.name) + 1 :] if now.step.name in names else ()
    lines += ["", "after that, as far as the facts then ask for it:"]
    return [*lines, *(f"  {step.name:<29}{step.title} ({step.kind})" for step in rest)]


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
    return f"copy, {member.sync or 'sync unknown'}"


def _tasks(side: Side) -> str:
    parts = [f"{s.wanted.name} {s.running}/{s.desired} min {s.minimum}" for s in side.services if s.found]
    more = f", +{len(parts) - 3} more" if len(parts) > 3 else ""
    return (", ".join(parts[:3]) + more)[:_WIDTH] or ("?" if not side.answers else "-")


def _moving(facts: Facts) -> str:
    return f" ({facts.database.moving})" if facts.database and facts.database.moving else ""
