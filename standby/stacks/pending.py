"""What a killed `pulumi up` leaves behind: creations that the state calls pending, and how each is settled.

Pulumi does not know whether the thing exists by now. For database resources we do: their physical name stands in their
inputs, and AWS was just asked. Those that exist are taken into the state under their ID, so that no second creation
fails on the name; the refresh that comes before every `up` then reads what they are. The others are dropped, and the
next `up` makes them. (`pulumi refresh --import-pending-creates` of 3.259 marks the operation as an import, which the
refresh then forgets: seen on the lab, and read in `cmd/pulumi/operations/refresh.go`.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# Type -> the input that is the provider's ID of it.
ID_INPUTS: Mapping[str, str] = {
    "aws:rds/cluster:Cluster": "clusterIdentifier",
    "aws:rds/clusterInstance:ClusterInstance": "identifier",
    "aws:rds/globalCluster:GlobalCluster": "globalClusterIdentifier",
}


@dataclass(frozen=True)
class Repair:
    """One pending creation. `physical_id` empty: nothing of that name exists, the entry is dropped."""

    urn: str
    physical_id: str

    @property
    def sentence(self) -> str:
        """What is done, for the operator."""
        name = self.urn.rsplit("::", 1)[-1]
        if self.physical_id:
            return f"state repair: {name} was made by a run that was killed; taken up as {self.physical_id}"
        return f"state repair: {name} was not made by a run that was killed, or cannot be told; forgotten"


def repairs(deployment: Mapping[str, Any], existing: Iterable[str]) -> tuple[Repair, ...]:
    """How each pending creation of an exported state is settled; `existing` are physical names that AWS has."""
    known = set(existing)
    found = []
    for operation in deployment.get("pending_operations") or ():
        resource = operation.get("resource") or {}
        if operation.get("type") != "creating":
            continue
        name = str((resource.get("inputs") or {}).get(ID_INPUTS.get(resource.get("type", ""), ""), ""))
        found.append(Repair(resource["urn"], name if name in known else ""))
    return tuple(found)


def settled(deployment: Mapping[str, Any], todo: Iterable[Repair]) -> dict[str, Any]:
    """The deployment with each pending creation of `todo` taken up or dropped; everything else as it was.

    A resource that is taken up goes last: nothing that depends on it can have been made yet.
    """
    wanted = {repair.urn: repair.physical_id for repair in todo}
    resources = list(deployment.get("resources") or ())
    kept = []
    for operation in deployment.get("pending_operations") or ():
        resource = operation.get("resource") or {}
        if operation.get("type") != "creating" or resource.get("urn") not in wanted:
            kept.append(operation)
            continue
        physical_id = wanted[resource["urn"]]
        if physical_id:
            inputs = {key: value for key, value in resource["inputs"].items() if key != "__defaults"}
            resources.append({**resource, "id": physical_id, "outputs": {**inputs, "id": physical_id}})
    return {**deployment, "resources": resources, "pending_operations": kept}
