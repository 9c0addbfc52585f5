"""Cache subnet groups change and go; moto can do neither."""

from __future__ import annotations

from typing import Any

from moto.elasticache.exceptions import CacheSubnetGroupNotFound, ElastiCacheException
from moto.elasticache.models import CacheSubnetGroup, ElastiCacheBackend


def modify(backend: ElastiCacheBackend, name: str, description: str | None, subnets: Any) -> CacheSubnetGroup:
    """ModifyCacheSubnetGroup: what is not said stays."""
    known = backend.describe_cache_subnet_groups(name)[0]
    changed = CacheSubnetGroup(
        backend.account_id,
        backend.region_name,
        known.cache_subnet_group_name,
        description or known.cache_subnet_group_description,
        subnets or known.subnet_ids,
        known.tags,
    )
    backend.cache_subnet_groups[known.cache_subnet_group_name] = changed
    return changed


def delete(backend: ElastiCacheBackend, name: str) -> None:
    """DeleteCacheSubnetGroup: refused while a replication group is in it."""
    if name not in backend.cache_subnet_groups:
        raise CacheSubnetGroupNotFound(name)
    if any(one.cache_subnet_group_name == name for one in backend.replication_groups.values()):
        text = f"Cache subnet group {name} is currently in use by a cache cluster."
        raise ElastiCacheException("CacheSubnetGroupInUse", text)
    del backend.cache_subnet_groups[name]
