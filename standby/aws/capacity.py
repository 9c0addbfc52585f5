"""ECS services and their auto scaling in one region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from pattern.contract import ServiceEntry
from standby.aws.cloud import Cloud
from standby.aws.side_by_side import begin, side_by_side
from standby.errors import CloudError
from standby.pair.facts import Service

BATCH = 10  # DescribeServices takes at most ten
SCALING_BATCH = 50  # DescribeScalableTargets, fifty
DIMENSION = "ecs:service:DesiredCount"


class EcsRegion:
    """`standby.pair.seams.Capacity` on AWS."""

    def __init__(self, cloud: Cloud, fronts: Iterable[str] = ()) -> None:
        self._cloud = cloud
        # target groups that are known beforehand: their health is asked for beside the services, not after them
        self._fronts = frozenset(fronts)

    def services(self, cluster: str, wanted: Iterable[ServiceEntry]) -> tuple[Service, ...]:
        """Each service of the contract as it runs; one that ECS does not know comes with `found` false."""
        entries = tuple(wanted)
        names = [entry.ecs_service for entry in entries]
        known = begin(lambda: self._health(self._fronts))
        scales = begin(lambda: self._scaling(cluster, names))
        running = self._running(cluster, names)
        used = {group for raw in running.values() for group in _groups(raw)}
        healthy = {**known.result(), **self._health(used - self._fronts)}
        scaling = scales.result()
        return tuple(_service(entry, running.get(entry.ecs_service), scaling, healthy) for entry in entries)

    def raise_to(self, cluster: str, wanted: ServiceEntry) -> None:
        """Minimum and desired up to `wanted`; whichever is higher already stays."""
        now = self._running(cluster, [wanted.ecs_service]).get(wanted.ecs_service, {})
        target = self._scaling(cluster, [wanted.ecs_service]).get(_resource(cluster, wanted.ecs_service))
        if target is not None and target["MinCapacity"] < wanted.min:
            self._bound(cluster, wanted.ecs_service, wanted.min, max(wanted.max, target["MaxCapacity"]))
        if now.get("desiredCount", 0) < wanted.desired:
            self.lower_to(cluster, wanted.ecs_service, wanted.desired)

    def lower_to(self, cluster: str, service: str, desired: int) -> None:
        """The desired count, as given."""
        self._cloud.call("ecs", "update_service", cluster=cluster, service=service, desiredCount=desired)

    def stop(self, cluster: str, service: ServiceEntry) -> None:
        """None: the minimum of its scaling first, or that would bring it back; then the desired count."""
        target = self._scaling(cluster, [service.ecs_service]).get(_resource(cluster, service.ecs_service))
        if target is not None and target["MinCapacity"] > 0:
            self._bound(cluster, service.ecs_service, 0, target["MaxCapacity"])
        self.lower_to(cluster, service.ecs_service, 0)

    def _bound(self, cluster: str, service: str, least: int, most: int) -> None:
        self._cloud.call(
            "application-autoscaling",
            "register_scalable_target",
            ServiceNamespace="ecs",
            ResourceId=_resource(cluster, service),
            ScalableDimension=DIMENSION,
            MinCapacity=least,
            MaxCapacity=most,
        )

    def _running(self, cluster: str, names: list[str]) -> dict[str, Mapping[str, Any]]:
        def described(batch: list[str]) -> list[Mapping[str, Any]]:
            answer = self._cloud.call("ecs", "describe_services", cluster=cluster, services=batch)
            self._demand_all(batch, answer)
            return [raw for raw in answer["services"] if raw.get("status") == "ACTIVE"]

        answers = side_by_side(partial(described, batch) for batch in _batches(names, BATCH))
        return {raw["serviceName"]: raw for answer in answers for raw in answer}

    def _demand_all(self, asked: Iterable[str], answer: Mapping[str, Any]) -> None:
        """ECS names what it does not know among the failures: a service that is nowhere was not looked up."""
        known = {raw["serviceName"] for raw in answer["services"]}
        known |= {raw["arn"].rsplit("/", 1)[-1] for raw in answer.get("failures", ()) if raw.get("reason") == "MISSING"}
        if missing := sorted(set(asked) - known):
            words = (
                f"the answer says nothing of {', '.join(missing)}: {answer.get('failures') or 'no failure is named'}"
            )
            raise CloudError(self._cloud.region, "describe_services", "IncompleteAnswer", words)

    def _scaling(self, cluster: str, names: list[str]) -> dict[str, Mapping[str, Any]]:
        def described(batch: list[str]) -> list[Mapping[str, Any]]:
            return self._cloud.pages(
                "application-autoscaling",
                "describe_scalable_targets",
                "ScalableTargets",
                ServiceNamespace="ecs",
                ScalableDimension=DIMENSION,
                ResourceIds=[_resource(cluster, name) for name in batch],
            )

        answers = side_by_side(partial(described, batch) for batch in _batches(names, SCALING_BATCH))
        return {raw["ResourceId"]: raw for answer in answers for raw in answer}

    def _health(self, groups: Iterable[str]) -> dict[str, int]:
        """How many targets of each target group are healthy."""
        wanted = sorted(groups)
        return dict(zip(wanted, side_by_side(partial(self._healthy, arn) for arn in wanted), strict=True))

    def _healthy(self, target_group: str) -> int:
        answer = self._cloud.call("elbv2", "describe_target_health", TargetGroupArn=target_group)
        states = [one["TargetHealth"]["State"] for one in answer["TargetHealthDescriptions"]]
        return states.count("healthy")


def _service(
    entry: ServiceEntry,
    raw: Mapping[str, Any] | None,
    scaling: Mapping[str, Mapping[str, Any]],
    healthy: Mapping[str, int],
) -> Service:
    if raw is None:
        return Service(entry, found=False)
    target = next((t for name, t in scaling.items() if name.endswith(f"/{entry.ecs_service}")), None)
    groups = _groups(raw)
    return Service(
        entry,
        found=True,
        desired=int(raw["desiredCount"]),
        running=int(raw["runningCount"]),
        minimum=int(target["MinCapacity"]) if target else None,
        maximum=int(target["MaxCapacity"]) if target else None,
        healthy_targets=sum(healthy[arn] for arn in groups) if groups else None,
    )


def _groups(raw: Mapping[str, Any]) -> set[str]:
    """The target groups of a service as ECS describes it."""
    return {one["targetGroupArn"] for one in raw.get("loadBalancers", []) if one.get("targetGroupArn")}


def _batches(names: list[str], size: int) -> list[list[str]]:
    return [names[first : first + size] for first in range(0, len(names), size)]


def _resource(cluster: str, service: str) -> str:
    return f"service/{cluster}/{service}"
