"""Aurora instances: create, modify, delete, with AWS's states, guards and zones. Other instances stay moto's."""

from __future__ import annotations

import secrets
import string
from typing import TYPE_CHECKING, Any

from moto.rds.models import DBInstanceClustered

from lab.emulator.engine.data_plane import WAIT_SECONDS
from lab.emulator.services.rds import certificates, engines, errors, moto_models
from lab.emulator.services.rds.echoed import echo
from lab.emulator.services.rds.state import backend_of, find_cluster, instances_of

if TYPE_CHECKING:
    from moto.rds.models import DBCluster, DBInstance

    from lab.emulator.services.rds.state import RdsState

_NO_CHANGE = {"db_instance_identifier", "apply_immediately"}
# Aurora user guide, limitations of global databases: db.r5 or newer, no burstable classes.
_GLOBAL_FAMILIES = ("r5", "r6g", "r6gd", "r6i", "r6id", "r7g", "r7i", "r8g", "r8gd", "r8i", "x2g", "serverless")


def create(state: RdsState, region: str, params: Any) -> DBInstance:
    """CreateDBInstance: for an Aurora cluster it takes its time; for anything else moto decides."""
    backend = backend_of(region)
    if not params.get("DBClusterIdentifier"):
        return backend.create_db_instance(params)
    cluster = find_cluster(region, params["DBClusterIdentifier"])
    if cluster.status not in ("available", "creating", "modifying"):
        raise errors.cluster_not_available(cluster.db_cluster_identifier, cluster.status)
    if state.membership(region, cluster.db_cluster_identifier) is not None:
        _check_class(params["DBInstanceClass"])
    wanted = {key: value for key, value in params.items() if value is not None}
    wanted["availability_zone"] = _zone(cluster, wanted.get("availability_zone"))
    wanted.setdefault("db_subnet_group_name", cluster.db_subnet_group_name)
    if wanted["db_subnet_group_name"] == "default":
        del wanted["db_subnet_group_name"]
    wanted.setdefault("port", cluster.port)
    instance = backend.create_db_instance(wanted)
    instance.dbi_resource_id = "db-" + "".join(secrets.choice(string.ascii_uppercase + "234567") for _ in range(26))
    echo(instance, wanted)
    if not wanted.get("ca_certificate_identifier"):
        instance.ca_certificate_identifier = certificates.DEFAULT
    instance.certificate_details = certificates.details(instance.ca_certificate_identifier)  # type: ignore[attr-defined]
    _pass(state, instance, "creating", "rds.instance-create")
    return instance


def _check_class(name: str) -> None:
    family = name.split(".")[1] if name.count(".") else name
    if family not in _GLOBAL_FAMILIES:
        raise errors.invalid_combination(
            f"DB instance class {name} isn't supported in an Aurora global database: use db.r5 or newer, or serverless."
        )


def _zone(cluster: DBCluster, asked: str | None) -> str:
    """The asked zone, or the one of the cluster's that has the fewest of its instances."""
    zones = moto_models.subnet_group_zones(cluster.region, cluster.account_id, cluster.db_subnet_group_name)
    if asked is not None:
        if asked not in zones:
            raise errors.invalid_zones(asked, cluster.region)
        return asked
    used = [instance.availability_zone for instance in cluster._members]
    return min(zones, key=lambda zone: (used.count(zone), zones.index(zone)))


def _pass(state: RdsState, instance: DBInstance, status: str, wait: str) -> None:
    """``status`` now, ``available`` after ``wait``, unless something else happened in between."""
    instance.status = status
    context, label = state.context, f"{instance.db_instance_identifier}: instance available"

    def available() -> None:
        if instance.status != status:
            return
        if isinstance(instance, DBInstanceClustered) and not _answers(state, instance):
            context.clock.after(WAIT_SECONDS, available, label)
            return
        instance.status = "available"

    context.clock.after(wait, available, label)


def _answers(state: RdsState, instance: DBInstanceClustered) -> bool:
    """Whether the server behind an Aurora PostgreSQL instance, if the lab runs one, can be asked."""
    cluster = instance.cluster
    other = cluster.engine != engines.AURORA_POSTGRESQL or state.context.outages.is_out(cluster.region)
    return other or state.context.data.serving(cluster.region, cluster.db_cluster_identifier)


def find(region: str, identifier: str) -> DBInstance:
    """The instance by identifier; raises DBInstanceNotFound."""
    return backend_of(region).describe_db_instances(identifier)[0]


def modify(state: RdsState, region: str, params: Any) -> DBInstance:
    """ModifyDBInstance: an Aurora instance is ``modifying`` for a while."""
    instance = find(region, params["DBInstanceIdentifier"])
    clustered = isinstance(instance, DBInstanceClustered)
    if clustered and instance.status != "available":
        raise errors.invalid_instance_state(
            f"Instance {instance.db_instance_identifier} is not in available state: it is {instance.status}."
        )
    if clustered and isinstance(instance, DBInstanceClustered):
        member = state.membership(region, instance.db_cluster_identifier)
        if member is not None and params.get("DBInstanceClass"):
            _check_class(params["DBInstanceClass"])
    wanted = _at_once(instance, params) if clustered else params
    if clustered and set(wanted) <= _NO_CHANGE:
        return instance
    changed = backend_of(region).modify_db_instance(params["DBInstanceIdentifier"], wanted)
    echo(changed, wanted)
    if clustered:
        _pass(state, changed, "modifying", "rds.instance-modify")
    return changed


def _at_once(instance: Any, params: Any) -> dict[str, Any]:
    """What the call changes now. A new class without ApplyImmediately is pending: it waits for the maintenance window
    (user guide, "Modifying a DB instance"). Here no window comes by itself: it waits for a call that applies at once.
    """
    wanted = {key: value for key, value in params.items() if value is not None}
    pending = dict(getattr(instance, "pending_modified_values", None) or {})
    name = wanted.pop("db_instance_class", None)
    if wanted.get("apply_immediately"):
        name, pending = name or pending.get("DBInstanceClass"), {}
    elif name is not None:
        pending = {} if name == instance.db_instance_class else {"DBInstanceClass": name}
        name = None
    instance.pending_modified_values = pending
    return wanted if name is None else {**wanted, "db_instance_class": name}


def delete(state: RdsState, region: str, params: Any) -> DBInstance:
    """DeleteDBInstance of an Aurora instance: the writer's last one stays while a secondary lives."""
    instance = find(region, params["DBInstanceIdentifier"])
    backend = backend_of(region)
    if not isinstance(instance, DBInstanceClustered):
        return backend.delete_db_instance(**params)
    if instance.deletion_protection:
        raise errors.invalid_combination(  # [AWS]
            "Cannot delete protected DB Instance, please disable deletion protection and try again."
        )
    if instance.status == "deleting":
        raise errors.invalid_instance_state(f"Instance {instance.db_instance_identifier} is already being deleted.")
    _check_last_of_writer(state, region, instance)
    instance.status, instance.is_cluster_writer = "deleting", False
    remaining = instances_of(instance.cluster)
    if remaining and not any(other.is_cluster_writer for other in remaining):
        min(remaining, key=lambda other: other.promotion_tier).is_cluster_writer = True
    name = instance.db_instance_identifier

    def gone() -> None:
        if backend.databases.get(name) is instance:
            del backend.databases[name]

    state.context.clock.after("rds.instance-delete", gone, f"{name}: instance gone")
    return instance


def _check_last_of_writer(state: RdsState, region: str, instance: DBInstanceClustered) -> None:
    found = state.membership(region, instance.db_cluster_identifier)
    if found is None or not found[1].is_writer or not found[0].secondaries:
        return
    if instances_of(instance.cluster) == [instance]:
        raise errors.last_instance_of_master()
