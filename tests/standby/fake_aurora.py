"""Aurora Global Database as failback meets it: members, fencing, rejoin, snapshots, and the errors AWS gives.

Written from aws-facts; the lab's emulator is the thorough one. Time moves by `Ground.advance`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from standby.pair.database import Cluster, GlobalDatabase, Instance, Member, Snapshot
from tests.standby.fake_ground import Ground

ACCOUNT = "123456789012"


def arn_of(region: str, identifier: str) -> str:
    return f"arn:aws:rds:{region}:{ACCOUNT}:cluster:{identifier}"


@dataclass
class FakeAurora:
    """All clusters and global databases of the pair."""

    ground: Ground
    clusters: dict[str, Cluster] = field(default_factory=dict)  # by ARN
    databases: dict[str, GlobalDatabase] = field(default_factory=dict)
    snapshots: dict[str, list[Snapshot]] = field(default_factory=dict)  # by region
    stale_since: dict[str, datetime] = field(default_factory=dict)  # by ARN: the truth that no seam shows
    lag_ms: float | None = 120.0
    served_region: str = ""
    rejoins: bool = True
    rejoining: set[str] = field(default_factory=set)
    before_switchover: Callable[[str], None] = lambda _: None  # checks what must rest in the region that writes

    def writes(self, arn: str) -> bool:
        """Whether a cluster takes writes: its own, or as its global database's writer."""
        cluster = self.clusters.get(arn)
        if cluster is None or not cluster.serving or cluster.replicates:
            return False
        database = self.database_of(arn)
        return database is None or database.writer == arn

    def database_of(self, arn: str) -> GlobalDatabase | None:
        return next((d for d in self.databases.values() if any(m.arn == arn for m in d.members)), None)

    def make(self, region: str, identifier: str, *, replicates: bool, instances: int = 2) -> str:
        """A cluster at once, available."""
        arn = arn_of(region, identifier)
        nodes = tuple(Instance(f"{identifier}-{n}", "available") for n in range(1, instances + 1))
        self.clusters[arn] = Cluster(
            identifier,
            arn,
            "available",
            self.ground.now.isoformat(),
            "16.8",
            True,
            nodes,
            replicates,
            restorable_to=self.ground.now,
        )
        return arn

    def change(self, arn: str, **fields: object) -> None:
        """Alter a cluster if it is still there."""
        if arn in self.clusters:
            self.clusters[arn] = replace(self.clusters[arn], **fields)  # type: ignore[arg-type]

    def set_members(self, identifier: str, members: tuple[Member, ...], moving: str = "") -> None:
        self.databases[identifier] = replace(self.databases[identifier], members=members, moving=moving)

    def sync(self, identifier: str, arn: str, status: str) -> None:
        """A member's synchronization status, if it still is a copy there."""
        database = self.databases.get(identifier)
        if database and database.writer != arn:
            self.set_members(
                identifier,
                tuple(replace(m, sync=status) if m.arn == arn else m for m in database.members),
                database.moving,
            )

    def rejoin(self, identifier: str, arn: str) -> None:
        """Aurora rebuilds a fenced old writer once its region answers."""
        region = arn.split(":")[3]
        if not self.rejoins or region in self.ground.down or arn in self.rejoining:
            return
        self.rejoining.add(arn)
        name = f"rds:unplanned-global-failover-{arn.rsplit(':', 1)[-1]}-{self.ground.now:%Y-%m-%d-%H-%M-%S}"
        cluster = self.clusters[arn]
        kept = self.snapshots.setdefault(region, [])
        kept.append(Snapshot(name, cluster.identifier, "available", self.ground.now, cluster.incarnation, manual=False))
        self.ground.later(300, lambda: self.sync(identifier, arn, "connected"))

    def promote_managed(self, identifier: str, target: str) -> None:
        """`failover-global-cluster --allow-data-loss`."""
        old = self.databases[identifier].writer
        assert old is not None
        self.set_members(identifier, (Member(target, True, ""), Member(old, False, "pending-resync")))
        self.change(target, replicates=False)
        self.change(old, replicates=True)
        self.stale_since[old] = self.ground.now
        self.rejoining.discard(old)
        self.rejoin(identifier, old)

    def promote_detached(self, identifier: str, target: str) -> None:
        """`remove-from-global-cluster` of the copy."""
        rest = tuple(m for m in self.databases[identifier].members if m.arn != target)
        self.set_members(identifier, rest)
        self.change(target, replicates=False, status="promoting")
        self.ground.later(60, lambda: self.change(target, status="available"))
        for member in rest:
            self.stale_since[member.arn] = self.ground.now

    def join(self, identifier: str, region: str, cluster_id: str, instances: int) -> str:
        """`create-db-cluster` as a copy; `instances` of them come with it."""
        arn = self.make(region, cluster_id, replicates=True, instances=instances)
        self.change(arn, status="creating")
        self.set_members(identifier, (*self.databases[identifier].members, Member(arn, False, "pending-resync")))
        self.ground.later(120, lambda: self.change(arn, status="available"))
        self.ground.later(400, lambda: self.sync(identifier, arn, "connected"))
        return arn
