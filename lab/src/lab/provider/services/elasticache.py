"""ElastiCache subnet groups, parameter groups, users and user groups. Replication groups have a file of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.provider.fields import aws_args, camel, live_values, pascal, tag_list, tag_map, words
from lab.provider.resource import Change, Resource, State
from lab.provider.waiting import wait_for

PARAMETERS_A_CALL = 20


class CacheResource(Resource):
    """What the ElastiCache types share: lower-case names, tags by ARN."""

    service = "elasticache"

    def live_tags(self, arn: str) -> dict[str, str]:
        """The tags as ElastiCache has them."""
        return tag_map(self.aws.list_tags_for_resource(ResourceName=arn)["TagList"])

    def retag(self, ident: str, state: State, gone: list[str]) -> None:
        if gone:
            self.aws.remove_tags_from_resource(ResourceName=state["arn"], TagKeys=gone)
        if self.tags:
            self.aws.add_tags_to_resource(ResourceName=state["arn"], Tags=tag_list(self.tags))


class SubnetGroup(CacheResource):
    """The subnets in which caches may stand."""

    token = "aws:elasticache/subnetGroup:SubnetGroup"
    handles = words("name description subnetIds")
    updates = words("description subnetIds")

    def create(self, inputs: State) -> str:
        name = str(inputs["name"]).lower()
        self.aws.create_cache_subnet_group(
            CacheSubnetGroupName=name,
            CacheSubnetGroupDescription=inputs["description"],
            SubnetIds=inputs["subnetIds"],
            Tags=tag_list(self.tags),
        )
        return name

    def read(self, ident: str, state: State) -> State | None:
        found = self.aws.describe_cache_subnet_groups(CacheSubnetGroupName=ident)["CacheSubnetGroups"][0]
        return {
            **live_values(found, "name=CacheSubnetGroupName description=CacheSubnetGroupDescription vpcId arn=ARN"),
            "subnetIds": [subnet["SubnetIdentifier"] for subnet in found["Subnets"]],
            "tags": self.live_tags(found["ARN"]),
        }

    def update(self, change: Change) -> None:
        spec = "description=CacheSubnetGroupDescription subnetIds"
        self.aws.modify_cache_subnet_group(CacheSubnetGroupName=change.ident, **aws_args(change.wanted(), spec))

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_cache_subnet_group(CacheSubnetGroupName=ident)


class ParameterGroup(CacheResource):
    """Engine parameters; the ones that a program no longer names go back to the family's defaults."""

    token = "aws:elasticache/parameterGroup:ParameterGroup"
    handles = words("name family description parameters")
    updates = words("parameters")
    blocks = {"parameters": words("name value")}  # noqa: RUF012

    def create(self, inputs: State) -> str:
        name = str(inputs["name"]).lower()
        self.aws.create_cache_parameter_group(
            CacheParameterGroupName=name,
            CacheParameterGroupFamily=inputs["family"],
            Description=inputs["description"],
            Tags=tag_list(self.tags),
        )
        return name

    def settle(self, ident: str, inputs: State) -> None:
        self._set(ident, _by_name(inputs))

    def _set(self, ident: str, wanted: Mapping[str, str]) -> None:
        pairs = [{"ParameterName": name, "ParameterValue": value} for name, value in sorted(wanted.items())]
        for start in range(0, len(pairs), PARAMETERS_A_CALL):
            batch = pairs[start : start + PARAMETERS_A_CALL]
            self.aws.modify_cache_parameter_group(CacheParameterGroupName=ident, ParameterNameValues=batch)

    def read(self, ident: str, state: State) -> State | None:
        answer = self.aws.describe_cache_parameter_groups(CacheParameterGroupName=ident)
        found = answer["CacheParameterGroups"][0]
        spec = "name=CacheParameterGroupName family=CacheParameterGroupFamily description arn=ARN"
        return {**live_values(found, spec), "parameters": self._own(ident), "tags": self.live_tags(found["ARN"])}

    def _own(self, ident: str) -> list[dict[str, str]]:
        """Parameters that somebody set; those of the family's defaults come from another source."""
        paginator = self.aws.get_paginator("describe_cache_parameters")
        return [
            {"name": item["ParameterName"], "value": item["ParameterValue"]}
            for page in paginator.paginate(CacheParameterGroupName=ident, Source="user")
            for item in page["Parameters"]
            if item.get("ParameterValue") is not None
        ]

    def update(self, change: Change) -> None:
        wanted = _by_name(change.new)
        gone = sorted(set(_by_name(change.old)) - set(wanted))
        for start in range(0, len(gone), PARAMETERS_A_CALL):
            batch = [{"ParameterName": name, "ParameterValue": "-"} for name in gone[start : start + PARAMETERS_A_CALL]]
            self.aws.reset_cache_parameter_group(CacheParameterGroupName=change.ident, ParameterNameValues=batch)
        self._set(change.ident, wanted)

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_cache_parameter_group(CacheParameterGroupName=ident)


def _by_name(inputs: Mapping[str, Any]) -> dict[str, str]:
    return {item["name"]: str(item["value"]) for item in inputs.get("parameters") or []}


class User(CacheResource):
    """A user of the caches' access control lists."""

    token = "aws:elasticache/user:User"
    handles = words("userId userName engine accessString noPasswordRequired passwords authenticationMode")
    updates = words("engine accessString noPasswordRequired passwords authenticationMode")
    unread = words("passwords noPasswordRequired authenticationMode")
    blocks = {"authenticationMode": words("type passwords")}  # noqa: RUF012
    SPEC = "engine accessString passwords noPasswordRequired"

    def _args(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        args = aws_args(inputs, self.SPEC)
        if inputs.get("authenticationMode"):
            args["AuthenticationMode"] = pascal(inputs["authenticationMode"])
            args.pop("NoPasswordRequired", None)
        return args

    def create(self, inputs: State) -> str:
        args = self._args(inputs)
        made = self.aws.create_user(**aws_args(inputs, "userId userName"), **args, Tags=tag_list(self.tags))
        return str(made["UserId"])

    def settle(self, ident: str, inputs: State) -> None:
        self._active(ident)

    def _active(self, ident: str) -> None:
        def look() -> str:
            return str(self.aws.describe_users(UserId=ident)["Users"][0]["Status"])

        wait_for(f"ElastiCache user {ident} to be active", look, frozenset({"active"}))

    def read(self, ident: str, state: State) -> State | None:
        found = self.aws.describe_users(UserId=ident)["Users"][0]
        if found["Status"] == "deleting":
            return None
        live = live_values(found, "userId userName engine accessString arn=ARN")
        return {**live, "authenticationMode": camel(found["Authentication"]), "tags": self.live_tags(found["ARN"])}

    def update(self, change: Change) -> None:
        wanted = change.wanted()
        self.aws.modify_user(UserId=change.ident, **self._args(wanted))
        self._active(change.ident)

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_user(UserId=ident)


class UserGroup(CacheResource):
    """Users that a cache accepts together."""

    token = "aws:elasticache/userGroup:UserGroup"
    handles = words("userGroupId engine userIds")
    updates = words("engine userIds")

    def create(self, inputs: State) -> str:
        args = aws_args(inputs, "userGroupId engine userIds")
        return str(self.aws.create_user_group(**args, Tags=tag_list(self.tags))["UserGroupId"])

    def settle(self, ident: str, inputs: State) -> None:
        self._active(ident)

    def _active(self, ident: str) -> None:
        def look() -> str:
            return str(self.aws.describe_user_groups(UserGroupId=ident)["UserGroups"][0]["Status"])

        wait_for(f"ElastiCache user group {ident} to be active", look, frozenset({"active"}))

    def read(self, ident: str, state: State) -> State | None:
        found = self.aws.describe_user_groups(UserGroupId=ident)["UserGroups"][0]
        if found["Status"] == "deleting":
            return None
        return {**live_values(found, "userGroupId engine userIds arn=ARN"), "tags": self.live_tags(found["ARN"])}

    def update(self, change: Change) -> None:
        args = aws_args(change.wanted(), "engine")
        if change.touches("userIds"):
            old, new = set(change.old.get("userIds") or []), set(change.new.get("userIds") or [])
            args |= {"UserIdsToAdd": sorted(new - old)} if new - old else {}
            args |= {"UserIdsToRemove": sorted(old - new)} if old - new else {}
        self.aws.modify_user_group(UserGroupId=change.ident, **args)
        self._active(change.ident)

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_user_group(UserGroupId=ident)


RESOURCES: tuple[type[Resource], ...] = (SubnetGroup, ParameterGroup, User, UserGroup)
