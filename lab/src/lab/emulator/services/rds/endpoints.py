"""With `--data`, a cluster's endpoints are addresses of this machine; otherwise they are names as AWS gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.rds.models import DBCluster

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context

_NAMES: dict[str, Any] = {"endpoint": DBCluster.endpoint, "reader_endpoint": DBCluster.reader_endpoint}


def install(context: Context) -> None:
    """Answer for ``context`` (the one lab of this process)."""
    for position, (attribute, named) in enumerate(_NAMES.items()):
        setattr(DBCluster, attribute, property(_told(context, named, position)))


def _told(context: Context, named: Any, position: int) -> Any:
    def endpoint(cluster: DBCluster) -> str:
        real = context.data.endpoints(cluster.region, cluster.db_cluster_identifier)
        return str(named.fget(cluster)) if real is None else real[position]

    return endpoint
