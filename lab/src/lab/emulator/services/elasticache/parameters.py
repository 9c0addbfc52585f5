"""Cache parameter groups and what moto lacks of subnet groups.

Approximation: a group knows only the parameters that somebody set (``Source=user``), not its family's defaults.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult, EmptyResult
from moto.elasticache.exceptions import CacheSubnetGroupNotFound, ElastiCacheException
from moto.elasticache.models import CacheSubnetGroup, ElastiCacheBackend
from moto.elasticache.responses import ElastiCacheResponse

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context

Groups = dict[str, dict[str, Any]]
_list_tags = ElastiCacheBackend.list_tags_for_resource


def install(context: Context) -> None:
    """Add parameter group and subnet group operations to moto's ElastiCache."""
    books: dict[tuple[str, str], Groups] = {}
    context.on_reset(books.clear)

    def groups_of(self: ElastiCacheResponse) -> Groups:
        return books.setdefault((self.current_account, self.region), {})

    _install_groups(groups_of)
    _install_values(groups_of)
    _install_subnet_groups()

    def list_tags_for_resource(self: ElastiCacheBackend, arn: str) -> dict[str, list[dict[str, str]]]:
        if ":parametergroup:" in arn:
            return self.tagging_service.list_tags_for_resource(arn)
        return _list_tags(self, arn)

    ElastiCacheBackend.list_tags_for_resource = list_tags_for_resource  # type: ignore[method-assign]


def _find(groups: Groups, name: str) -> dict[str, Any]:
    if name.startswith("default."):
        family = name.removeprefix("default.")
        return {"name": name, "family": family, "description": f"Default parameter group for {family}", "values": {}}
    if name not in groups:
        raise ElastiCacheException("CacheParameterGroupNotFound", f"CacheParameterGroup {name} not found.")
    return groups[name]


def _shown(self: ElastiCacheResponse, group: dict[str, Any]) -> dict[str, Any]:
    return {
        "CacheParameterGroupName": group["name"],
        "CacheParameterGroupFamily": group["family"],
        "Description": group["description"],
        "IsGlobal": False,
        "ARN": f"arn:aws:elasticache:{self.region}:{self.current_account}:parametergroup:{group['name']}",
    }


def _install_groups(groups_of: Any) -> None:
    def create(self: ElastiCacheResponse) -> ActionResult:
        groups, name = groups_of(self), self._get_param("CacheParameterGroupName")
        if name in groups:
            text = f"Cache parameter group {name} already exists."
            raise ElastiCacheException("CacheParameterGroupAlreadyExists", text)
        group = groups[name] = {
            "name": name,
            "family": self._get_param("CacheParameterGroupFamily"),
            "description": self._get_param("Description"),
            "values": {},
        }
        shown = _shown(self, group)
        if tags := self._get_param("Tags"):
            self.elasticache_backend.tagging_service.tag_resource(shown["ARN"], tags)
        return ActionResult({"CacheParameterGroup": shown})

    def describe(self: ElastiCacheResponse) -> ActionResult:
        groups, name = groups_of(self), self._get_param("CacheParameterGroupName")
        found = [_find(groups, name)] if name else list(groups.values())
        return ActionResult({"CacheParameterGroups": [_shown(self, group) for group in found]})

    def delete(self: ElastiCacheResponse) -> ActionResult:
        groups, name = groups_of(self), self._get_param("CacheParameterGroupName")
        group = _find(groups, name)
        if any(one.cache_parameter_group_name == name for one in self.elasticache_backend.replication_groups.values()):
            text = (
                f"One or more cache clusters are still members of this parameter group {name}, so it cannot be deleted."
            )
            raise ElastiCacheException("InvalidCacheParameterGroupState", text)
        groups.pop(group["name"], None)
        return EmptyResult()

    ElastiCacheResponse.create_cache_parameter_group = create  # type: ignore[attr-defined]
    ElastiCacheResponse.describe_cache_parameter_groups = describe  # type: ignore[attr-defined]
    ElastiCacheResponse.delete_cache_parameter_group = delete  # type: ignore[attr-defined]


def _install_values(groups_of: Any) -> None:
    def modify(self: ElastiCacheResponse) -> ActionResult:
        group = _find(groups_of(self), self._get_param("CacheParameterGroupName"))
        for pair in self._get_param("ParameterNameValues") or []:
            group["values"][pair["ParameterName"]] = pair.get("ParameterValue")
        return ActionResult({"CacheParameterGroupName": group["name"]})

    def reset(self: ElastiCacheResponse) -> ActionResult:
        group = _find(groups_of(self), self._get_param("CacheParameterGroupName"))
        if self._get_bool_param("ResetAllParameters"):
            group["values"].clear()
        for pair in self._get_param("ParameterNameValues") or []:
            group["values"].pop(pair["ParameterName"], None)
        return ActionResult({"CacheParameterGroupName": group["name"]})

    def describe(self: ElastiCacheResponse) -> ActionResult:
        group = _find(groups_of(self), self._get_param("CacheParameterGroupName"))
        wanted = self._get_param("Source") in (None, "user")
        shown = [
            {"ParameterName": name, "ParameterValue": value, "Source": "user", "IsModifiable": True}
            for name, value in sorted(group["values"].items())
            if wanted
        ]
        return ActionResult({"Parameters": shown})

    ElastiCacheResponse.modify_cache_parameter_group = modify  # type: ignore[attr-defined]
    ElastiCacheResponse.reset_cache_parameter_group = reset  # type: ignore[attr-defined]
    ElastiCacheResponse.describe_cache_parameters = describe  # type: ignore[attr-defined]


def _install_subnet_groups() -> None:
    def find(self: ElastiCacheResponse) -> CacheSubnetGroup:
        return self.elasticache_backend.describe_cache_subnet_groups(self._get_param("CacheSubnetGroupName"))[0]

    def modify(self: ElastiCacheResponse) -> ActionResult:
        known, backend = find(self), self.elasticache_backend
        description = self._get_param("CacheSubnetGroupDescription") or known.cache_subnet_group_description
        subnets = self._get_param("SubnetIds") or known.subnet_ids
        changed = CacheSubnetGroup(
            backend.account_id, backend.region_name, known.cache_subnet_group_name, description, subnets, known.tags
        )
        backend.cache_subnet_groups[known.cache_subnet_group_name] = changed
        return ActionResult({"CacheSubnetGroup": changed})

    def delete(self: ElastiCacheResponse) -> ActionResult:
        backend, name = self.elasticache_backend, self._get_param("CacheSubnetGroupName")
        if name not in backend.cache_subnet_groups:
            raise CacheSubnetGroupNotFound(name)
        if any(one.cache_subnet_group_name == name for one in backend.replication_groups.values()):
            text = f"Cache subnet group {name} is currently in use by a cache cluster."
            raise ElastiCacheException("CacheSubnetGroupInUse", text)
        del backend.cache_subnet_groups[name]
        return EmptyResult()

    ElastiCacheResponse.modify_cache_subnet_group = modify  # type: ignore[attr-defined]
    ElastiCacheResponse.delete_cache_subnet_group = delete  # type: ignore[attr-defined]
