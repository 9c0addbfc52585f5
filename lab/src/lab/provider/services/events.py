"""EventBridge: rules of an event bus and their targets. Of the targets, ECS tasks are emulated; others by ARN alone.

Source: hashicorp/terraform-provider-aws (MPL-2.0), internal/service/events/{rule,target}.go: the ids, the order of the
calls, and that a rule with targets is deleted only when they are gone.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from lab.provider.errors import BadConfig
from lab.provider.fields import aws_args, live_values, names, tag_list, tag_map, words
from lab.provider.resource import Change, Resource, State
from lab.provider.waiting import retried

DEFAULT_BUS = "default"
RULE = "name description eventBusName eventPattern roleArn scheduleExpression state"
TARGET = "targetId=Id arn input inputPath roleArn"
ECS = (
    "taskDefinitionArn taskCount launchType platformVersion group propagateTags "
    "enableEcsManagedTags=EnableECSManagedTags enableExecuteCommand"
)
NETWORK = words("subnets securityGroups assignPublicIp")
RETRY = "maximumEventAgeInSeconds maximumRetryAttempts"


def rule_id(bus: str, name: str) -> str:
    """`name` on the default bus, else `bus/name`."""
    return name if bus in ("", DEFAULT_BUS) else f"{bus}/{name}"


class EventRule(Resource):
    """A rule: a schedule or a pattern, on or off."""

    token = "aws:cloudwatch/eventRule:EventRule"
    service = "events"
    handles = names(RULE) | words("isEnabled forceDestroy")
    updates = handles - words("name eventBusName forceDestroy")
    settings = words("forceDestroy")

    def _put(self, inputs: Mapping[str, Any], **more: Any) -> None:
        args = aws_args(inputs, RULE)
        if inputs.get("isEnabled") is not None:
            args["State"] = "ENABLED" if inputs["isEnabled"] else "DISABLED"
        self.aws.put_rule(**{key: value for key, value in args.items() if value != ""}, **more)

    def create(self, inputs: State) -> str:
        self._put(inputs, **({"Tags": tag_list(self.tags)} if self.tags else {}))
        return rule_id(inputs.get("eventBusName") or DEFAULT_BUS, inputs["name"])

    def _key(self, ident: str) -> dict[str, str]:
        bus, _, name = ident.rpartition("/")
        return {"Name": name, "EventBusName": bus or DEFAULT_BUS}

    def read(self, ident: str, state: State) -> State | None:
        found = self.aws.describe_rule(**self._key(ident))
        tags = self.aws.list_tags_for_resource(ResourceARN=found["Arn"])["Tags"]
        return {
            **live_values(found, RULE),
            "arn": found["Arn"],
            "isEnabled": found["State"] != "DISABLED",
            "tags": tag_map(tags),
        }

    def update(self, change: Change) -> None:
        if change.changed - self.settings:
            self._put(change.new)

    def retag(self, ident: str, state: State, gone: list[str]) -> None:
        if gone:
            self.aws.untag_resource(ResourceARN=state["arn"], TagKeys=gone)
        if self.tags:
            self.aws.tag_resource(ResourceARN=state["arn"], Tags=tag_list(self.tags))

    def delete(self, ident: str, state: State) -> None:
        force = bool(state.get("forceDestroy"))
        retried(lambda: self.aws.delete_rule(**self._key(ident), Force=force), frozenset({"ValidationException"}))


def ecs_parameters(block: Mapping[str, Any]) -> dict[str, Any]:
    """`ecsTarget` as EventBridge writes it."""
    wanted = aws_args({"enableEcsManagedTags": False, "enableExecuteCommand": False, "taskCount": 1, **block}, ECS)
    if network := block.get("networkConfiguration"):
        public = "ENABLED" if network.get("assignPublicIp") else "DISABLED"
        vpc = {
            "Subnets": network["subnets"],
            "SecurityGroups": network.get("securityGroups") or [],
            "AssignPublicIp": public,
        }
        wanted["NetworkConfiguration"] = {"awsvpcConfiguration": vpc}
    if block.get("tags"):
        wanted["Tags"] = tag_list(block["tags"])
    return wanted


def live_ecs(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The reverse of `ecs_parameters`."""
    found = live_values(parameters, ECS)
    if vpc := (parameters.get("NetworkConfiguration") or {}).get("awsvpcConfiguration"):
        found["networkConfiguration"] = {
            "subnets": vpc["Subnets"],
            "securityGroups": vpc.get("SecurityGroups") or [],
            "assignPublicIp": vpc.get("AssignPublicIp") == "ENABLED",
        }
    if parameters.get("Tags"):
        found["tags"] = tag_map(parameters["Tags"])
    return found


class EventTarget(Resource):
    """What a rule starts or tells."""

    token = "aws:cloudwatch/eventTarget:EventTarget"
    service = "events"
    handles = words("rule eventBusName targetId arn input inputPath roleArn forceDestroy") | words(
        "ecsTarget retryPolicy deadLetterConfig"
    )
    updates = handles - words("rule eventBusName targetId forceDestroy")
    settings = words("forceDestroy")
    blocks = {  # noqa: RUF012
        "ecsTarget": names(ECS) | words("networkConfiguration tags"),
        "ecsTarget.networkConfiguration": NETWORK,
        "retryPolicy": names(RETRY),
        "deadLetterConfig": words("arn"),
    }

    def _put(self, inputs: Mapping[str, Any], ident: str) -> None:
        target = aws_args({**inputs, "targetId": ident}, TARGET)
        if inputs.get("ecsTarget"):
            target["EcsParameters"] = ecs_parameters(inputs["ecsTarget"])
        if inputs.get("retryPolicy"):
            target["RetryPolicy"] = aws_args(inputs["retryPolicy"], RETRY)
        if inputs.get("deadLetterConfig"):
            target["DeadLetterConfig"] = aws_args(inputs["deadLetterConfig"], "arn")
        bus = inputs.get("eventBusName") or DEFAULT_BUS
        failed = self.aws.put_targets(Rule=inputs["rule"], EventBusName=bus, Targets=[target])["FailedEntries"]
        if failed:
            raise BadConfig(f"{failed[0].get('ErrorCode')}: {failed[0].get('ErrorMessage')}")

    def create(self, inputs: State) -> str:
        target = inputs.get("targetId") or f"terraform-{time.strftime('%Y%m%d%H%M%S')}{time.time_ns() % 10**12:012d}"
        self._put(inputs, str(target))
        bus = inputs.get("eventBusName") or DEFAULT_BUS
        return "-".join([*([] if bus == DEFAULT_BUS else [bus]), inputs["rule"], str(target)])

    def read(self, ident: str, state: State) -> State | None:
        bus, rule = state.get("eventBusName") or DEFAULT_BUS, state["rule"]
        wanted = state.get("targetId") or ident.split(f"{rule}-", 1)[1]
        pages = self.aws.list_targets_by_rule(Rule=rule, EventBusName=bus)["Targets"]
        found = next((target for target in pages if target["Id"] == wanted), None)
        if found is None:
            return None
        live = {**live_values(found, TARGET), "rule": rule, "eventBusName": bus}
        if found.get("EcsParameters"):
            live["ecsTarget"] = live_ecs(found["EcsParameters"])
        if found.get("RetryPolicy"):
            live["retryPolicy"] = live_values(found["RetryPolicy"], RETRY)
        if found.get("DeadLetterConfig"):
            live["deadLetterConfig"] = live_values(found["DeadLetterConfig"], "arn")
        return live

    def update(self, change: Change) -> None:
        if change.changed - self.settings:
            self._put(change.new, change.old["targetId"])

    def delete(self, ident: str, state: State) -> None:
        bus = state.get("eventBusName") or DEFAULT_BUS
        self.aws.remove_targets(Rule=state["rule"], EventBusName=bus, Ids=[state["targetId"]])

    def import_state(self, ident: str) -> State:
        parts = ident.split("/")
        if len(parts) not in (2, 3) or not all(parts):
            raise BadConfig(
                f"unexpected format for ID ({ident}), expected EVENTBUSNAME/RULENAME/TARGETID or RULENAME/TARGETID"
            )
        return {"eventBusName": parts[0] if len(parts) == 3 else DEFAULT_BUS, "rule": parts[-2], "targetId": parts[-1]}


RESOURCES: tuple[type[Resource], ...] = (EventRule, EventTarget)
