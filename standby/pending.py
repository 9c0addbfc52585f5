"""What a killed `pulumi up` leaves behind: creations that the state calls pending, and how each is settled.

Pulumi does not know whether the thing exists by now. For database resources we do: their physical name stands in their
inputs, and AWS was just asked. Those that exist are imported, so that no second creation fails on the name; the others
are dropped, and the next `up` makes them.
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
            return f"state repair: {name} was made by a run that was killed; imported as {self.physical_id}"
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
