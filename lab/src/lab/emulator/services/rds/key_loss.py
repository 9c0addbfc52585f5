"""A cluster whose key is disabled or gone cannot be reached until the key is back and the cluster is started again.

Source: Aurora user guide, "Managing AWS KMS keys": the state is inaccessible-encryption-credentials-recoverable for
seven days, after that inaccessible-encryption-credentials for good. The lab shows the first at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.emulator.services.rds.state import backend_of

if TYPE_CHECKING:
    from moto.rds.models import DBCluster

INACCESSIBLE = "inaccessible-encryption-credentials-recoverable"


def refresh(region: str) -> None:
    """Bring the status of the region's clusters into line with their keys."""
    for cluster in backend_of(region).clusters.values():
        if cluster.storage_encrypted and cluster.status == "available" and not key_usable(cluster):
            cluster.status = INACCESSIBLE


def key_usable(cluster: DBCluster) -> bool:
    """Whether the cluster's key exists and is enabled; always so for one that is not encrypted."""
    if not cluster.storage_encrypted or not cluster.kms_key_id:
        return True
    try:
        return bool(cluster.backend.kms.describe_key(cluster.kms_key_id).key_state == "Enabled")
    except KeyError:
        return False
