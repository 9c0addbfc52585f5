"""A drill as it might have been: 90 seconds of an application, a region lost at 20 s, DR serving at 55 s, and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from standby.record.measure import Request, measure, timeline
from standby.record.model import (
    CallRecord,
    Decision,
    DrillRecord,
    LagPoint,
    LoadPoint,
    MadeCall,
    MoveRecord,
    SideRecord,
    StepRecord,
)
from standby.record.moves import critical

T0 = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
PRIMARY, DR = "us-east-2", "us-west-2"


def at(seconds: float) -> datetime:
    """A moment of the drill."""
    return T0 + timedelta(seconds=seconds)


def requests() -> list[Request]:
    """Ten a second: a write and nine reads, failing from 20 s to 55 s; the last three writes before 20 s are lost."""
    found = []
    for i in range(900):
        sent = T0.timestamp() + i / 10
        failing = 20 <= i / 10 < 55
        region = PRIMARY if i / 10 < 20 else DR
        kind = "write" if i % 10 == 0 else "read"
        error = ("timeout" if i % 2 else "connection refused") if failing else ""
        found.append(
            Request(
                started=sent,
                ended=sent + 0.02,
                kind="write" if kind == "write" else "read",
                error=error,
                status=0 if failing else 200,
                id=f"order-{i:04d}" if kind == "write" and not failing else "",
                region="" if failing else region,
            )
        )
    return found


def survivors() -> set[str]:
    """What the serving side has afterwards: all but the last two acknowledged before the cut."""
    return {one.id for one in requests() if one.id} - {"order-0180", "order-0190"}


def step(name: str, start: float, seconds: float, detail: str = "") -> StepRecord:
    """One step that got through."""
    return StepRecord(name=name, started=at(start), seconds=seconds, outcome="done", detail=detail)


def move() -> MoveRecord:
    """The promotion of that drill."""
    steps = critical(
        [
            step("take-lock", 24.0, 0.6),
            step("set-freeze", 24.6, 0.4),
            step("raise-capacity", 24.6, 3.0, "web 1 to 6, worker 0 to 3"),
            step("promote-aurora", 24.6, 18.0, "myapp-prod-us-west-2 is the writer and available"),
            step("targets-healthy", 42.6, 2.0),
            step("write-probe", 44.6, 0.5),
            step("move-dns", 45.1, 1.0),
            step("verify", 46.1, 8.8, "200, 200"),
            step("wait-insync", 46.1, 2.0),
        ]
    )
    return MoveRecord(
        run="promotion-20261126T030024Z-7",
        kind="promotion",
        mode="managed",
        generation=4,
        app="myapp",
        environment="prod",
        from_region=PRIMARY,
        to_region=DR,
        started=at(24),
        ended=at(55),
        outcome="done",
        who="arn:aws:sts::123456789012:assumed-role/oncall/ada",
        host="laptop",
        decisions=(Decision(time=at(23), who="Ada", what="promote DR: the region does not answer", typed=True),),
        steps=steps,
        calls=(CallRecord(time=at(25), call="failover-global-cluster", region=DR, result="accepted"),),
        lag_bound="410 ms",
        runbook_rto="30.9 s",
        measured=measure(requests(), survivors()),
    )


def drill() -> DrillRecord:
    """The whole record."""
    lag = tuple(LagPoint(time=at(second), milliseconds=380 + second % 40) for second in range(0, 20, 2))
    silent = tuple(LagPoint(time=at(second), milliseconds=None) for second in range(20, 90, 2))
    return DrillRecord(
        kind="drill",
        name="drill-20261126T030000Z",
        app="myapp",
        environment="prod",
        on="lab",
        mode="failover",
        started=T0,
        ended=at(90),
        moves=(move(),),
        outage_started=at(20),
        outage_detected=at(22),
        timeline=timeline(requests(), 90),
        lag=lag + silent,
        sides=(
            SideRecord(
                role="primary", region=PRIMARY, cluster="myapp-prod-us-east-2", engine_version="16.8", instances=2
            ),
            SideRecord(
                role="dr",
                region=DR,
                cluster="myapp-prod-us-west-2",
                engine_version="16.8",
                instances=2,
                services={"web": "myapp/web:1.0.0", "worker": "myapp/worker:1.0.0"},
                config={"standby:isAuroraSecondary": "true"},
            ),
        ),
        tools={"standby": "0.1.0", "aws-cli": "1.46"},
        notes=("The lab takes its own times for AWS's: they say nothing about a real account.",),
    )


def load() -> tuple[LoadPoint, ...]:
    """20 reads a second in the primary until the cut; in DR first 90, then 30."""
    before = [(second, PRIMARY, 20.0) for second in range(0, 20, 2)]
    after = [(second, DR, 90.0 if second < 64 else 30.0) for second in range(56, 90, 2)]
    return tuple(
        LoadPoint(time=at(second), region=region, reads_per_second=reads) for second, region, reads in before + after
    )


def made() -> tuple[MadeCall, ...]:
    """Four calls of the promotion, one of them throttled."""
    return (
        MadeCall(time=at(24), seconds=0.4, region=DR, call="rds describe-global-clusters", result="answered"),
        MadeCall(time=at(25), seconds=0.6, region=DR, call="rds describe-global-clusters", result="throttled"),
        MadeCall(time=at(26), seconds=0.5, region=DR, call="rds describe-global-clusters", result="answered"),
        MadeCall(time=at(26), seconds=3.0, region=PRIMARY, call="ssm get-parameter", result="timeout"),
    )
