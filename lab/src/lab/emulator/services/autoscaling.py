"""Application Auto Scaling that pulls an ECS service into its range, with tags, activities and honest pages.

Source: Application Auto Scaling API reference, RegisterScalableTarget: a service outside [min, max] is scaled into the
range; both are needed at the first registration; suspended scaling does nothing. How soon is not promised: the wait is
``autoscaling.reaction``. Approximation: policies are stored and never fire.
"""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from moto.applicationautoscaling import urls
from moto.applicationautoscaling.exceptions import AWSValidationException
from moto.applicationautoscaling.models import ApplicationAutoscalingBackend, FakeScalableTarget
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse, _build_policy, _build_target
from moto.core.exceptions import JsonRESTError

from lab.emulator.engine.context import installed
from lab.emulator.engine.corrections import Correction, put_in_place

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("application-autoscaling", "RegisterScalableTarget"): (
        "emulated",
        "pulls desired count into [min, max] after a while",
    ),
    ("application-autoscaling", "DescribeScalableTargets"): ("emulated", "pages of at most 50"),
    ("application-autoscaling", "DescribeScalingActivities"): ("approximated", "changes of range only; no pagination"),
    ("application-autoscaling", "DeregisterScalableTarget"): ("emulated", "its policies go with it"),
    ("application-autoscaling", "DescribeScalingPolicies"): ("emulated", "pages of at most 10"),
    ("application-autoscaling", "PutScalingPolicy"): ("approximated", "stored; never fires"),
    ("application-autoscaling", "ListTagsForResource"): ("emulated", ""),
    ("application-autoscaling", "TagResource"): ("emulated", ""),
    ("application-autoscaling", "UntagResource"): ("emulated", ""),
}
_B = ApplicationAutoscalingBackend
_register, _deregister = _B.register_scalable_target, _B.deregister_scalable_target
PAGE, POLICY_PAGE = 50, 10


class _NotFoundError(JsonRESTError):
    def __init__(self, message: str) -> None:
        super().__init__("ResourceNotFoundException", message)


class Scaling:
    """Tags by scalable target ARN, and what scaling has done (newest first)."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.tags: dict[str, dict[str, str]] = {}
        self.activities: list[dict[str, Any]] = []

    def clear(self) -> None:
        self.tags.clear()
        self.activities.clear()

    def pull(self, backend: ApplicationAutoscalingBackend, target: FakeScalableTarget) -> None:
        """Bring the service of ``target`` into its range now, unless scaling is suspended or it is gone."""
        _, cluster, name = target.resource_id.split("/")
        service = backend.ecs_backend.services.get(f"{cluster}:{name}")
        if (
            service is None
            or service.status != "ACTIVE"
            or target not in backend.targets.get(target.scalable_dimension, {}).values()
        ):
            return
        wanted = min(max(service.desired_count, target.min_capacity or 0), target.max_capacity or 0)
        suspended: Any = target.suspended_state or {}
        key = "DynamicScalingOutSuspended" if wanted > service.desired_count else "DynamicScalingInSuspended"
        if wanted == service.desired_count or suspended.get(key):
            return
        bound = "minimum" if wanted > service.desired_count else "maximum"
        cause = f"{bound} capacity was set to {wanted}"
        backend.ecs_backend.update_service({"cluster": cluster, "service": name, "desired_count": wanted})
        now = self.context.clock.now()
        activity = {
            "ActivityId": str(uuid.uuid4()),
            "ServiceNamespace": target.service_namespace,
            "ResourceId": target.resource_id,
            "ScalableDimension": target.scalable_dimension,
            "Description": f"Setting desired count to {wanted}.",
            "Cause": cause,
            "StartTime": now,
            "EndTime": now,
            "StatusCode": "Successful",
            "StatusMessage": f"Successfully set desired count to {wanted}. Change successfully fulfilled by ecs.",
        }
        self.activities.insert(0, activity)


def _scaling() -> Scaling:
    found: Scaling = installed().state["autoscaling"]
    return found


def _register_and_pull(
    self: _B,
    namespace: str,
    r_id: str,
    dimension: str,
    min_capacity: int | None,
    max_capacity: int | None,
    role_arn: str,
    suspended_state: str,
) -> FakeScalableTarget:
    known = self.targets.get(dimension, {}).get(r_id)
    low = min_capacity if min_capacity is not None else getattr(known, "min_capacity", None)
    high = max_capacity if max_capacity is not None else getattr(known, "max_capacity", None)
    if low is None or high is None:
        raise AWSValidationException("MinCapacity and MaxCapacity are required when registering a new scalable target")
    if low > high:
        raise AWSValidationException("Maximum capacity cannot be less than minimum capacity")
    scaling = _scaling()
    target = _register(self, namespace, r_id, dimension, min_capacity, max_capacity, role_arn, suspended_state)
    if namespace == "ecs":
        scaling.context.clock.after(
            "autoscaling.reaction", lambda: scaling.pull(self, target), f"{r_id} is in its range"
        )
    return target


def _deregister_with_policies(self: _B, namespace: str, r_id: str, dimension: str) -> None:
    target = self.targets.get(dimension, {}).get(r_id)
    _deregister(self, namespace, r_id, dimension)
    for policy in list(self.policies.values()):
        if (policy.resource_id, policy.scalable_dimension) == (r_id, dimension):
            self.delete_scaling_policy(policy.policy_name, namespace, r_id, dimension)
    if target is not None:
        _scaling().tags.pop(target.arn, None)


def _page(response: ApplicationAutoScalingResponse, key: str, found: list[dict[str, Any]], most: int) -> str:
    """The page that was asked for, with a token for the next one where there is one."""
    start, size = int(response._get_param("NextToken") or 0), min(response._get_int_param("MaxResults") or most, most)
    answer: dict[str, Any] = {key: found[start : start + size]}
    if len(found) > start + size:
        answer["NextToken"] = str(start + size)
    return json.dumps(answer)


class LabAutoScalingResponse(ApplicationAutoScalingResponse):
    """Application Auto Scaling as the lab answers it."""

    def register_scalable_target(self) -> str:
        answer = super().register_scalable_target()
        if tags := self._get_param("Tags"):
            _scaling().tags.setdefault(json.loads(answer)["ScalableTargetARN"], {}).update(tags)
        return answer

    def describe_scalable_targets(self) -> str:
        self._validate_params()
        asked = self._get_param("ResourceIds") or []
        if len(asked) > PAGE:
            raise AWSValidationException(f"ResourceIds takes at most {PAGE} resource IDs, found {len(asked)}")
        namespace, dimension = self._get_param("ServiceNamespace"), self._get_param("ScalableDimension")
        found = self.applicationautoscaling_backend.describe_scalable_targets(namespace, asked, dimension)
        return _page(self, "ScalableTargets", [_build_target(target) for target in found], PAGE)

    def describe_scaling_policies(self) -> str:
        # moto takes a resource id for asked when it is a part of the one that is, and ignores the names
        names = self._get_param("PolicyNames")
        asked = {
            "service_namespace": self._get_param("ServiceNamespace"),
            "resource_id": self._get_param("ResourceId"),
            "scalable_dimension": self._get_param("ScalableDimension"),
        }
        found = [
            policy
            for policy in self.applicationautoscaling_backend.policies.values()
            if (not names or policy.policy_name in names)
            and all(value in (None, getattr(policy, key)) for key, value in asked.items())
        ]
        return _page(self, "ScalingPolicies", [_build_policy(policy) for policy in found], POLICY_PAGE)

    def describe_scaling_activities(self) -> str:
        wanted = {key: self._get_param(key) for key in ("ServiceNamespace", "ResourceId", "ScalableDimension")}
        shown = [
            activity
            for activity in _scaling().activities
            if all(value in (None, activity[key]) for key, value in wanted.items())
        ]
        return json.dumps({"ScalingActivities": shown})

    def list_tags_for_resource(self) -> str:
        return json.dumps({"Tags": self._tags()})

    def tag_resource(self) -> str:
        self._tags().update(self._get_param("Tags"))
        return "{}"

    def untag_resource(self) -> str:
        tags = self._tags()
        for key in self._get_param("TagKeys"):
            tags.pop(key, None)
        return "{}"

    def _tags(self) -> dict[str, str]:
        arn, targets = self._get_param("ResourceARN"), self.applicationautoscaling_backend.targets
        if not any(target.arn == arn for by_resource in targets.values() for target in by_resource.values()):
            raise _NotFoundError(f"The specified resource doesn't exist: {arn}")
        return _scaling().tags.setdefault(str(arn), {})


CORRECTIONS: tuple[Correction, ...] = (
    (_B, "register_scalable_target", _register_and_pull),
    (_B, "deregister_scalable_target", _deregister_with_policies),
)


def install(context: Context) -> None:
    """Extend moto's Application Auto Scaling for ``context``; ECS must be installed before."""
    scaling = context.state["autoscaling"] = Scaling(context)
    context.on_reset(scaling.clear)
    for path in urls.url_paths:
        urls.url_paths[path] = LabAutoScalingResponse.dispatch
    put_in_place(CORRECTIONS)
