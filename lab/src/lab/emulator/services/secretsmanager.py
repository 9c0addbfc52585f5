"""Secrets Manager: labels of versions, the policy of a replica, and a replica that becomes a secret of its own.

Sources: Secrets Manager user guide, "What's in a secret" (AWSCURRENT, AWSPREVIOUS and labels of one's own stand side by
side), "Replicate secrets across Regions" (data and metadata, resource policies among them, are replicated; what is
refused on a replica is changing it) and "Promote a replica secret to a standalone secret" (in the replica's region; its
ARN stays, and it is replicated no longer).
"""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from moto.secretsmanager.exceptions import InvalidRequestException, SecretNotFoundException
from moto.secretsmanager.models import FakeSecret, ReplicaSecret, SecretsManagerBackend
from moto.secretsmanager.responses import SecretsManagerResponse

from lab.emulator.engine.corrections import Correction, put_in_place

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context

CURRENT, PREVIOUS = "AWSCURRENT", "AWSPREVIOUS"

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("secretsmanager", "GetResourcePolicy"): ("emulated", "also of a replica, which has its primary's"),
    ("secretsmanager", "PutSecretValue"): ("emulated", "the version that was current keeps its own labels"),
    ("secretsmanager", "StopReplicationToReplica"): ("emulated", "also while the primary's region is lost"),
}


def _reset_default_version(self: FakeSecret, secret_version: dict[str, Any], version_id: str) -> None:
    """AWSPREVIOUS moves to the version that was current; moto puts it in the place of all its labels."""
    for version in self.versions.values():
        if PREVIOUS in version["version_stages"]:
            version["version_stages"].remove(PREVIOUS)
    before = self.versions.get(self.default_version_id) if self.default_version_id else None
    if before is not None:
        kept = [stage for stage in before["version_stages"] if stage != CURRENT]
        before["version_stages"] = [*kept, PREVIOUS]
    self.versions[version_id] = secret_version
    self.default_version_id = version_id


def _policy_of_any(backend: SecretsManagerBackend, secret_id: str) -> str:
    """moto refuses to read a replica's policy."""
    if not backend._is_valid_identifier(secret_id):
        raise SecretNotFoundException()
    secret: Any = backend.secrets[secret_id]
    told = {"ARN": secret.arn, "Name": secret.name}
    policy = (secret.source if isinstance(secret, ReplicaSecret) else secret).policy
    return json.dumps(told if policy is None else {**told, "ResourcePolicy": policy})


def _stop_replication(self: SecretsManagerResponse) -> str:
    """The replica in this region becomes a secret of its own with what it holds, under the same ARN."""
    backend: Any = self.backend
    secret_id = self._get_param("SecretId")
    if not backend._is_valid_identifier(secret_id):
        raise SecretNotFoundException()
    replica = backend.secrets[secret_id]
    if not isinstance(replica, ReplicaSecret):
        raise InvalidRequestException(f"Secret {secret_id} is not a replica in region {backend.region_name}.")
    source: Any = replica.source
    own = copy.deepcopy(source)
    own.arn, own.region, own.replicas = replica.arn, replica.region, []
    source.replicas = [one for one in source.replicas if one is not replica]
    dict.pop(backend.secrets, replica.arn)
    backend.secrets[own.arn] = own
    return json.dumps({"ARN": own.arn})


CORRECTIONS: tuple[Correction, ...] = (
    (FakeSecret, "reset_default_version", _reset_default_version),
    (SecretsManagerBackend, "get_resource_policy", _policy_of_any),
    (SecretsManagerResponse, "stop_replication_to_replica", _stop_replication),
)


def install(context: Context) -> None:  # noqa: ARG001  # the signature of an extension
    """Correct moto's Secrets Manager in place."""
    put_in_place(CORRECTIONS)
