"""What RDS remembers beyond moto: the global databases of all regions, and the ground truth of what happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from moto.rds.models import DBCluster, DBInstanceClustered, RDSBackend, rds_backends

from lab.emulator.engine import account
from lab.emulator.engine.context import Context
from lab.emulator.services.rds import errors
from lab.emulator.services.rds.global_database import GlobalDatabase, Member
from lab.emulator.services.rds.writes import WriteLog

if TYPE_CHECKING:
    from collections.abc import Iterator

STATE_KEY = "rds"


@dataclass
class RdsState:
    """Global databases by identifier, the record of promotions, and the writes that each cluster took."""

    context: Context
    globals: dict[str, GlobalDatabase] = field(default_factory=dict)
    promotions: list[dict[str, Any]] = field(default_factory=list)
    writes: WriteLog = field(default_factory=WriteLog)

    def reset(self) -> None:
        self.globals.clear()
        self.promotions.clear()
        self.writes = WriteLog()

    def find_global(self, identifier: str) -> GlobalDatabase:
        """The global database ``identifier`` (case-insensitive); raises GlobalClusterNotFoundFault."""
        found = self.globals.get(identifier.lower())
        if found is None:
            raise errors.global_cluster_not_found(identifier)
        return found

    def membership(self, region: str, cluster_id: str) -> tuple[GlobalDatabase, Member] | None:
        """The global database that the cluster belongs to, and its membership; None for a standalone cluster."""
        for database in self.globals.values():
            member = database.member_in(region)
            if member and member.cluster_id == cluster_id.lower():
                return database, member
        return None

    def members_in(self, region: str) -> Iterator[tuple[GlobalDatabase, Member]]:
        for database in list(self.globals.values()):
            for member in list(database.members):
                if member.region == region:
                    yield database, member


def state_of(context: Context) -> RdsState:
    """The RDS state of ``context``."""
    return cast("RdsState", context.state[STATE_KEY])


def backend_of(region: str) -> RDSBackend:
    return rds_backends[account.number()][region]


def find_cluster(region: str, identifier: str) -> DBCluster:
    """The cluster by identifier or ARN; raises DBClusterNotFoundFault."""
    name = identifier.rsplit(":", 1)[-1] if identifier.startswith("arn:") else identifier
    cluster = backend_of(region).clusters.get(name)
    if cluster is None:
        raise errors.cluster_not_found(identifier)
    return cluster


def cluster_of(member: Member) -> DBCluster | None:
    """The cluster behind ``member``; None once it is deleted."""
    return backend_of(member.region).clusters.get(member.cluster_id)


def instances_of(cluster: DBCluster) -> list[DBInstanceClustered]:
    """The cluster's instances that are not being deleted."""
    return [instance for instance in cluster._members if instance.status != "deleting"]


def serving_instances(cluster: DBCluster) -> list[DBInstanceClustered]:
    """Instances that can answer now."""
    return [instance for instance in instances_of(cluster) if instance.status == "available"]
