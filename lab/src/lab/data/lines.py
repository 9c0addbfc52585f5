"""Addresses and names: which loopback address belongs to which endpoint, how a line of the switchboard is called."""

from __future__ import annotations

from dataclasses import dataclass, field

# what one lab has addresses for; the certificate names them all
MOST = 120


@dataclass
class Addresses:
    """127.x.y.n, where x and y come from the emulator's port: two labs of one machine never meet.

    An endpoint keeps its address for as long as the lab lives, also when its cluster is deleted and created again.
    """

    port: int
    _taken: dict[str, int] = field(default_factory=dict)

    def of(self, name: str) -> str:
        """The address of the endpoint `name`."""
        number = self._taken.setdefault(name, len(self._taken) + 1)
        return self.numbered(number)

    def numbered(self, number: int) -> str:
        """The n-th address."""
        return f"127.{self.port >> 8}.{self.port & 255}.{number}"

    def all(self) -> list[str]:
        """Every address that this lab may use."""
        return [self.numbered(number) for number in range(1, MOST + 1)]


def writer_line(region: str, cluster_id: str) -> str:
    """The line of a cluster's writer endpoint."""
    return f"writer {region} {cluster_id}"


def reader_line(region: str, cluster_id: str) -> str:
    """The line of a cluster's reader endpoint."""
    return f"reader {region} {cluster_id}"


def cache_line(region: str, group_id: str) -> str:
    """The line of a cache's primary endpoint."""
    return f"cache {region} {group_id}"


def log_line(resource: str) -> str:
    """The line through which a standby fetches its source's log."""
    return f"log {resource}"
