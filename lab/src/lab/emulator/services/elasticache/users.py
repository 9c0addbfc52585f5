"""ElastiCache users that change and go, and user groups: moto has neither.

Source: ElastiCache API reference, ModifyUser and CreateUserGroup: a group of Redis users needs a user named `default`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult
from moto.elasticache.exceptions import ElastiCacheException, UserNotFound
from moto.elasticache.models import ElastiCacheBackend, User
from moto.elasticache.responses import ElastiCacheResponse

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("elasticache", "ModifyUser"): ("approximated", "at once, without a time of modifying"),
    ("elasticache", "DeleteUser"): ("approximated", "gone at once; refused while in a group"),
    ("elasticache", "CreateUserGroup"): ("approximated", "active at once"),
    ("elasticache", "DescribeUserGroups"): ("approximated", "no pagination"),
    ("elasticache", "ModifyUserGroup"): ("approximated", "users added and removed at once"),
    ("elasticache", "DeleteUserGroup"): ("approximated", "gone at once"),
}
Groups = dict[str, dict[str, Any]]
_R = ElastiCacheResponse


def install(context: Context) -> None:
    """Add the operations to moto's ElastiCache."""
    books: dict[tuple[str, str], Groups] = {}
    context.on_reset(books.clear)

    def groups_of(self: _R) -> Groups:
        return books.setdefault((self.current_account, self.region), {})

    _install_users(groups_of)
    _install_groups(groups_of)
    _install_changes(groups_of)
    # Whoever extended the listing before is asked for everything else.
    before = ElastiCacheBackend.list_tags_for_resource

    def list_tags_for_resource(self: ElastiCacheBackend, arn: str) -> dict[str, list[dict[str, str]]]:
        if ":usergroup:" in arn:
            return self.tagging_service.list_tags_for_resource(arn)
        return before(self, arn)

    ElastiCacheBackend.list_tags_for_resource = list_tags_for_resource  # type: ignore[method-assign]


def _user(self: _R, name: str) -> User:
    users: dict[str, User] = self.elasticache_backend.users
    if name not in users:
        raise UserNotFound(name)
    return users[name]


def _install_users(groups_of: Any) -> None:
    def modify(self: _R) -> ActionResult:
        user = _user(self, self._get_param("UserId"))
        user.access_string = self._get_param("AccessString") or user.access_string
        user.engine = self._get_param("Engine") or user.engine
        mode = self._get_param("AuthenticationMode") or {}
        if passwords := self._get_param("Passwords") or mode.get("Passwords"):
            user.passwords, user.no_password_required, user.authentication_type = passwords, False, "password"
        if self._get_bool_param("NoPasswordRequired") or mode.get("Type") == "no-password-required":
            user.passwords, user.no_password_required = [], True
        return ActionResult(user)

    def delete(self: _R) -> ActionResult:
        user = _user(self, self._get_param("UserId"))
        if any(user.id in group["UserIds"] for group in groups_of(self).values()):
            raise ElastiCacheException("InvalidUserState", f"User {user.id} is a member of a user group.")
        del self.elasticache_backend.users[user.id]
        user.status = "deleting"
        return ActionResult(user)

    _R.modify_user = modify  # type: ignore[attr-defined]
    _R.delete_user = delete  # type: ignore[method-assign]


def _find(groups: Groups, name: str) -> dict[str, Any]:
    if name not in groups:
        raise ElastiCacheException("UserGroupNotFound", f"User group {name} not found.")
    return groups[name]


def _check_members(self: _R, users: list[str], engine: str) -> None:
    names = [_user(self, name).name for name in users]
    if engine == "redis" and "default" not in names:
        raise ElastiCacheException("DefaultUserRequired", "A user group of Redis needs a user named default.")


def _install_groups(groups_of: Any) -> None:
    def create(self: _R) -> ActionResult:
        groups, name, users = groups_of(self), self._get_param("UserGroupId"), self._get_param("UserIds") or []
        if name in groups:
            raise ElastiCacheException("UserGroupAlreadyExists", f"User group {name} already exists.")
        engine = self._get_param("Engine").lower()
        _check_members(self, users, engine)
        arn = f"arn:aws:elasticache:{self.region}:{self.current_account}:usergroup:{name}"
        groups[name] = {"UserGroupId": name, "Status": "active", "Engine": engine, "UserIds": users, "ARN": arn}
        if tags := self._get_param("Tags"):
            self.elasticache_backend.tagging_service.tag_resource(arn, tags)
        return ActionResult(groups[name])

    def describe(self: _R) -> ActionResult:
        groups, name = groups_of(self), self._get_param("UserGroupId")
        return ActionResult({"UserGroups": [_find(groups, name)] if name else list(groups.values())})

    _R.create_user_group = create  # type: ignore[attr-defined]
    _R.describe_user_groups = describe  # type: ignore[attr-defined]


def _install_changes(groups_of: Any) -> None:
    def modify(self: _R) -> ActionResult:
        group = _find(groups_of(self), self._get_param("UserGroupId"))
        removed = self._get_param("UserIdsToRemove") or []
        users = [name for name in group["UserIds"] if name not in removed]
        users += self._get_param("UserIdsToAdd") or []
        engine = (self._get_param("Engine") or group["Engine"]).lower()
        _check_members(self, users, engine)
        group.update(UserIds=users, Engine=engine)
        return ActionResult(group)

    def delete(self: _R) -> ActionResult:
        groups = groups_of(self)
        group = _find(groups, self._get_param("UserGroupId"))
        del groups[group["UserGroupId"]]
        return ActionResult({**group, "Status": "deleting"})

    _R.modify_user_group = modify  # type: ignore[attr-defined]
    _R.delete_user_group = delete  # type: ignore[attr-defined]
