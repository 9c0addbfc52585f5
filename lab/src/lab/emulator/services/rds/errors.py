"""RDS errors: AWS's codes, and AWS's own sentences where they are known.

RDSClientError (moto's) carries code and message; each function below makes one. Messages marked [AWS] were seen in
AWS's answers (provider sources, issue threads); the others say in our words what is wrong, under AWS's code.
"""

from __future__ import annotations

from moto.rds.exceptions import KMSKeyNotAccessibleFault, RDSClientError


def global_cluster_not_found(identifier: str) -> RDSClientError:
    return RDSClientError("GlobalClusterNotFoundFault", f"Global cluster {identifier} not found")


def global_cluster_exists(identifier: str) -> RDSClientError:
    return RDSClientError("GlobalClusterAlreadyExistsFault", f"Global cluster {identifier} already exists")


def invalid_global_state(message: str) -> RDSClientError:
    return RDSClientError("InvalidGlobalClusterStateFault", message)


def global_cluster_not_empty(arn: str) -> RDSClientError:
    return invalid_global_state(f"Global Cluster {arn} is not empty")  # [AWS]


def cluster_not_found(identifier: str) -> RDSClientError:
    return RDSClientError("DBClusterNotFoundFault", f"DBCluster {identifier} not found.")  # [AWS]


def cluster_exists() -> RDSClientError:
    return RDSClientError("DBClusterAlreadyExistsFault", "DB Cluster already exists")  # [AWS]


def invalid_cluster_state(message: str) -> RDSClientError:
    return RDSClientError("InvalidDBClusterStateFault", message)


def cluster_not_available(identifier: str, status: str) -> RDSClientError:
    """``is not currently in the available state`` is the part that the provider matches. [AWS]"""
    return invalid_cluster_state(f"DB cluster {identifier} is not currently in the available state: it is {status}.")


def cluster_in_global_cluster() -> RDSClientError:
    message = "This cluster is a part of a global cluster, please remove it from globalcluster first"  # [AWS]
    return invalid_cluster_state(message)


def last_instance_of_master() -> RDSClientError:
    return invalid_cluster_state(  # [AWS]
        "Cannot delete the last instance of the master cluster. "
        "Delete the replica cluster before deleting the last master cluster instance."
    )


def invalid_instance_state(message: str) -> RDSClientError:
    return RDSClientError("InvalidDBInstanceState", message)


def snapshot_not_available(identifier: str, status: str) -> RDSClientError:
    message = f"DB cluster snapshot {identifier} is not currently in the available state: it is {status}."
    return RDSClientError("InvalidDBClusterSnapshotStateFault", message)


def invalid_snapshot_state(message: str) -> RDSClientError:
    return RDSClientError("InvalidDBClusterSnapshotStateFault", message)


def invalid_value(message: str) -> RDSClientError:
    return RDSClientError("InvalidParameterValue", message)


def invalid_combination(message: str) -> RDSClientError:
    return RDSClientError("InvalidParameterCombination", message)


def unknown_engine(engine: str) -> RDSClientError:
    return invalid_value(f"Invalid DB engine: {engine}")  # [AWS]


def unknown_version(engine: str, version: str) -> RDSClientError:
    return invalid_combination(f"Cannot find version {version} for {engine}")  # [AWS]


def subnet_group_not_found(name: str) -> RDSClientError:
    return RDSClientError("DBSubnetGroupNotFoundFault", f"DB subnet group '{name}' does not exist.")  # [AWS]


def too_few_zones(covered: str) -> RDSClientError:
    return RDSClientError(  # [AWS]
        "DBSubnetGroupDoesNotCoverEnoughAZs",
        "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. "
        f"Current AZ coverage: {covered}. Add subnets to cover at least 2 AZs.",
    )


def invalid_zones(zones: str, region: str) -> RDSClientError:
    message = f"Availability zones {zones} are not available to this account in {region}"
    return RDSClientError("InvalidVPCNetworkStateFault", message)


def key_not_accessible(key_id: str) -> RDSClientError:
    return KMSKeyNotAccessibleFault(key_id)
