"""What runs in each region in normal operation, read off the pair's typed config. Pure: no AWS."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pattern.database import capacity
from pattern.settings import Settings
from pattern.workloads import WorkloadSettings
from pattern.zones import AUTO_COUNT

SERVERLESS = "db.serverless"
DATABASE_ALARMS, FRONT_ALARMS, SERVICE_ALARMS = 3, 3, 2  # components/database.py, watch.py, service.py
SECRETS = 2  # master secret (a replica in DR) and the cache's token


@dataclass(frozen=True)
class Tasks:
    """Tasks of one service: how many run, and how large one is."""

    name: str
    count: int
    vcpu: float
    memory_gb: float
    processor: str = "x86"


@dataclass(frozen=True)
class RegionSize:
    """What one region runs. `acu`: capacity units of each instance where the class is serverless, else None."""

    region: str
    zones: int
    nat_gateways: int
    instance_class: str
    instances: int
    acu: float | None
    cache_node: str
    cache_nodes: int
    endpoints: int
    tasks: tuple[Tasks, ...]
    alarms: int
    secrets: int = SECRETS

    @property
    def task_count(self) -> int:
        """All tasks."""
        return sum(one.count for one in self.tasks)


@dataclass(frozen=True)
class PairSize:
    """Both regions in normal operation: the primary serves. `production`: the tasks that a serving region runs."""

    primary: RegionSize
    dr: RegionSize
    production: int

    def with_dr(self, **changes: object) -> PairSize:
        """The pair with another DR."""
        return replace(self, dr=replace(self.dr, **changes))  # type: ignore[arg-type]


def pair_size(
    primary: tuple[Settings, WorkloadSettings],
    dr: tuple[Settings, WorkloadSettings],
) -> PairSize:
    """Both regions, each from its platform's and its workloads' settings."""
    serving = primary[1]
    production = sum(service.production.desired for service in serving.services)
    return PairSize(region_size(*primary), region_size(*dr), production)


def region_size(platform: Settings, workloads: WorkloadSettings) -> RegionSize:
    """One region."""
    zones = AUTO_COUNT if platform.availability_zones == "auto" else platform.availability_zones
    database, cache = platform.database, platform.cache
    size = capacity(database, platform.dr)
    tasks = tuple(
        Tasks(
            service.name,
            workloads.tasks(service).desired,
            service.cpu / 1024,
            service.memory / 1024,
            "arm" if service.cpu_architecture == "ARM64" else "x86",
        )
        for service in workloads.services
    )
    return RegionSize(
        region=platform.region,
        zones=zones,
        nat_gateways=zones if platform.nat == "zone" else 1,
        instance_class=database.instance_class,
        instances=size.instances,
        acu=size.min_acu,
        cache_node=cache.node_type,
        cache_nodes=1 + cache.replicas,
        endpoints=len(platform.interface_endpoints) * zones,
        tasks=tasks,
        alarms=DATABASE_ALARMS + FRONT_ALARMS + SERVICE_ALARMS * len(tasks),
    )
