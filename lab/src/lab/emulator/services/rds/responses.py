"""The RDS API: moto's, with the operations that the life of a global database needs replaced or added.

Each method is one operation: it reads the parameters, asks the module that owns the matter, and wraps the result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from moto.core.responses import ActionResult, EmptyResult, PaginatedResult
from moto.rds import urls
from moto.rds.responses import RDSResponse

from lab.emulator.services.rds import (
    certificates,
    cluster_changes,
    cluster_deletion,
    clusters,
    detaching,
    engines,
    event_subscriptions,
    events,
    global_operations,
    instances,
    key_loss,
    moto_models,
    orderable,
    parameter_groups,
    promotion,
    snapshots,
    subnet_groups,
)
from lab.emulator.services.rds.state import RdsState, find_cluster

if TYPE_CHECKING:
    from moto.rds.models import DBCluster

    from lab.emulator.services.rds.global_database import GlobalDatabase

_GLOBAL_ARN = ":global-cluster:"


class LabRdsResponse(RDSResponse):
    """RDS as the lab answers it; ``state`` is that of the emulator that was installed last in this process."""

    state: ClassVar[RdsState]

    # --- global clusters
    def create_global_cluster(self) -> ActionResult:
        return _global(global_operations.create(self.state, self.region, self.params))

    def describe_global_clusters(self) -> ActionResult:
        return ActionResult({"GlobalClusters": global_operations.describe(self.state, self.params)})

    def modify_global_cluster(self) -> ActionResult:
        return _global(global_operations.modify(self.state, self.params))

    def delete_global_cluster(self) -> ActionResult:
        return ActionResult({"GlobalCluster": global_operations.delete(self.state, self.params)})

    def remove_from_global_cluster(self) -> ActionResult:
        return _global(detaching.remove(self.state, self.params))

    def failover_global_cluster(self) -> ActionResult:
        return _global(promotion.failover(self.state, self.region, self.params))

    def switchover_global_cluster(self) -> ActionResult:
        return _global(promotion.switchover(self.state, self.region, self.params))

    # --- clusters
    def create_db_cluster(self) -> ActionResult:
        return _cluster(clusters.create(self.state, self.region, self.params))

    def modify_db_cluster(self) -> ActionResult:
        return _cluster(cluster_changes.modify(self.state, self.region, self.params))

    def describe_db_clusters(self) -> ActionResult:
        key_loss.refresh(self.region)
        return super().describe_db_clusters()

    def promote_read_replica_db_cluster(self) -> ActionResult:
        cluster_changes.refuse_promotion(self.state, self.region, self.params["DBClusterIdentifier"])
        return super().promote_read_replica_db_cluster()

    def delete_db_cluster(self) -> ActionResult:
        return _cluster(cluster_deletion.delete(self.state, self.region, self.params))

    def stop_db_cluster(self) -> ActionResult:
        return _cluster(cluster_changes.stop(self.state, self.region, self.params["DBClusterIdentifier"]))

    def start_db_cluster(self) -> ActionResult:
        return _cluster(cluster_changes.start(self.region, self.params["DBClusterIdentifier"]))

    # --- instances
    def create_db_instance(self) -> ActionResult:
        return ActionResult({"DBInstance": instances.create(self.state, self.region, self.params)})

    def modify_db_instance(self) -> ActionResult:
        if "PreferredMaintenanceWindow" in self.params:
            return super().modify_db_instance()
        return ActionResult({"DBInstance": instances.modify(self.state, self.region, self.params)})

    def delete_db_instance(self) -> ActionResult:
        return ActionResult({"DBInstance": instances.delete(self.state, self.region, self.params)})

    # --- snapshots
    def create_db_cluster_snapshot(self) -> ActionResult:
        cluster = find_cluster(self.region, self.params["DBClusterIdentifier"])
        name = self.params["DBClusterSnapshotIdentifier"]
        snapshot = snapshots.create(self.state, cluster, name, self.params.get("Tags"))
        return ActionResult({"DBClusterSnapshot": snapshot})

    def copy_db_cluster_snapshot(self) -> ActionResult:
        return ActionResult({"DBClusterSnapshot": snapshots.copy(self.state, self.backend, self.params)})

    def describe_db_cluster_snapshots(self) -> ActionResult:
        snapshots.refresh_progress(self.state)
        return super().describe_db_cluster_snapshots()

    def delete_db_cluster_snapshot(self) -> ActionResult:
        return ActionResult(
            {"DBClusterSnapshot": snapshots.delete(self.backend, self.params["DBClusterSnapshotIdentifier"])}
        )

    def restore_db_cluster_from_snapshot(self) -> ActionResult:
        return _cluster(clusters.restore(self.state, self.region, self.params))

    def restore_db_cluster_to_point_in_time(self) -> ActionResult:
        return _cluster(clusters.restore_to_time(self.state, self.region, self.params))

    # --- the rest
    def delete_db_cluster_parameter_group(self) -> ActionResult:
        parameter_groups.check_unused_by_clusters(self.backend, self.params["DBClusterParameterGroupName"])
        return super().delete_db_cluster_parameter_group()

    def delete_db_parameter_group(self) -> ActionResult:
        parameter_groups.check_unused_by_instances(self.backend, self.params["DBParameterGroupName"])
        return super().delete_db_parameter_group()

    def describe_certificates(self) -> ActionResult:
        found = certificates.describe(self.region, self.params.get("CertificateIdentifier"))
        return ActionResult({"Certificates": found, "DefaultCertificateForNewLaunches": certificates.DEFAULT})

    def create_db_subnet_group(self) -> ActionResult:
        subnet_groups.check_coverage(self.region, self.params.get("SubnetIds", []))
        return super().create_db_subnet_group()

    def modify_db_subnet_group(self) -> ActionResult:
        if self.params.get("SubnetIds"):
            subnet_groups.check_coverage(self.region, self.params["SubnetIds"])
        name = self.params["DBSubnetGroupName"]
        kept = {name: self.backend.subnet_groups[name]} if name in self.backend.subnet_groups else {}
        answer = super().modify_db_subnet_group()
        self.backend.subnet_groups.update(kept)  # moto takes it out and forgets to put it back
        return answer

    def describe_orderable_db_instance_options(self) -> ActionResult:
        options = orderable.options(self.region, self.params)
        if options is None:
            return super().describe_orderable_db_instance_options()
        return PaginatedResult({"OrderableDBInstanceOptions": options})

    def describe_db_engine_versions(self) -> ActionResult:
        return ActionResult({"DBEngineVersions": engines.describe_versions(self.params)})

    def describe_events(self) -> ActionResult:
        return ActionResult({"Events": events.within(super().describe_events().result, self.params)})

    # --- event subscriptions
    def create_event_subscription(self) -> ActionResult:
        return _subscription(event_subscriptions.create(self.backend, self.params))

    def describe_event_subscriptions(self) -> ActionResult:
        return ActionResult({"EventSubscriptionsList": event_subscriptions.describe(self.backend, self.params)})

    def modify_event_subscription(self) -> ActionResult:
        return _subscription(event_subscriptions.modify(self.backend, self.params))

    def delete_event_subscription(self) -> ActionResult:
        return _subscription(event_subscriptions.delete(self.backend, self.params))

    def add_source_identifier_to_subscription(self) -> ActionResult:
        return _subscription(event_subscriptions.add_source(self.backend, self.params))

    def remove_source_identifier_from_subscription(self) -> ActionResult:
        return _subscription(event_subscriptions.remove_source(self.backend, self.params))

    # --- tags
    def describe_pending_maintenance_actions(self) -> ActionResult:
        return ActionResult({"PendingMaintenanceActions": []})

    def list_tags_for_resource(self) -> ActionResult:
        database = self._tagged_global()
        return ActionResult({"TagList": database.tags}) if database else super().list_tags_for_resource()

    def add_tags_to_resource(self) -> ActionResult:
        database = self._tagged_global()
        if database is None:
            return super().add_tags_to_resource()
        added = [{"Key": tag["Key"], "Value": tag["Value"]} for tag in self.params.get("Tags", [])]
        names = {tag["Key"] for tag in added}
        database.tags = [tag for tag in database.tags if tag["Key"] not in names] + added
        return EmptyResult()

    def remove_tags_from_resource(self) -> ActionResult:
        database = self._tagged_global()
        if database is None:
            return super().remove_tags_from_resource()
        gone = set(self.params.get("TagKeys") or [])
        database.tags = [tag for tag in database.tags if tag["Key"] not in gone]
        return EmptyResult()

    def _tagged_global(self) -> GlobalDatabase | None:
        arn = self.params.get("ResourceName") or ""
        return self.state.find_global(arn.rsplit(":", 1)[-1]) if _GLOBAL_ARN in arn else None


def _global(database: GlobalDatabase) -> ActionResult:
    return ActionResult({"GlobalCluster": database.describe()})


def _subscription(shown: dict[str, Any]) -> ActionResult:
    return ActionResult({"EventSubscription": shown})


def _cluster(cluster: DBCluster) -> ActionResult:
    return ActionResult({"DBCluster": cluster})


def install(state: RdsState) -> None:
    """Route RDS requests here. moto looks the handler up when it first serves the service."""
    moto_models.correct()
    LabRdsResponse.state = state
    urls.url_paths["{0}/$"] = LabRdsResponse.dispatch
