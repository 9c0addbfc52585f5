"""RDS events of global databases, as DescribeEvents shows them in the regions that take part.

Source: Aurora user guide, "Amazon RDS event categories and event messages for Aurora", DB cluster events of the
category global-failover; the number behind each message is that of its RDS-EVENT.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from lab.emulator.services.rds import event_subscriptions
from lab.emulator.services.rds.state import backend_of

if TYPE_CHECKING:
    from moto.rds.models import Event

    from lab.emulator.services.rds.global_database import Member
    from lab.emulator.services.rds.state import RdsState

CATEGORY = "global-failover"
DEFAULT_MINUTES = 60
MESSAGES = {
    "switchover-started": "Global switchover to DB cluster {name} in Region {region} started.",  # 0181
    "old-primary-down": "Old primary DB cluster {name} in Region {region} successfully shut down.",  # 0182
    "new-primary": "New primary DB cluster {name} in Region {region} was successfully promoted.",  # 0184
    "switchover-finished": "Global switchover to DB cluster {name} in Region {region} finished.",  # 0185
    "switchover-cancelled": "Global switchover to DB cluster {name} in Region {region} is cancelled.",  # 0186
    "failover-completed": "Global failover to DB cluster {name} in Region {region} completed.",  # 0238
    "failover-failed": "Global failover to DB cluster {name} in Region {region} failed.",  # 0239
    "resync-started": "Started resynchronizing members of DB cluster {name} in Region {region}.",  # 0240
    "resync-finished": "Finished resynchronizing members of DB cluster {name} in Region {region}.",  # 0241
}


@dataclass(frozen=True)
class ClusterEvent:
    """One entry of DescribeEvents; ``date`` is naive UTC, as moto keeps times."""

    source_identifier: str
    source_type: str
    message: str
    event_categories: list[str]
    source_arn: str
    date: datetime


def tell(state: RdsState, kind: str, about: Member, *others: Member) -> None:
    """Note the event ``kind`` about a member, in its region and those of ``others``, unless a region is out."""
    date = state.context.clock.utcnow().replace(tzinfo=None)
    message = MESSAGES[kind].format(name=about.cluster_id, region=about.region)
    for member in (about, *others):
        if state.context.outages.is_out(member.region):
            continue
        event = ClusterEvent(member.cluster_id, "db-cluster", message, [CATEGORY], member.arn, date)
        backend = backend_of(member.region)
        backend.events.append(cast("Event", event))
        event_subscriptions.deliver(backend, event)


def within(found: Any, params: Any) -> list[Any]:
    """The events of the asked time (moto gives all): StartTime to EndTime, else the last Duration (60) minutes."""
    end = _naive(params.get("EndTime")) or datetime.max
    start = _naive(params.get("StartTime"))
    if start is None:
        start = datetime.now(UTC).replace(tzinfo=None) - timedelta(minutes=params.get("Duration") or DEFAULT_MINUTES)
    wanted = set(params.get("EventCategories") or [])
    return [
        event
        for event in found["Events"]
        if start <= event.date <= end and (not wanted or wanted & set(event.event_categories))
    ]


def _naive(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment is not None and moment.tzinfo else moment
