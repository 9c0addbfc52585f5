"""Redis is not replicated between regions: the cache starts cold, and the application is built for that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policy.engine.finding import Finding
from policy.engine.options import option
from policy.engine.rule import Rule
from policy.engine.severity import Severity
from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource
from policy.engine.unknown import is_set

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
# A resource of these types is a cache over regions by itself.
DATASTORES: Mapping[str, str] = {
    "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup": "an ElastiCache Global Datastore",
    "aws:memorydb/multiRegionCluster:MultiRegionCluster": "a MemoryDB multi-region cluster",
}


@dataclass(frozen=True)
class Options:
    """Who has decided otherwise, knowingly."""

    allowed: tuple[str, ...] = option((), "logical names of global datastores that were decided for")


def _on_resource(resource: Resource, _config: StackConfig, options: Options) -> Iterator[Finding]:
    if resource.name in options.allowed:
        return
    joined = resource.type == GROUP and is_set(resource.get("globalReplicationGroupId"))
    what = "a member of a Global Datastore (globalReplicationGroupId)" if joined else DATASTORES.get(resource.type)
    if what:
        yield Finding(
            resource,
            what,
            "a cache of one region: a second, always-on copy costs more than a minute of cold cache once a year, and "
            "its fail-over is one more thing to go wrong",
            "make a replication group in each region, and let the application bear a cold cache",
            accept={"allowed": [*options.allowed, resource.name]},
        )


RULE = Rule(
    name="no-global-datastore",
    description="Caches are not replicated between regions.",
    fix="Use a replication group of its own in each region.",
    severity=Severity.MEDIUM,
    options=Options,
    types=frozenset((GROUP, *DATASTORES)),
    on_resource=_on_resource,
)
