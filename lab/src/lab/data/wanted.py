"""What the API says there should be, read from the emulator's state in one go, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moto.rds.models import DBCluster, rds_backends

from lab.data import parameters
from lab.data.parameters import Parameters
from lab.emulator.engine import account
from lab.emulator.services.rds import state_of, topology, writable
from lab.emulator.services.rds.state import backend_of, cluster_of, serving_instances

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.emulator.engine.context import Context
    from lab.emulator.services.rds.global_database import GlobalDatabase, Member

_READING = ("available", "modifying", "backing-up", "upgrading", "failing-over", "promoting")
FORCE_TLS = "rds.force_ssl"


@dataclass(frozen=True)
class WantedCluster:
    """One Aurora PostgreSQL cluster. `resource` stays when it is renamed; `upstream` is the writer's, for a standby."""

    region: str
    identifier: str
    resource: str
    port: int
    user: str | None
    password: str | None
    database: str | None
    force_tls: bool
    parameters: Parameters
    upstream: str | None
    moving: bool
    rebuilding: bool
    follows: bool
    delay: float
    writes: bool
    reads: bool
    readers_apart: bool
    outage: str | None
    upstream_outage: str | None


def wanted_clusters(context: Context) -> list[WantedCluster]:
    """Every cluster of the engine that has data; call it with the context's lock held."""
    return [_wanted(context, cluster) for cluster in _clusters()]


def find(region: str, cluster_id: str) -> str | None:
    """The resource of the cluster with that identifier now."""
    cluster = backend_of(region).clusters.get(cluster_id)
    return None if cluster is None else resource_of(cluster)


def resource_of(cluster: DBCluster) -> str:
    """A short name that no two clusters share."""
    return str(cluster.db_cluster_resource_id).removeprefix("cluster-")[:12].lower()


def _clusters() -> Iterator[DBCluster]:
    for backend in list(rds_backends[account.number()].values()):
        for cluster in list(backend.clusters.values()):
            if cluster.engine == "aurora-postgresql":
                yield cluster


def _wanted(context: Context, cluster: DBCluster) -> WantedCluster:
    region, identifier = cluster.region, cluster.db_cluster_identifier
    found, outages = state_of(context).membership(region, identifier), context.outages
    upstream, follows, delay, source = _upstream(context, found)
    instances, mode = serving_instances(cluster), outages.modes.get(region)
    return WantedCluster(
        region=region,
        identifier=identifier,
        resource=resource_of(cluster),
        port=int(cluster.port),
        user=cluster.master_username,
        password=getattr(cluster, "_master_user_password", None),
        database=cluster.database_name,
        force_tls=_force_tls(cluster),
        parameters=parameters.of_cluster(cluster),
        upstream=upstream,
        moving=cluster.status in ("promoting", "failing-over") or _leaving(found),
        rebuilding=found is not None and found[1].rebuilding,
        follows=follows,
        delay=delay,
        writes=writable(context, region, identifier)[0],
        reads=mode is None and cluster.status in _READING and bool(instances),
        readers_apart=len(instances) > 1,
        outage=mode,
        upstream_outage=outages.modes.get(source) if source else None,
    )


def _upstream(
    context: Context, found: tuple[GlobalDatabase, Member] | None
) -> tuple[str | None, bool, float, str | None]:
    """(resource of the writer, whether its log flows, delay in seconds, the writer's region) for a standby."""
    if found is None:
        return None, False, 0.0, None
    database, member = found
    writer = database.writer
    source = cluster_of(writer) if writer is not None else None
    if member.is_writer or not member.fenced or writer is None or source is None:
        return None, False, 0.0, None
    out = context.outages.is_out(member.region) or context.outages.is_out(writer.region)
    losing = database.failover is not None and database.failover.data_loss_allowed
    # a rebuilding member and one that only catches up get their log, too: the API says `connected` when it has arrived
    flows = topology.follows(context.state["rds"], database, member) or not (out or losing)
    lag = database.lag.at(context.clock.now()) / 1000
    return resource_of(source), flows and not out, lag, writer.region


def _leaving(found: tuple[GlobalDatabase, Member] | None) -> bool:
    """Whether it is the writer that an operation under way replaces."""
    operation = found[0].failover if found is not None else None
    return found is not None and operation is not None and operation.source is found[1]


def _force_tls(cluster: DBCluster) -> bool:
    """The cluster parameter group's `rds.force_ssl`; on by default from PostgreSQL 15 on."""
    groups: Any = backend_of(cluster.region).db_cluster_parameter_groups
    value = parameters.value_in(groups.get(cluster.parameter_group or ""), FORCE_TLS)
    if value is None:
        return int(str(cluster.engine_version).split(".")[0]) >= 15
    return value in ("1", "on", "true")
