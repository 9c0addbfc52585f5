"""What another DR would cost, and how much longer a recovery would then take: the curve of premium against time.

Recovery is from the decision to the first good public answer, without the time that people take to decide. It is an
estimate, made of the parts below; a drill measures the real one. Sources of the parts are in docs/cost.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from standby.cost.lines import lines
from standby.cost.premium import Premium
from standby.cost.prices import PriceTable
from standby.cost.sizes import SERVERLESS, PairSize, Tasks
from standby.cost.usage import Usage

# Minutes.
PROMOTE = 2.0  # a managed failover: "about a minute" typically (AWS), 8 in one public benchmark
START_TASKS = 1.5  # Fargate pulls the image, the target passes its first health check
RECORD = 1.0  # Route 53 propagates within 60 s
VERIFY = 0.5
DOUBLING = 0.5  # Aurora serverless grows from its present size: our estimate per doubling of capacity
CREATE_INSTANCE = 8.0  # a headless secondary needs an instance first: our estimate
LOWEST_ACU = 0.5
GB_PER_ACU, VCPU_ACU_OF_LARGE = 2.0, 8.0  # a db.*.large has 16 GiB, which is 8 ACU


@dataclass(frozen=True)
class Variant:
    """One DR and its price. `minutes`: the expected recovery time; `offered`: whether config can say it."""

    name: str
    config: str
    premium: Premium
    minutes: float
    offered: bool = True


def recovery_minutes(pair: PairSize) -> float:
    """The expected time from the decision to the first good public answer."""
    database = PROMOTE
    if pair.dr.instances == 0:
        database += CREATE_INSTANCE
    elif pair.dr.acu is not None:
        wanted = max(pair.primary.acu or VCPU_ACU_OF_LARGE, LOWEST_ACU)
        database += DOUBLING * max(math.log2(wanted / max(pair.dr.acu, LOWEST_ACU)), 0.0)
    tasks = START_TASKS if pair.dr.task_count < pair.production else 0.0
    return max(database, tasks) + RECORD + VERIFY


def variants(pair: PairSize, usage: Usage, prices: PriceTable) -> tuple[Variant, ...]:
    """The pair as configured, and its alternatives, most expensive first.

    Raises:
        UsageError: a price that the table lacks.
    """
    changes: tuple[tuple[str, str, Callable[[PairSize], PairSize], bool], ...] = (
        ("as configured", "", lambda now: now, True),
        ("DR as large as production", "standby:capacity: production", _hot, True),
        ("one instance in DR", "standby:database.standby: {instances: 1}", _one_instance, True),
        (
            "Aurora serverless at 0.5 ACU in DR",
            "instanceClass: db.serverless, standby: {minAcu: 0.5}",
            _serverless,
            True,
        ),
        ("one NAT gateway in DR", "standby:nat: single", lambda now: now.with_dr(nat_gateways=1), True),
        ("one zone fewer in DR", "standby:availabilityZones: 2", _fewer_zones, True),
        ("DR without running tasks", "standby: off for every service", _no_tasks, False),
        ("smallest DR that is offered", "serverless, one instance, nat: single, availabilityZones: 2", _smallest, True),
        ("DR without a database instance", "a headless secondary", lambda now: now.with_dr(instances=0), False),
    )
    found = [_variant(name, config, change(pair), usage, prices, offered) for name, config, change, offered in changes]
    return tuple(sorted(found, key=lambda one: -one.premium.added))


def _variant(name: str, config: str, pair: PairSize, usage: Usage, prices: PriceTable, offered: bool) -> Variant:
    return Variant(name, config, Premium(lines(pair, usage, prices)), recovery_minutes(pair), offered)


def _hot(pair: PairSize) -> PairSize:
    return pair.with_dr(tasks=pair.primary.tasks)


def _one_instance(pair: PairSize) -> PairSize:
    return pair.with_dr(instances=min(pair.dr.instances, 1))


def _serverless(pair: PairSize) -> PairSize:
    return _one_instance(pair).with_dr(instance_class=SERVERLESS, acu=LOWEST_ACU)


def _fewer_zones(pair: PairSize) -> PairSize:
    zones = max(pair.dr.zones - 1, 2)
    gateways = min(pair.dr.nat_gateways, zones)
    return pair.with_dr(zones=zones, nat_gateways=gateways, endpoints=pair.dr.endpoints * zones // pair.dr.zones)


def _no_tasks(pair: PairSize) -> PairSize:
    none: tuple[Tasks, ...] = tuple(replace(one, count=0) for one in pair.dr.tasks)
    return pair.with_dr(tasks=none)


def _smallest(pair: PairSize) -> PairSize:
    return _fewer_zones(_serverless(pair)).with_dr(nat_gateways=1)
