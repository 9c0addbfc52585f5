"""Whose turn it is, to come and to go, and which upgrade a plan may have, by what the pair is by now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pattern.contract import NONE
from pattern.database import major
from pattern.errors import PatternError
from pattern.naming import Names

DESTROY_ORDER = "both workloads, then DR's platform, then the primary's"


class OrderError(PatternError):
    """A stack whose turn it is not, or an upgrade that a plan must not make."""


@dataclass(frozen=True)
class GlobalDatabase:
    """The global cluster: its engine version, its endpoint that follows the writer (`-` where AWS gives none).

    `members` are the regions that have a cluster in it, `writer` the one that takes writes (`-`: none does).
    """

    engine_version: str
    endpoint: str
    members: tuple[str, ...] = ()
    writer: str = NONE


def check_order(names: Names, peer_stack: str, found: GlobalDatabase | None, has_cluster: bool) -> None:
    """DR joins a global database that the primary makes, and validates its certificate by the primary's record.

    Args:
        has_cluster: whether this region has its cluster, outside of a global database: a detached one may.

    Raises:
        OrderError: DR's turn has not come: the primary's platform first.
    """
    if names.founder or (found is not None and found.members) or has_cluster:
        return
    name = names.of("global-cluster")
    # a primary whose first `up` failed half-way has made the global database, and nothing that DR could copy
    lacks = f"there is no global database {name} to join" if found is None else f"{name} has no cluster to copy"
    raise OrderError(
        f"{lacks}: the primary's platform comes first. "
        f"Run `pulumi up --stack {peer_stack}` in this folder, then this stack again; nothing was changed"
    )


def check_destroy(names: Names, services: Sequence[str], found: GlobalDatabase | None) -> None:
    """A region's services go before its platform, the secondary before the writer, and DR before the primary.

    Args:
        services: what still runs on the region's platform, by name.

    Raises:
        OrderError: something has to go first; the message names it and the whole order.
    """
    others = sorted(set(found.members) - {names.region}) if found else []
    if services:
        why = f"its workloads are still there (services: {', '.join(services)})"
    elif others and found and found.writer == names.region and not names.founder:
        why = f"it is the writer of {names.of('global-cluster')}; fail back to {others[0]} first (`standby failback`)"
    elif others and names.founder:
        why = f"{names.of('global-cluster')} still has DR's cluster in {', '.join(others)}"
    else:
        return
    raise OrderError(
        f"the platform in {names.region} cannot go yet: {why}. The right order is: {DESTROY_ORDER}, each with "
        "`pulumi destroy --run-program` (docs/destroy.md); nothing was deleted"
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
