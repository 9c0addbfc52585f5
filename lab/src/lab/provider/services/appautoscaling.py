"""Application Auto Scaling: the range of a scalable target, and the policies that move within it.

Predictive scaling is refused by name. Raising a target's minimum pulls the capacity into the range at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.provider.errors import Refused
from lab.provider.fields import aws_args, live_values, pascal, upper, words
from lab.provider.resource import Change, Resource, State

KEY = "serviceNamespace resourceId scalableDimension"
SUSPENDED = "dynamicScalingInSuspended dynamicScalingOutSuspended scheduledScalingSuspended"
TRACKING = "targetTrackingScalingPolicyConfiguration"
STEPS = "stepScalingPolicyConfiguration"


class Target(Resource):
    """A scalable target: the least and most capacity of one service."""

    token = "aws:appautoscaling/target:Target"
    service = "application-autoscaling"
    handles = words(f"{KEY} minCapacity maxCapacity roleArn suspendedState")
    updates = words("minCapacity maxCapacity roleArn suspendedState")
    blocks = {"suspendedState": words(SUSPENDED)}  # noqa: RUF012

    def _register(self, inputs: Mapping[str, Any], **more: Any) -> None:
        args = aws_args(inputs, f"{KEY} minCapacity maxCapacity roleArn=RoleARN")
        if inputs.get("suspendedState"):
            args["SuspendedState"] = aws_args(inputs["suspendedState"], SUSPENDED)
        self.aws.register_scalable_target(**args, **more)

    def create(self, inputs: State) -> str:
        self._register(inputs, **({"Tags": self.tags} if self.tags else {}))
        return str(inputs["resourceId"])

    def _find(self, state: Mapping[str, Any]) -> dict[str, Any] | None:
        found: list[dict[str, Any]] = self.aws.describe_scalable_targets(
            ServiceNamespace=state["serviceNamespace"],
            ResourceIds=[state["resourceId"]],
            ScalableDimension=state["scalableDimension"],
        )["ScalableTargets"]
        return found[0] if found else None

    def read(self, ident: str, state: State) -> State | None:
        found = self._find(state)
        if found is None:
            return None
        live = live_values(found, f"{KEY} minCapacity maxCapacity roleArn=RoleARN arn=ScalableTargetARN")
        if found.get("SuspendedState"):
            live["suspendedState"] = live_values(found["SuspendedState"], SUSPENDED)
        if live.get("arn"):
            live["tags"] = self.aws.list_tags_for_resource(ResourceARN=live["arn"]).get("Tags") or {}
        return live

    def update(self, change: Change) -> None:
        self._register(change.new)

    def retag(self, ident: str, state: State, gone: list[str]) -> None:
        if gone:
            self.aws.untag_resource(ResourceARN=state["arn"], TagKeys=gone)
        if self.tags:
            self.aws.tag_resource(ResourceARN=state["arn"], Tags=self.tags)

    def delete(self, ident: str, state: State) -> None:
        if self._find(state) is not None:
            self.aws.deregister_scalable_target(**aws_args(state, KEY))

    def import_state(self, ident: str) -> State:
        return dict(zip(KEY.split(), _parts(ident, 3, "<namespace>/<resource id>/<dimension>"), strict=True))


class Policy(Resource):
    """A scaling policy: towards a target value, or by steps of an alarm."""

    token = "aws:appautoscaling/policy:Policy"
    service = "application-autoscaling"
    handles = words(f"{KEY} name policyType {TRACKING} {STEPS}")
    updates = words(f"policyType {TRACKING} {STEPS}")
    volatile = words("alarmArns")

    def _put(self, inputs: Mapping[str, Any]) -> None:
        args = aws_args(inputs, f"{KEY} name=PolicyName policyType")
        for block in (TRACKING, STEPS):
            if inputs.get(block):
                args[upper(block)] = _to_aws(inputs[block])
        self.aws.put_scaling_policy(**args)

    def create(self, inputs: State) -> str:
        self._put(inputs)
        return str(inputs["name"])

    def _find(self, state: Mapping[str, Any]) -> dict[str, Any] | None:
        found: list[dict[str, Any]] = self.aws.describe_scaling_policies(
            PolicyNames=[state["name"]], **aws_args(state, KEY)
        )["ScalingPolicies"]
        return found[0] if found else None

    def read(self, ident: str, state: State) -> State | None:
        found = self._find(state)
        if found is None:
            return None
        live = live_values(found, f"{KEY} name=PolicyName policyType arn=PolicyARN")
        for block in (TRACKING, STEPS):
            if found.get(upper(block)):
                live[block] = _from_aws(found[upper(block)])
        return {**live, "alarmArns": [alarm["AlarmARN"] for alarm in found.get("Alarms") or []]}

    def update(self, change: Change) -> None:
        self._put(change.new)

    def delete(self, ident: str, state: State) -> None:
        if self._find(state) is not None:
            self.aws.delete_scaling_policy(PolicyName=state["name"], **aws_args(state, KEY))

    def import_state(self, ident: str) -> State:
        parts = _parts(ident, 4, "<namespace>/<resource id>/<dimension>/<policy name>")
        return dict(zip([*KEY.split(), "name"], parts, strict=True))


def _to_aws(block: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers that Pulumi carries as texts become numbers: the bounds of a step."""
    wanted: dict[str, Any] = pascal(block)
    for step in wanted.get("StepAdjustments") or []:
        for bound in ("MetricIntervalLowerBound", "MetricIntervalUpperBound"):
            if bound in step:
                step[bound] = float(step[bound])
    return wanted


def _from_aws(block: Any) -> Any:
    if isinstance(block, Mapping):
        return {key[:1].lower() + key[1:]: _from_aws(item) for key, item in block.items()}
    if isinstance(block, list):
        return [_from_aws(item) for item in block]
    return int(block) if isinstance(block, float) and block.is_integer() else block


def _parts(ident: str, count: int, form: str) -> list[str]:
    """Split an import id; the resource id in its middle has slashes of its own."""
    pieces = ident.split("/")
    tail = count - 2
    if len(pieces) < count:
        raise Refused(f"id {ident!r}: expected {form}")
    return [pieces[0], "/".join(pieces[1:-tail]), *pieces[-tail:]]


RESOURCES: tuple[type[Resource], ...] = (Target, Policy)
