"""CloudWatch Logs: log groups."""

from __future__ import annotations

from typing import Any

from lab.provider.fields import aws_args, live_values, names, words
from lab.provider.resource import Change, Resource, State

GROUP = "name=logGroupName kmsKeyId=kmsKeyId logGroupClass=logGroupClass"


class LogGroup(Resource):
    """A log group; `retentionInDays` 0 keeps its events for ever."""

    token = "aws:cloudwatch/logGroup:LogGroup"
    service = "logs"
    handles = names(GROUP) | words("retentionInDays skipDestroy")
    updates = words("retentionInDays kmsKeyId")
    settings = words("skipDestroy")

    def create(self, inputs: State) -> str:
        self.aws.create_log_group(**aws_args(inputs, GROUP), **({"tags": self.tags} if self.tags else {}))
        return str(inputs["name"])

    def settle(self, ident: str, inputs: State) -> None:
        if inputs.get("retentionInDays"):
            self._retain(ident, inputs)

    def _retain(self, ident: str, inputs: State) -> None:
        if inputs.get("retentionInDays"):
            self.aws.put_retention_policy(logGroupName=ident, retentionInDays=inputs["retentionInDays"])
        else:
            self.aws.delete_retention_policy(logGroupName=ident)

    def read(self, ident: str, state: State) -> State | None:
        for page in self.aws.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=ident):
            for group in page["logGroups"]:
                if group["logGroupName"] == ident:
                    return self._values(group)
        return None

    def _values(self, group: dict[str, Any]) -> State:
        arn = str(group["arn"]).removesuffix(":*")
        tags = self.aws.list_tags_log_group(logGroupName=group["logGroupName"])["tags"]
        return {
            **live_values(group, GROUP),
            "arn": arn,
            "retentionInDays": group.get("retentionInDays", 0),
            "tags": tags,
        }

    def update(self, change: Change) -> None:
        if change.touches("retentionInDays"):
            self._retain(change.ident, change.new)
        if change.touches("kmsKeyId"):
            if change.new.get("kmsKeyId"):
                self.aws.associate_kms_key(logGroupName=change.ident, kmsKeyId=change.new["kmsKeyId"])
            else:
                self.aws.disassociate_kms_key(logGroupName=change.ident)

    def retag(self, ident: str, state: State, gone: list[str]) -> None:
        if gone:
            self.aws.untag_log_group(logGroupName=ident, tags=gone)
        if self.tags:
            self.aws.tag_log_group(logGroupName=ident, tags=self.tags)

    def delete(self, ident: str, state: State) -> None:
        if not state.get("skipDestroy"):
            self.aws.delete_log_group(logGroupName=ident)


RESOURCES: tuple[type[Resource], ...] = (LogGroup,)
