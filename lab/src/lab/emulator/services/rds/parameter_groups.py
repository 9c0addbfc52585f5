"""Parameter groups in use cannot be deleted; moto deletes any.

Source: RDS API reference, DeleteDBParameterGroup and DeleteDBClusterParameterGroup: the group "can't be associated with
any DB instances" or clusters, else InvalidDBParameterGroupState.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.rds.exceptions import RDSClientError

if TYPE_CHECKING:
    from moto.rds.models import RDSBackend


def check_unused_by_clusters(backend: RDSBackend, name: str) -> None:
    """Raise AWS's error when a cluster uses the group."""
    users = [one.db_cluster_identifier for one in backend.clusters.values() if one.parameter_group == name]
    if users:
        raise _in_use(f"One or more database clusters are still members of this parameter group {name}", users)


def check_unused_by_instances(backend: RDSBackend, name: str) -> None:
    """Raise AWS's error when an instance uses the group."""
    users = [one.db_instance_identifier for one in backend.databases.values() if one.db_parameter_group_name == name]
    if users:
        raise _in_use(f"One or more database instances are still members of this parameter group {name}", users)


def _in_use(what: str, users: list[str]) -> RDSClientError:
    message = f"{what}, so the group cannot be deleted ({', '.join(sorted(users))})"
    return RDSClientError("InvalidDBParameterGroupState", message)
