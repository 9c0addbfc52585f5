"""What was seen of the database: clusters, the global database, snapshots, lag. Times are aware UTC datetimes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Instance:
    """One instance of a cluster."""

    identifier: str
    status: str

    @property
    def leaving(self) -> bool:
        """Whether its deletion is under way."""
        return self.status == "deleting"


@dataclass(frozen=True)
class Cluster:
    """An Aurora cluster. `incarnation` (its creation time) differs when a cluster is recreated under the same name."""

    identifier: str
    arn: str
    status: str
    incarnation: str
    engine_version: str
    deletion_protection: bool
    instances: tuple[Instance, ...]
    replicates: bool  # AWS says that it replicates from another cluster
    min_acu: float | None = None  # None: not serverless
    max_acu: float | None = None
    restorable_to: datetime | None = None  # LatestRestorableTime: the last write that a restore can bring back

    @property
    def available(self) -> bool:
        """Settled, as AWS says."""
        return self.status == "available"

    @property
    def serving(self) -> bool:
        """Settled, with an instance to answer."""
        return self.available and any(one.status == "available" for one in self.instances)


@dataclass(frozen=True)
class Member:
    """A cluster's place in a global database; `sync` is `connected`, `pending-resync`, or empty where AWS is silent."""

    arn: str
    writer: bool
    sync: str = ""


@dataclass(frozen=True)
class GlobalDatabase:
    """An Aurora global database; `moving` is the status of a failover or switchover under way, else empty."""

    identifier: str
    status: str
    members: tuple[Member, ...]
    moving: str = ""
    deletion_protection: bool = False

    @property
    def writer(self) -> str | None:
        """ARN of the member that writes, if one does."""
        return next((member.arn for member in self.members if member.writer), None)


@dataclass(frozen=True)
class Snapshot:
    """A cluster snapshot; `incarnation` as of the cluster that it was taken of."""

    identifier: str
    cluster: str
    status: str
    created: datetime | None
    incarnation: str = ""
    manual: bool = True
    size_gib: int = 0


@dataclass(frozen=True)
class Lag:
    """How far a secondary is behind: the newest datapoint and its time."""

    milliseconds: float
    at: datetime
