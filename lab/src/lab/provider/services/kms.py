"""KMS: keys and aliases.

The real provider schedules a key's deletion (7 to 30 days); a key that waits for its deletion counts as gone.
"""

from __future__ import annotations

from typing import Any

from lab.provider.fields import aws_args, live_values, names, tag_list, tag_map, words
from lab.provider.resource import Change, Resource, State

WAITING_DAYS = 30
CREATE = "description keyUsage policy multiRegion customerMasterKeySpec=KeySpec"
LIVE = "keyId arn description keyUsage multiRegion customerMasterKeySpec=KeySpec isEnabled=Enabled"


class _KmsResource(Resource):
    service = "kms"

    def retag(self, ident: str, state: State, gone: list[str]) -> None:
        if gone:
            self.aws.untag_resource(KeyId=ident, TagKeys=gone)
        if self.tags:
            self.aws.tag_resource(KeyId=ident, Tags=tag_list(self.tags, "TagKey", "TagValue"))

    def _tags(self, ident: str) -> dict[str, str]:
        return tag_map(self.aws.list_resource_tags(KeyId=ident)["Tags"], "TagKey", "TagValue")

    def _live(self, ident: str) -> dict[str, Any] | None:
        found: dict[str, Any] = self.aws.describe_key(KeyId=ident)["KeyMetadata"]
        return None if found["KeyState"] == "PendingDeletion" else found

    def _policy(self, ident: str) -> str:
        return str(self.aws.get_key_policy(KeyId=ident, PolicyName="default")["Policy"])

    def delete(self, ident: str, state: State) -> None:
        if self._live(ident) is not None:
            days = state.get("deletionWindowInDays") or WAITING_DAYS
            self.aws.schedule_key_deletion(KeyId=ident, PendingWindowInDays=days)


class Key(_KmsResource):
    """A customer-managed key of this region."""

    token = "aws:kms/key:Key"
    handles = names(CREATE) | words("enableKeyRotation rotationPeriodInDays isEnabled deletionWindowInDays")
    updates = words("description policy enableKeyRotation rotationPeriodInDays isEnabled")
    settings = words("deletionWindowInDays")

    def create(self, inputs: State) -> str:
        tags = tag_list(self.tags, "TagKey", "TagValue")
        made = self.aws.create_key(**aws_args(inputs, CREATE), Tags=tags)
        return str(made["KeyMetadata"]["KeyId"])

    def settle(self, ident: str, inputs: State) -> None:
        if inputs.get("enableKeyRotation"):
            self.aws.enable_key_rotation(KeyId=ident, **aws_args(inputs, "rotationPeriodInDays"))
        if inputs.get("isEnabled") is False:
            self.aws.disable_key(KeyId=ident)

    def read(self, ident: str, state: State) -> State | None:
        found = self._live(ident)
        if found is None:
            return None
        rotation = self.aws.get_key_rotation_status(KeyId=ident)
        return {
            **live_values(found, LIVE),
            "policy": self._policy(ident),
            "enableKeyRotation": rotation["KeyRotationEnabled"],
            "rotationPeriodInDays": rotation.get("RotationPeriodInDays") if rotation["KeyRotationEnabled"] else None,
            "tags": self._tags(ident),
        }

    def update(self, change: Change) -> None:
        new = change.new
        if change.touches("description"):
            self.aws.update_key_description(KeyId=change.ident, Description=new.get("description", ""))
        if change.touches("policy") and new.get("policy"):
            self.aws.put_key_policy(KeyId=change.ident, PolicyName="default", Policy=new["policy"])
        if change.touches("isEnabled") and new.get("isEnabled") is not False:
            self.aws.enable_key(KeyId=change.ident)
        if change.touches("enableKeyRotation", "rotationPeriodInDays"):
            if new.get("enableKeyRotation"):
                self.aws.enable_key_rotation(KeyId=change.ident, **aws_args(new, "rotationPeriodInDays"))
            else:
                self.aws.disable_key_rotation(KeyId=change.ident)
        if change.touches("isEnabled") and new.get("isEnabled") is False:
            self.aws.disable_key(KeyId=change.ident)


class Alias(Resource):
    """A name for a key; region-local."""

    token = "aws:kms/alias:Alias"
    service = "kms"
    handles = words("name targetKeyId")
    updates = words("targetKeyId")

    def create(self, inputs: State) -> str:
        self.aws.create_alias(AliasName=inputs["name"], TargetKeyId=inputs["targetKeyId"])
        return str(inputs["name"])

    def read(self, ident: str, state: State) -> State | None:
        for page in self.aws.get_paginator("list_aliases").paginate():
            for alias in page["Aliases"]:
                if alias["AliasName"] == ident:
                    return self._values(alias, state)
        return None

    def _values(self, alias: dict[str, Any], state: State) -> State:
        key = alias["TargetKeyId"]
        wanted = str(state.get("targetKeyId", ""))
        return {
            "name": alias["AliasName"],
            "arn": alias["AliasArn"],
            # AWS answers the key's id; a program may have said the same key by its ARN.
            "targetKeyId": wanted if wanted.endswith(f"/{key}") else key,
            "targetKeyArn": self.arn("kms", f"key/{key}"),
        }

    def update(self, change: Change) -> None:
        self.aws.update_alias(AliasName=change.ident, TargetKeyId=change.new["targetKeyId"])

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_alias(AliasName=ident)


RESOURCES: tuple[type[Resource], ...] = (Key, Alias)
