"""A pair's status as a look finds it, without AWS: normal, and with changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pattern.contract import ServiceEntry
from standby.aws.lag import LagHour
from standby.pair.database import Cluster, GlobalDatabase, Instance, Member
from standby.pair.facts import Record, Service
from standby.status.fact import Fact, State, known
from standby.status.pair_status import PairStatus, SideStatus

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
REGIONS = {"primary": "us-east-2", "dr": "us-west-2"}
WHY = "describe_db_clusters in us-east-2: ConnectTimeoutError: no answer"


def arn(side: str) -> str:
    return f"arn:aws:rds:{REGIONS[side]}:123456789012:cluster:myapp-prod-{REGIONS[side]}"


def database(writer: str = "primary") -> GlobalDatabase:
    members = tuple(Member(arn(side), side == writer, "" if side == writer else "connected") for side in REGIONS)
    return GlobalDatabase("myapp-prod-global", "available", members)


def contract(side: str, **more: str) -> dict[str, str]:
    target = f"d-{side}.execute-api.{REGIONS[side]}.amazonaws.com"
    return {"version": "2", "ingress/live-color": "blue", "ingress/api-domain-target": target, **more}


def service(name: str, desired: int, standby: str = "warm") -> Service:
    entry = ServiceEntry(name, f"myapp-prod-{name}", 6, 4, 12, {}, standby="off" if standby == "off" else "warm")
    return Service(entry, True, desired, desired, min(desired, 4), 12, None)


def side(role: str, **changes: Any) -> SideStatus:
    """One region in its normal state."""
    region = REGIONS[role]
    cluster = Cluster(
        f"myapp-prod-{region}", arn(role), "available", "x", "16.8", True, (Instance("a", "available"),), role == "dr"
    )
    hour = LagHour(132.0, NOW - timedelta(seconds=30), 900.0, NOW - timedelta(minutes=20))
    none: Fact[Any] = Fact(State.UNKNOWN, None, NOW, "no datapoint in the last hour")
    made = SideStatus(
        "primary" if role == "primary" else "dr",
        region,
        f"myapp-prod-{region}",
        contract=known(contract(role), NOW),
        database=known(database(), NOW),
        cluster=known(cluster, NOW),
        lag=known(hour, hour.newest_at) if role == "dr" else none,
        services=known(
            (service("web", 6 if role == "primary" else 1), service("worker", 3 if role == "primary" else 0, "off")),
            NOW,
        ),
        link=known("AVAILABLE", NOW),
        color=known("blue", NOW),
        schedules=known({"myapp-prod-nightly": "ENABLED" if role == "primary" else "DISABLED"}, NOW),
        journal=known({}, NOW),
    )
    return replace(made, **changes)


def status(primary: SideStatus | None = None, dr: SideStatus | None = None, target: str = "primary") -> PairStatus:
    """Both regions and the record."""
    record = Record("app.example.com", contract(target)["ingress/api-domain-target"])
    return PairStatus("myapp-prod", NOW, primary or side("primary"), dr or side("dr"), known(record, NOW))


def silent(role: str, why: str = WHY) -> SideStatus:
    """A region that never answered."""
    gone: Fact[Any] = Fact(State.SILENT, why=why)
    names = ("contract", "database", "cluster", "lag", "services", "link", "color", "schedules", "journal")
    return side(role, **dict.fromkeys(names, gone))
