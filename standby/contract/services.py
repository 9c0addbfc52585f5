"""The ECS part of a contract: the cluster, and each service with the numbers that production needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pattern.contract import SERVICES, ServiceEntry
from standby.aws.cloud import Cloud
from standby.contract.found import Found

_DIMENSION = "ecs:service:DesiredCount"
_DESCRIBED_AT_ONCE = 10  # DescribeServices takes no more


@dataclass(frozen=True)
class Running:
    """One ECS service: what runs, the range of its scaling (None: no scalable target), its groups, image and family."""

    name: str
    desired: int
    range: tuple[int, int] | None
    target_groups: tuple[str, ...]
    image: str
    family: str = ""


def find_services(found: Found, cloud: Cloud, app: str) -> tuple[str, Mapping[str, Running]] | None:
    """Fill `ecs/cluster`; returns it with the region's services by name, or None where there is no one cluster."""
    clusters = {arn.rsplit("/", 1)[-1] for arn in _arns(cloud, "list_clusters", "clusterArns")}
    used = sorted(name for name in clusters if _arns(cloud, "list_services", "serviceArns", cluster=name))
    cluster = found.settle("ecs/cluster", used, f"ECS clusters with services in {cloud.region}", prefer=app)
    return None if cluster is None else (cluster, running(cloud, cluster))


def running(cloud: Cloud, cluster: str) -> Mapping[str, Running]:
    """All services of a cluster, by name."""
    arns = _arns(cloud, "list_services", "serviceArns", cluster=cluster)
    ranges = _ranges(cloud, cluster)
    services: dict[str, Running] = {}
    for start in range(0, len(arns), _DESCRIBED_AT_ONCE):
        some = arns[start : start + _DESCRIBED_AT_ONCE]
        for raw in cloud.call("ecs", "describe_services", cluster=cluster, services=some)["services"]:
            name = str(raw["serviceName"])
            groups = tuple(
                str(one["targetGroupArn"]) for one in raw.get("loadBalancers", []) if "targetGroupArn" in one
            )
            image = _image(cloud, raw)
            family = str(raw["taskDefinition"]).rsplit("/", 1)[-1].split(":")[0]
            services[name] = Running(name, int(raw["desiredCount"]), ranges.get(name), groups, image, family)
    return services


def service_entries(
    here: Mapping[str, Running], there: Mapping[str, Running], front: str | None, colors: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """The `services/` values of a region, and a note on each that a person should look at.

    Production numbers are the larger of the two regions': one of them serves. A service that runs nothing here and
    something there is `standby=off`.
    """
    values, notes = {}, {}
    for name, own in here.items():
        both = [own, *([there[name]] if name in there else [])]
        desired = max(one.desired for one in both)
        ranges = [one.range for one in both if one.range is not None]
        least = max((low for low, _ in ranges), default=desired)
        most = max((high for _, high in ranges), default=desired)
        off = own.desired == 0 and desired > 0
        key = f"{SERVICES}/{name}"
        entry = ServiceEntry(
            name=name,
            ecs_service=name,
            desired=desired,
            min=min(least, desired),
            max=max(most, desired),
            target_group_arns=colors if name == front else {},
            standby="off" if off else "warm",
            image=own.image,
            front=name == front,
        )
        values[key] = entry.encode()
        if name not in there:
            notes[key] = "the other region has no service of this name; the numbers are this region's alone"
        elif not ranges:
            notes[key] = "no scalable target in either region; min and max are the desired count"
        elif off:
            notes[key] = "it runs nothing here now, so it is taken for work that runs in one region only"
    return values, notes


def _ranges(cloud: Cloud, cluster: str) -> dict[str, tuple[int, int]]:
    targets = cloud.pages(
        "application-autoscaling", "describe_scalable_targets", "ScalableTargets", ServiceNamespace="ecs"
    )
    prefix = f"service/{cluster}/"
    return {
        str(one["ResourceId"]).removeprefix(prefix): (int(one["MinCapacity"]), int(one["MaxCapacity"]))
        for one in targets
        if str(one["ResourceId"]).startswith(prefix) and one["ScalableDimension"] == _DIMENSION
    }


def _image(cloud: Cloud, service: Mapping[str, Any]) -> str:
    definition = cloud.call("ecs", "describe_task_definition", taskDefinition=service["taskDefinition"])
    containers = definition["taskDefinition"]["containerDefinitions"]
    behind = {one.get("containerName") for one in service.get("loadBalancers", [])}
    chosen = next((one for one in containers if one["name"] in behind), containers[0])
    return str(chosen["image"])


def _arns(cloud: Cloud, operation: str, key: str, **params: Any) -> Sequence[str]:
    return [str(arn) for arn in cloud.pages("ecs", operation, key, **params)]
