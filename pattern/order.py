"""Whose turn it is, and which upgrade a plan may have, by what the pair's global database is by now."""

from __future__ import annotations

from dataclasses import dataclass

from pattern.database import major
from pattern.errors import PatternError
from pattern.naming import Names


class OrderError(PatternError):
    """A stack whose turn it is not, or an upgrade that a plan must not make."""


@dataclass(frozen=True)
class GlobalDatabase:
    """The global cluster: its engine version, and its endpoint that follows the writer (`-` where AWS gives none)."""

    engine_version: str
    endpoint: str


def check_order(names: Names, peer_stack: str, found: GlobalDatabase | None, has_cluster: bool) -> None:
    """DR joins a global database that the primary makes, and validates its certificate by the primary's record.

    Args:
        has_cluster: whether this region has its cluster, without a global database: a detached one may.

    Raises:
        OrderError: DR's turn has not come: the primary's platform first.
    """
    if names.founder or found is not None or has_cluster:
        return
    raise OrderError(
        f"there is no global database {names.of('global-cluster')} to join: the primary's platform comes first. "
        f"Run `pulumi up --stack {peer_stack}` in this folder, then this stack again; nothing was changed"
    )


def check_upgrade(wanted: str, found: GlobalDatabase | None) -> None:
    """A major upgrade is irreversible and resets parameter groups: never by a changed number in a file.

    Raises:
        OrderError: the config asks for another major version than the database has.
    """
    if found is None or major(found.engine_version) == major(wanted):
        return
    raise OrderError(
        f"standby:database.engineVersion is {wanted!r}, but the global database runs {found.engine_version!r}: a major "
        "upgrade is not made by `up`. Follow docs/upgrade.md, then set the version that runs; nothing was changed"
    )
