"""KMS: keys, their policies, aliases, replicas.

The real provider schedules a key's deletion (7 to 30 days); a key that waits for its deletion counts as gone.
"""

from __future__ import annotations

import json
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


class ReplicaKey(_KmsResource):
    """A multi-region key's replica in this region."""

    token = "aws:kms/replicaKey:ReplicaKey"
    handles = words("primaryKeyArn description policy enabled deletionWindowInDays")
    updates = words("description policy enabled")
    settings = words("deletionWindowInDays")

    def create(self, inputs: State) -> str:
        primary = inputs["primaryKeyArn"]
        made = self.place.client("kms", primary.split(":")[3]).replicate_key(
            KeyId=primary.rpartition("/")[2],
            ReplicaRegion=self.region,
            Tags=tag_list(self.tags, "TagKey", "TagValue"),
            **aws_args(inputs, "description policy"),
        )
        return str(made["ReplicaKeyMetadata"]["KeyId"])

    def settle(self, ident: str, inputs: State) -> None:
        # moto gives a replica its primary's description.
        if self.aws.describe_key(KeyId=ident)["KeyMetadata"]["Description"] != inputs.get("description", ""):
            self.aws.update_key_description(KeyId=ident, Description=inputs.get("description", ""))
        if inputs.get("enabled") is False:
            self.aws.disable_key(KeyId=ident)

    def read(self, ident: str, state: State) -> State | None:
        found = self._live(ident)
        if found is None:
            return None
        live = live_values(found, "keyId arn description keyUsage keySpec=KeySpec enabled=Enabled")
        return {**live, "policy": self._policy(ident), "tags": self._tags(ident)}

    def update(self, change: Change) -> None:
        new = change.new
        if change.touches("description"):
            self.aws.update_key_description(KeyId=change.ident, Description=new.get("description", ""))
        if change.touches("policy") and new.get("policy"):
            self.aws.put_key_policy(KeyId=change.ident, PolicyName="default", Policy=new["policy"])
        if change.touches("enabled"):
            turn = self.aws.disable_key if new.get("enabled") is False else self.aws.enable_key
            turn(KeyId=change.ident)


class KeyPolicy(_KmsResource):
    """A key's policy as a resource of its own; deleting it gives the key AWS's default policy back."""

    token = "aws:kms/keyPolicy:KeyPolicy"
    handles = words("keyId policy")
    updates = words("policy")

    def create(self, inputs: State) -> str:
        self.aws.put_key_policy(KeyId=inputs["keyId"], PolicyName="default", Policy=inputs["policy"])
        return str(inputs["keyId"])

    def read(self, ident: str, state: State) -> State | None:
        return {"keyId": state.get("keyId", ident), "policy": self._policy(ident)} if self._live(ident) else None

    def update(self, change: Change) -> None:
        self.aws.put_key_policy(KeyId=change.ident, PolicyName="default", Policy=change.new["policy"])

    def delete(self, ident: str, state: State) -> None:
        root = f"arn:aws:iam::{self.place.account}:root"
        statement = {"Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.aws.put_key_policy(KeyId=ident, PolicyName="default", Policy=policy)


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


RESOURCES: tuple[type[Resource], ...] = (Key, ReplicaKey, KeyPolicy, Alias)
