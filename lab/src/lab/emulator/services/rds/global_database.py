"""An Aurora global database: members, writer, synchronisation, failover state. Data and questions; no transitions.

Times are lab seconds since the epoch. The object is the one truth for all regions; what a region that is gone still
believes is kept on the member (``fenced``).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from lab.emulator.services.rds.replication import LagHistory

CONNECTED, PENDING_RESYNC = "connected", "pending-resync"


@dataclass
class Window:
    """A span in which replication ran and could be seen; ``end`` None: it still does."""

    start: float
    end: float | None = None

    def covers(self, moment: float) -> bool:
        return self.start <= moment and (self.end is None or moment < self.end)


@dataclass
class Member:
    """One cluster of a global database.

    ``fenced`` False on a member that is no writer: a former writer that nobody could stop yet; it still takes writes.
    ``rebuilding`` True while a former writer's volume is (or, its region gone, still has to be) rebuilt.
    ``replicating`` holds the windows in which this (secondary) member followed its source.
    """

    cluster_id: str
    region: str
    arn: str
    is_writer: bool
    sync: str = CONNECTED
    fenced: bool = True
    rebuilding: bool = False
    replicating: list[Window] = field(default_factory=list)

    def start_replicating(self, now: float) -> None:
        if not self.replicating or self.replicating[-1].end is not None:
            self.replicating.append(Window(now))

    def stop_replicating(self, now: float) -> None:
        if self.replicating and self.replicating[-1].end is None:
            self.replicating[-1].end = now

    def last_replicated(self, now: float) -> float | None:
        """The last moment at which this member followed its source; None: never."""
        if not self.replicating:
            return None
        end = self.replicating[-1].end
        return now if end is None else end


@dataclass
class FailoverState:
    """An operation under way. ``status``: pending, failing-over, switching-over or cancelling."""

    source: Member
    target: Member
    data_loss_allowed: bool
    status: str = "pending"

    def describe(self) -> dict[str, Any]:
        return {
            "Status": self.status,
            "FromDbClusterArn": self.source.arn,
            "ToDbClusterArn": self.target.arn,
            "IsDataLossAllowed": self.data_loss_allowed,
        }


@dataclass
class GlobalDatabase:
    """A global cluster as AWS names it; ``members`` in the order in which they joined."""

    identifier: str
    account_id: str
    engine: str
    engine_version: str
    database_name: str | None = None
    storage_encrypted: bool = False
    deletion_protection: bool = False
    lifecycle_support: str = "open-source-rds-extended-support"
    status: str = "creating"
    tags: list[dict[str, str]] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    failover: FailoverState | None = None
    lag: LagHistory = field(default_factory=LagHistory)
    unique: str = field(default_factory=lambda: uuid.uuid4().hex[:16])

    @property
    def arn(self) -> str:
        return f"arn:aws:rds::{self.account_id}:global-cluster:{self.identifier}"

    @property
    def writer(self) -> Member | None:
        return next((member for member in self.members if member.is_writer), None)

    @property
    def secondaries(self) -> list[Member]:
        return [member for member in self.members if not member.is_writer]

    def member(self, arn_or_id: str) -> Member | None:
        return next((m for m in self.members if arn_or_id in (m.arn, m.cluster_id)), None)

    def member_in(self, region: str) -> Member | None:
        return next((member for member in self.members if member.region == region), None)

    def replication_lag(self, member: Member, moment: float) -> float | None:
        """Lag of ``member`` in ms at ``moment``; None when nothing was replicating (no datapoint, not zero)."""
        running = any(window.covers(moment) for window in member.replicating)
        return self.lag.at(moment) if running else None

    def describe(self) -> dict[str, Any]:
        """The GlobalCluster structure of the API."""
        return {
            "GlobalClusterIdentifier": self.identifier,
            "GlobalClusterResourceId": f"cluster-{self.unique}",
            "GlobalClusterArn": self.arn,
            "Status": self.status,
            "Engine": self.engine,
            "EngineVersion": self.engine_version,
            "EngineLifecycleSupport": self.lifecycle_support,
            "DatabaseName": self.database_name,
            "StorageEncrypted": self.storage_encrypted,
            "DeletionProtection": self.deletion_protection,
            "Endpoint": f"{self.identifier}.global-{self.unique[:12]}.global.rds.amazonaws.com",
            "GlobalClusterMembers": [self._describe_member(member) for member in self.members],
            "FailoverState": self.failover.describe() if self.failover else None,
            "TagList": self.tags,
        }

    def _describe_member(self, member: Member) -> dict[str, Any]:
        described: dict[str, Any] = {
            "DBClusterArn": member.arn,
            "IsWriter": member.is_writer,
            "Readers": [other.arn for other in self.secondaries] if member.is_writer else [],
            "SynchronizationStatus": member.sync,
        }
        if not member.is_writer:
            described["GlobalWriteForwardingStatus"] = "disabled"
        return described
