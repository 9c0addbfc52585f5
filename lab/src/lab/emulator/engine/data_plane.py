"""What stands behind the API: nothing, unless the lab was brought up with `--data`.

The services ask and tell; every answer of this class is the one that changes nothing. The real one: `lab.data.plane`.
All methods are called with the context's lock held, and none may wait.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

WAIT_SECONDS = 0.1  # how often a transition looks again whether the data have come as far as the API says


@dataclass(frozen=True)
class Reply:
    """What a real process answered."""

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""


class DataPlane:
    """No data: databases hold nothing, tasks run nothing."""

    enabled = False

    def endpoints(self, region: str, cluster_id: str) -> tuple[str, str] | None:  # noqa: ARG002
        """Writer and reader address of a cluster; None: names as AWS gives them, behind which nothing listens."""
        return None

    def cache_address(self, region: str, group_id: str) -> str | None:  # noqa: ARG002
        """Where a cache listens; None: nowhere."""
        return None

    def pass_on(self) -> None:
        """Roles have changed: open and close endpoints before anybody is told."""

    def serving(self, region: str, cluster_id: str) -> bool:  # noqa: ARG002
        """Whether the cluster's server answers: its instances are not available before."""
        return True

    def begin_move(self, source: tuple[str, str] | None, target: tuple[str, str], *, data_loss: bool) -> None:
        """The cluster `target` (region, identifier) becomes a writer: at once, or with all that `source` has."""

    def moved(self, target: tuple[str, str]) -> bool:  # noqa: ARG002
        """Whether it has become one."""
        return True

    def rebuilt(self, region: str, cluster_id: str) -> bool:  # noqa: ARG002
        """Whether the former writer is a standby again."""
        return True

    def take_snapshot(self, region: str, cluster_id: str, snapshot_arn: str) -> None:
        """Copy what the cluster holds now."""

    def copy_snapshot(self, source_arn: str, snapshot_arn: str) -> None:
        """Another snapshot of the same data."""

    def snapshot_taken(self, snapshot_arn: str) -> bool:  # noqa: ARG002
        """Whether the copy is complete."""
        return True

    def restore(self, region: str, cluster_id: str, snapshot_arn: str) -> None:
        """The new cluster holds what the snapshot (or, by its ARN, the other cluster) holds."""

    def target_healthy(self, region: str, address: str) -> bool:  # noqa: ARG002
        """Whether the process behind a registered target answers its health check."""
        return True

    def door(self, region: str, address: str) -> Callable[[WSGIEnvironment], Reply] | None:  # noqa: ARG002
        """How to ask the process behind a target; called without the lock. None: there is no process."""
        return None
