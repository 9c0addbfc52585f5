"""One region's Aurora API on the fake: each call with AWS's refusals and the invariants of the pair."""

from __future__ import annotations

from dataclasses import dataclass, replace

from standby.errors import CloudError, MissingError
from standby.pair.database import Cluster, GlobalDatabase, Lag, Member, Snapshot
from tests.standby.fake_aurora import FakeAurora, arn_of
from tests.standby.fake_ground import Ground


@dataclass
class FakeDatabases:
    """One region's seam on the fake."""

    aurora: FakeAurora
    region: str

    @property
    def ground(self) -> Ground:
        return self.aurora.ground

    def _found(self, identifier: str, call: str) -> Cluster:
        cluster = self.aurora.clusters.get(arn_of(self.region, identifier))
        if cluster is None:
            raise MissingError(self.region, call, "DBClusterNotFoundFault", identifier)
        return cluster

    def _refuse(self, wrong: bool, call: str, code: str, why: str) -> None:
        if wrong:
            raise CloudError(self.region, call, code, why)

    def database(self, identifier: str) -> GlobalDatabase | None:
        with self.ground.call(self.region, "DescribeGlobalClusters"):
            return self.aurora.databases.get(identifier)

    def cluster(self, identifier: str) -> Cluster | None:
        with self.ground.call(self.region, "DescribeDBClusters"):
            return self.aurora.clusters.get(arn_of(self.region, identifier))

    def snapshots(self, cluster: str) -> tuple[Snapshot, ...]:
        with self.ground.call(self.region, "DescribeDBClusterSnapshots"):
            return tuple(s for s in self.aurora.snapshots.get(self.region, []) if s.cluster == cluster)

    def lag(self, cluster: str) -> Lag | None:
        with self.ground.call(self.region, "GetMetricData"):
            known = self.aurora.lag_ms is not None and arn_of(self.region, cluster) in self.aurora.clusters
            return Lag(self.aurora.lag_ms or 0.0, self.ground.now) if known else None

    def _keep(self, snapshot: Snapshot) -> None:
        kept = self.aurora.snapshots.setdefault(self.region, [])
        if any(s.identifier == snapshot.identifier for s in kept):
            raise CloudError(self.region, "snapshot", "DBClusterSnapshotAlreadyExistsFault", snapshot.identifier)
        kept.append(snapshot)

        def finish() -> None:
            kept[kept.index(snapshot)] = replace(snapshot, status="available")

        self.ground.later(120, finish)

    def take_snapshot(self, cluster: str, snapshot: str) -> None:
        with self.ground.call(self.region, "CreateDBClusterSnapshot"):
            found = self._found(cluster, "CreateDBClusterSnapshot")
            self._refuse(not found.available, "CreateDBClusterSnapshot", "InvalidDBClusterStateFault", found.status)
            self._keep(Snapshot(snapshot, cluster, "creating", self.ground.now, found.incarnation))

    def copy_snapshot(self, source: str, target: str) -> None:
        with self.ground.call(self.region, "CopyDBClusterSnapshot"):
            kept = self.aurora.snapshots.get(self.region, [])
            origin = next((s for s in kept if s.identifier == source), None)
            if origin is None:
                raise MissingError(self.region, "CopyDBClusterSnapshot", "DBClusterSnapshotNotFoundFault", source)
            self._keep(replace(origin, identifier=target, manual=True, status="copying"))

    def unprotect_cluster(self, cluster: str) -> None:
        with self.ground.call(self.region, "ModifyDBCluster"):
            self.aurora.change(self._found(cluster, "ModifyDBCluster").arn, deletion_protection=False)

    def _check_delete(self, cluster: Cluster) -> None:
        """The invariants of every destructive call."""
        since = self.aurora.stale_since.get(cluster.arn)
        kept = self.aurora.snapshots.get(self.region, [])
        safe = since is not None and any(
            s.status == "available"
            and s.incarnation == cluster.incarnation
            and s.created is not None
            and s.created >= since
            and s.manual
            for s in kept
        )
        others = [arn for arn in self.aurora.clusters if arn != cluster.arn and self.aurora.writes(arn)]
        database = self.aurora.database_of(cluster.arn)
        self.ground.check(safe, f"deleted {cluster.identifier} without an available snapshot since it went stale")
        self.ground.check(bool(others), f"deleted {cluster.identifier} while no other healthy writer existed")
        self.ground.check(database is None, f"deleted {cluster.identifier} while a member of a global database")
        self.ground.check(self.aurora.served_region != self.region, f"deleted {cluster.identifier}, which was served")

    def delete_instance(self, instance: str) -> None:
        with self.ground.call(self.region, "DeleteDBInstance"):
            owner = next(
                (c for c in self.aurora.clusters.values() if any(i.identifier == instance for i in c.instances)), None
            )
            if owner is None or f":{self.region}:" not in owner.arn:
                raise MissingError(self.region, "DeleteDBInstance", "DBInstanceNotFound", instance)
            self._check_delete(owner)
            left = tuple(replace(i, status="deleting") if i.identifier == instance else i for i in owner.instances)
            self.aurora.change(owner.arn, instances=left)

            def gone() -> None:
                cluster = self.aurora.clusters.get(owner.arn)
                if cluster and cluster.incarnation == owner.incarnation:
                    rest = tuple(i for i in cluster.instances if i.identifier != instance)
                    self.aurora.change(owner.arn, instances=rest)

            self.ground.later(30, gone)

    def delete_cluster(self, cluster: str, final_snapshot: str) -> None:
        with self.ground.call(self.region, "DeleteDBCluster"):
            found = self._found(cluster, "DeleteDBCluster")
            staying = any(not instance.leaving for instance in found.instances)
            member = self.aurora.database_of(found.arn) is not None
            self._refuse(found.deletion_protection, "DeleteDBCluster", "InvalidParameterCombination", "protected")
            self._refuse(staying or member, "DeleteDBCluster", "InvalidDBClusterStateFault", "has instances or is in")
            self._refuse(not found.available, "DeleteDBCluster", "InvalidDBClusterStateFault", found.status)
            self._check_delete(found)
            self._keep(Snapshot(final_snapshot, cluster, "creating", self.ground.now, found.incarnation))
            self.aurora.change(found.arn, status="deleting")

            def gone() -> None:
                self.aurora.clusters.pop(found.arn, None)

            self.ground.later(60, gone)

    def remove_member(self, identifier: str, cluster_arn: str) -> None:
        with self.ground.call(self.region, "RemoveFromGlobalCluster"):
            database = self._database(identifier, "RemoveFromGlobalCluster")
            rest = tuple(m for m in database.members if m.arn != cluster_arn)
            missing = len(rest) == len(database.members)
            self._refuse(missing, "RemoveFromGlobalCluster", "DBClusterNotFoundFault", cluster_arn)
            last = database.writer == cluster_arn and bool(rest)
            self._refuse(last, "RemoveFromGlobalCluster", "InvalidGlobalClusterStateFault", "has secondaries")
            self.aurora.set_members(identifier, rest, database.moving)
            self.aurora.change(cluster_arn, replicates=False)
            self.aurora.stale_since.setdefault(cluster_arn, self.ground.now)

    def _database(self, identifier: str, call: str) -> GlobalDatabase:
        database = self.aurora.databases.get(identifier)
        if database is None:
            raise MissingError(self.region, call, "GlobalClusterNotFoundFault", identifier)
        return database

    def unprotect_database(self, identifier: str) -> None:
        with self.ground.call(self.region, "ModifyGlobalCluster"):
            database = self._database(identifier, "ModifyGlobalCluster")
            self.aurora.databases[identifier] = replace(database, deletion_protection=False)

    def delete_database(self, identifier: str) -> None:
        with self.ground.call(self.region, "DeleteGlobalCluster"):
            database = self._database(identifier, "DeleteGlobalCluster")
            blocked = bool(database.members) or database.deletion_protection
            self._refuse(blocked, "DeleteGlobalCluster", "InvalidGlobalClusterStateFault", "not empty or protected")
            del self.aurora.databases[identifier]

    def create_database(self, identifier: str, source_arn: str) -> None:
        with self.ground.call(self.region, "CreateGlobalCluster"):
            known = identifier in self.aurora.databases
            self._refuse(known, "CreateGlobalCluster", "GlobalClusterAlreadyExistsFault", identifier)
            self.ground.check(self.aurora.writes(source_arn), "a global database was founded around no writer")
            members = (Member(source_arn, True, ""),)
            self.aurora.databases[identifier] = GlobalDatabase(identifier, "available", members, "", True)

    def switchover(self, identifier: str, target_arn: str) -> None:
        with self.ground.call(self.region, "SwitchoverGlobalCluster"):
            database = self._database(identifier, "SwitchoverGlobalCluster")
            target = next((m for m in database.members if m.arn == target_arn), None)
            ready = target is not None and target.sync == "connected" and not target.writer and not database.moving
            self._refuse(not ready, "SwitchoverGlobalCluster", "InvalidGlobalClusterStateFault", "not connected")
            lag = self.aurora.lag_ms
            self.ground.check(lag is not None and lag <= 5000, f"switched over at lag {lag}")
            self.aurora.before_switchover(self.region)
            old = database.writer
            self.aurora.set_members(identifier, database.members, "switching-over")

            def finish() -> None:
                assert old is not None
                self.aurora.set_members(identifier, (Member(target_arn, True, ""), Member(old, False, "connected")))
                self.aurora.change(target_arn, replicates=False)
                self.aurora.change(old, replicates=True)
                self.aurora.stale_since.pop(target_arn, None)

            self.ground.later(60, finish)

    def set_acu(self, cluster: str, least: float, most: float) -> None:
        with self.ground.call(self.region, "ModifyDBCluster"):
            self.aurora.change(self._found(cluster, "ModifyDBCluster").arn, min_acu=least, max_acu=most)
