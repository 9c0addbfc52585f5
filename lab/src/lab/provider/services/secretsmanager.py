"""Secrets Manager: secrets with their replicas, versions, and random passwords."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from lab.provider.errors import aws_code
from lab.provider.fields import aws_args, live_values, pascal, tag_list, tag_map, words
from lab.provider.resource import Change, Place, Resource, State
from lab.provider.services.account import refuse_unknown
from lab.provider.waiting import wait_for

RECOVERY_DAYS = 30
PASSWORD = (
    "passwordLength excludeCharacters excludeNumbers excludePunctuation excludeUppercase excludeLowercase "
    "includeSpace requireEachIncludedType"
)


class Secret(Resource):
    """A secret without its value; replicas in other regions follow it."""

    token = "aws:secretsmanager/secret:Secret"
    service = "secretsmanager"
    handles = words("name description kmsKeyId policy replicas recoveryWindowInDays forceOverwriteReplicaSecret")
    updates = words("description kmsKeyId policy replicas")
    settings = words("recoveryWindowInDays forceOverwriteReplicaSecret")
    blocks = {"replicas": words("region kmsKeyId")}  # noqa: RUF012

    def create(self, inputs: State) -> str:
        replicas = [aws_args(replica, "region kmsKeyId") for replica in inputs.get("replicas") or []]
        more: dict[str, Any] = {"AddReplicaRegions": replicas} if replicas else {}
        if replicas and inputs.get("forceOverwriteReplicaSecret"):
            more["ForceOverwriteReplicaSecret"] = True
        made = self.aws.create_secret(**aws_args(inputs, "name description kmsKeyId"), Tags=tag_list(self.tags), **more)
        return str(made["ARN"])

    def settle(self, ident: str, inputs: State) -> None:
        if inputs.get("policy"):
            self.aws.put_resource_policy(SecretId=ident, ResourcePolicy=inputs["policy"])
        self._wait_for_replicas(ident)

    def _wait_for_replicas(self, ident: str) -> None:
        def state() -> str:
            listed = self.aws.describe_secret(SecretId=ident).get("ReplicationStatus") or []
            return next((item["Status"] for item in listed if item.get("Status") != "InSync"), "InSync")

        wait_for(f"replicas of {ident}", state, frozenset({"InSync"}), broken=frozenset({"Failed"}))

    def read(self, ident: str, state: State) -> State | None:
        found = self.aws.describe_secret(SecretId=ident)
        if found.get("DeletedDate"):
            return None
        replicas = [live_values(item, "region kmsKeyId") for item in found.get("ReplicationStatus") or []]
        policy = self.aws.get_resource_policy(SecretId=ident).get("ResourcePolicy", "")
        live = live_values(found, "arn=ARN name description kmsKeyId")
        return {**live, "policy": policy, "replicas": replicas, "tags": tag_map(found.get("Tags"))}

    def update(self, change: Change) -> None:
        ident, new = change.ident, change.new
        if change.touches("description", "kmsKeyId"):
            text = {"Description": new.get("description", "")} if change.touches("description") else {}
            self.aws.update_secret(SecretId=ident, **text, **aws_args(change.wanted(), "kmsKeyId"))
        if change.touches("policy"):
            if new.get("policy"):
                self.aws.put_resource_policy(SecretId=ident, ResourcePolicy=new["policy"])
            else:
                self.aws.delete_resource_policy(SecretId=ident)
        if change.touches("replicas"):
            self._replicate(ident, change.old.get("replicas") or [], new)

    def _replicate(self, ident: str, old: list[State], new: State) -> None:
        wanted = new.get("replicas") or []
        gone = [item["region"] for item in old if item["region"] not in {want["region"] for want in wanted}]
        if gone:
            self.aws.remove_regions_from_replication(SecretId=ident, RemoveReplicaRegions=gone)
        added = [item for item in wanted if item["region"] not in {have["region"] for have in old}]
        if added:
            force = {"ForceOverwriteReplicaSecret": True} if new.get("forceOverwriteReplicaSecret") else {}
            self.aws.replicate_secret_to_regions(SecretId=ident, AddReplicaRegions=pascal(added), **force)
            self._wait_for_replicas(ident)

    def retag(self, ident: str, state: State, gone: list[str]) -> None:
        if gone:
            self.aws.untag_resource(SecretId=ident, TagKeys=gone)
        if self.tags:
            self.aws.tag_resource(SecretId=ident, Tags=tag_list(self.tags))

    def delete(self, ident: str, state: State) -> None:
        regions = [item["region"] for item in state.get("replicas") or []]
        if regions:
            self.aws.remove_regions_from_replication(SecretId=ident, RemoveReplicaRegions=regions)
        days = state.get("recoveryWindowInDays", RECOVERY_DAYS)
        how = {"RecoveryWindowInDays": days} if days else {"ForceDeleteWithoutRecovery": True}
        self.aws.delete_secret(SecretId=ident, **how)


class SecretVersion(Resource):
    """A value of a secret. The id is `<secret>|<version>`."""

    token = "aws:secretsmanager/secretVersion:SecretVersion"
    service = "secretsmanager"
    handles = words("secretId secretString secretBinary secretStringWo secretStringWoVersion versionStages")
    updates = words("versionStages")
    unread = words("secretStringWo secretStringWoVersion")

    def create(self, inputs: State) -> str:
        text = inputs.get("secretString", inputs.get("secretStringWo"))
        binary = inputs.get("secretBinary")
        value = {"SecretString": text} if text is not None else {"SecretBinary": base64.b64decode(str(binary))}
        stages = {"VersionStages": inputs["versionStages"]} if inputs.get("versionStages") else {}
        made = self.aws.put_secret_value(SecretId=inputs["secretId"], **value, **stages)
        return f"{inputs['secretId']}|{made['VersionId']}"

    def import_state(self, ident: str) -> State:
        return {"secretId": ident.partition("|")[0]}

    def read(self, ident: str, state: State) -> State | None:
        secret, _, version = ident.partition("|")
        try:
            found = self.aws.get_secret_value(SecretId=secret, VersionId=version)
        except Exception as error:
            if aws_code(error) == "InvalidRequestException":
                return None  # the secret is marked for deletion
            raise
        stages = found.get("VersionStages", [])
        if not stages:
            return None  # no label holds it any more: AWS forgets it
        written_only = bool(state.get("secretStringWoVersion"))
        live = live_values(found, "arn=ARN versionId versionStages")
        if not written_only:
            live |= live_values(found, "secretString")
        if found.get("SecretBinary"):
            live["secretBinary"] = base64.b64encode(found["SecretBinary"]).decode()
        named = {"secretId": state.get("secretId", secret), "secretArn": found["ARN"]}
        return {**live, **named, "hasSecretStringWo": written_only}

    def update(self, change: Change) -> None:
        """A label that another version holds moves here; one that the program no longer names is taken away."""
        secret, _, version = change.ident.partition("|")
        old, new = (set(values.get("versionStages") or []) for values in (change.old, change.new))
        holders = self._holders(secret)
        for stage in sorted(new - old):
            holder = {"RemoveFromVersionId": holders[stage]} if holders.get(stage, version) != version else {}
            self.aws.update_secret_version_stage(SecretId=secret, VersionStage=stage, MoveToVersionId=version, **holder)
        for stage in sorted(old - new - {"AWSCURRENT"}):
            self.aws.update_secret_version_stage(SecretId=secret, VersionStage=stage, RemoveFromVersionId=version)

    def _holders(self, secret: str) -> dict[str, str]:
        versions = self.aws.describe_secret(SecretId=secret).get("VersionIdsToStages", {})
        return {stage: version for version, stages in versions.items() for stage in stages}

    def delete(self, ident: str, state: State) -> None:
        """AWS cannot delete a version: its labels are taken away, all but AWSCURRENT, which goes with the secret."""
        secret, _, version = ident.partition("|")
        for stage in state.get("versionStages") or []:
            if stage != "AWSCURRENT":
                self.aws.update_secret_version_stage(SecretId=secret, VersionStage=stage, RemoveFromVersionId=version)


def random_password(place: Place, args: Mapping[str, Any]) -> dict[str, Any]:
    """`aws.secretsmanager.get_random_password`: another one at every call."""
    known = frozenset(PASSWORD.split()) | {"region"}
    refuse_unknown("getRandomPassword", args, known)
    found = place.client("secretsmanager").get_random_password(**aws_args(args, PASSWORD))
    return {**args, "id": place.region, "region": place.region, "randomPassword": found["RandomPassword"]}


def secret_version(place: Place, args: Mapping[str, Any]) -> dict[str, Any]:
    """`aws.secretsmanager.get_secret_version`."""
    refuse_unknown("getSecretVersion", args, frozenset({"region", "secretId", "versionId", "versionStage"}))
    found = place.client("secretsmanager").get_secret_value(**aws_args(args, "secretId versionId versionStage"))
    stage = args.get("versionStage", "AWSCURRENT")
    live = live_values(found, "arn=ARN secretString versionId versionStages")
    ident = f"{args['secretId']}|{args.get('versionId') or stage}"
    more = {"secretId": args["secretId"], "versionStage": stage, "secretBinary": ""}
    return {**more, **live, "id": ident, "region": place.region, "createdDate": found["CreatedDate"].isoformat()}


RESOURCES: tuple[type[Resource], ...] = (Secret, SecretVersion)
FUNCTIONS = {
    "aws:secretsmanager/getRandomPassword:getRandomPassword": random_password,
    "aws:secretsmanager/getSecretVersion:getSecretVersion": secret_version,
}
