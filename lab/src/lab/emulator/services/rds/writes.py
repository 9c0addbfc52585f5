"""The writes that each cluster took: what a forced failover lost, and what a stale writer diverged by.

Every accepted write of the public probe is noted here with its time; the truth API counts them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

KEEP = 20_000


@dataclass
class ClusterWrites:
    """Times (lab seconds) of accepted writes of one cluster, newest ``KEEP`` of them, and since when it is stale."""

    times: list[float] = field(default_factory=list)
    count: int = 0
    stale_since: float | None = None

    def between(self, start: float, end: float) -> int:
        return sum(1 for moment in self.times if start < moment <= end)


class WriteLog:
    """Writes by cluster ARN."""

    def __init__(self) -> None:
        self._clusters: dict[str, ClusterWrites] = {}

    def of(self, arn: str) -> ClusterWrites:
        return self._clusters.setdefault(arn, ClusterWrites())

    def note(self, arn: str, moment: float) -> None:
        writes = self.of(arn)
        writes.count += 1
        writes.times.append(moment)
        del writes.times[:-KEEP]

    def mark_stale(self, arn: str, moment: float) -> None:
        """From ``moment`` on the cluster's writes diverge from the new writer's history."""
        self.of(arn).stale_since = moment

    def clear_stale(self, arn: str) -> None:
        """The cluster was rebuilt, or is gone: nothing of it diverges any more."""
        self.of(arn).stale_since = None

    def forget(self, arn: str) -> None:
        self._clusters.pop(arn, None)

    def truth(self) -> dict[str, Any]:
        """Per cluster: writes, first, last, and how many came after it had been superseded."""
        return {arn: _truth(writes) for arn, writes in sorted(self._clusters.items())}


def _truth(writes: ClusterWrites) -> dict[str, Any]:
    told: dict[str, Any] = {
        "writes": writes.count,
        "first": writes.times[0] if writes.times else None,
        "last": writes.times[-1] if writes.times else None,
    }
    if writes.stale_since is not None:
        told["stale_since"] = writes.stale_since
        told["diverged_writes"] = writes.between(writes.stale_since, float("inf"))
    return told
