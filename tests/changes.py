"""Random changes of a pair's config, each with what its plan may contain: for walks on mocks and on the lab.

chance = random.Random(7)
change = draw(chance, config, SERVICE_CHANGES)     `config` is changed in place
change.says                                        "worker is resized"
change.allows("replace", "worker", "TaskDefinition")
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

MOST_SERVICES = 5
SIZES = ((256, 512), (512, 1024), (1024, 2048), (2048, 4096))
CLASSES = ("db.r6g.large", "db.r6g.xlarge", "db.r6g.2xlarge")
NODES = ("cache.t4g.small", "cache.t4g.medium", "cache.r7g.large")
Pattern = tuple[str, str, str]


@dataclass(frozen=True)
class Changed:
    """One change. `may` is what its plan may contain: (operation, top-level component, type without its module)."""

    says: str
    may: tuple[Pattern, ...] = ()

    def allows(self, operation: str, owner: str, kind: str) -> bool:
        """Whether a plan may contain this."""
        return any(
            operation == op and fnmatchcase(owner, whose) and fnmatchcase(kind, what) for op, whose, what in self.may
        )


@dataclass
class Config:
    """The values of the files' keys that walks change."""

    services: list[dict[str, Any]]
    schedules: list[dict[str, Any]] = field(default_factory=list)
    platform: dict[str, Any] = field(default_factory=dict)

    def scheduled(self, service: str) -> list[str]:
        """Names of the schedules that run a service."""
        return [str(one["name"]) for one in self.schedules if one["service"] == service]


Change = Callable[[random.Random, Config], Changed | None]


def draw(chance: random.Random, config: Config, changes: Sequence[Change]) -> Changed:
    """Make one change; one that finds nothing to change is drawn again."""
    while True:
        if changed := chance.choice(changes)(chance, config):
            return changed


def _other(chance: random.Random, values: Sequence[Any], present: Any) -> Any:
    return chance.choice([value for value in values if value != present])


def _new_tasks(config: Config, name: str, *more: Pattern) -> tuple[Pattern, ...]:
    """A new revision of the service's task, and of what names it."""
    schedules: list[Pattern] = [("update", one, "EventTarget") for one in config.scheduled(name)]
    return (("replace", name, "TaskDefinition"), ("update", name, "Service"), *schedules, *more)


def added(chance: random.Random, config: Config) -> Changed | None:
    if len(config.services) >= MOST_SERVICES:
        return None
    name = f"extra-{chance.randint(0, 10**6)}"
    path = {"path": f"/{name}/*"} if chance.random() < 0.5 else {}
    one: dict[str, Any] = {"name": name, "image": "x:1", "standby": chance.choice(("warm", "off")), **path}
    one["production"] = {"desired": 2, "min": 1, "max": 4}
    config.services.insert(chance.randint(0, len(config.services)), one)
    return Changed(f"{name} is added", (("create", name, "*"),))


def removed(chance: random.Random, config: Config) -> Changed | None:
    others = [one for one in config.services if not one.get("front")]
    if not others:
        return None
    gone = chance.choice(others)
    name = str(gone["name"])
    owners = (name, *config.scheduled(name))
    config.services.remove(gone)
    config.schedules[:] = [one for one in config.schedules if one["service"] != name]
    return Changed(f"{name} is removed", tuple(("delete", owner, "*") for owner in owners))


def renamed(chance: random.Random, config: Config) -> Changed | None:
    one = chance.choice(config.services)
    before, name = str(one["name"]), f"renamed-{chance.randint(0, 10**6)}"
    schedules: list[Pattern] = [("update", schedule, "*") for schedule in config.scheduled(before)]
    one["name"] = name
    for schedule in config.schedules:
        if schedule["service"] == before:
            schedule["service"] = name
    return Changed(f"{before} is renamed {name}", (("delete", before, "*"), ("create", name, "*"), *schedules))


def reordered(chance: random.Random, config: Config) -> Changed | None:
    if len(config.services) < 2:
        return None
    chance.shuffle(config.services)
    return Changed("the services are in another order")


def resized(chance: random.Random, config: Config) -> Changed | None:
    one = chance.choice(config.services)
    present = (one.get("cpu", 256), one.get("memory", 512))
    one["cpu"], one["memory"] = _other(chance, SIZES, present)
    return Changed(f"{one['name']} is resized", _new_tasks(config, str(one["name"])))


def renumbered(chance: random.Random, config: Config) -> Changed | None:
    one = chance.choice(config.services)
    name, least, most = str(one["name"]), chance.randint(1, 4), chance.randint(8, 20)
    one["production"] = {"desired": chance.randint(least, most), "min": least, "max": most}
    kinds = ("Target", "MetricAlarm", "Parameter")
    return Changed(f"{name} has other numbers", tuple(("update", name, kind) for kind in kinds))


def rolled_out(chance: random.Random, config: Config) -> Changed | None:
    one = chance.choice(config.services)
    one["image"], name = f"x:{chance.randint(2, 10**6)}", str(one["name"])
    return Changed(f"{name} has another image", _new_tasks(config, name, ("update", name, "Parameter")))


def rerouted(chance: random.Random, config: Config) -> Changed | None:
    routed = [one for one in config.services if one.get("path")]
    if not routed:
        return None
    one = chance.choice(routed)
    one["path"], name = f"/moved-{chance.randint(0, 10**6)}/*", str(one["name"])
    return Changed(f"{name} has another path", (("update", name, "ListenerRule"),))


def scheduled(chance: random.Random, config: Config) -> Changed | None:
    if len(config.schedules) > 1:
        return None
    name, service = f"nightly-{chance.randint(0, 10**6)}", str(chance.choice(config.services)["name"])
    config.schedules.append({"name": name, "service": service, "expression": "rate(1 day)", "command": ["run"]})
    return Changed(f"{name} runs {service}", (("create", name, "*"),))


SERVICE_CHANGES: tuple[Change, ...] = (
    *(added, removed, renamed, reordered, resized),
    *(renumbered, rolled_out, rerouted, scheduled),
)


def upgraded(_chance: random.Random, config: Config) -> Changed | None:
    database = config.platform["database"]
    minor = int(database["engineVersion"].split(".")[1])
    if minor >= 14:
        return None
    database["engineVersion"] = f"16.{minor + 1}"
    kinds = ("GlobalCluster", "Cluster", "ClusterInstance")
    return Changed(f"the database is upgraded to 16.{minor + 1}", tuple(("update", "database", kind) for kind in kinds))


def reclassed(chance: random.Random, config: Config) -> Changed | None:
    database = config.platform["database"]
    database["instanceClass"] = _other(chance, CLASSES, database["instanceClass"])
    return Changed("the database has another class", (("update", "database", "ClusterInstance"),))


def retained(chance: random.Random, config: Config) -> Changed | None:
    database = config.platform["database"]
    database["backupRetentionDays"] = _other(chance, range(7, 36), database.get("backupRetentionDays", 14))
    return Changed("backups are kept for other days", (("update", "database", "Cluster"),))


def parametrized(chance: random.Random, config: Config) -> Changed | None:
    parameters = {"log_min_duration_statement": str(chance.randint(1, 10**6))}
    config.platform["database"]["instanceParameters"] = parameters
    return Changed("the database has other parameters", (("update", "database", "ParameterGroup"),))


def recached(chance: random.Random, config: Config) -> Changed | None:
    cache = config.platform["cache"]
    cache["nodeType"] = _other(chance, NODES, cache["nodeType"])
    return Changed("the cache has another node type", (("update", "cache", "ReplicationGroup"),))


def alarmed(chance: random.Random, config: Config) -> Changed | None:
    config.platform["watch"] = {"lagSeconds": chance.randint(1, 3600), "cpuPercent": chance.randint(10, 100)}
    return Changed("alarms have other thresholds", (("update", "database-watch", "MetricAlarm"),))


PLATFORM_CHANGES: tuple[Change, ...] = (upgraded, reclassed, retained, parametrized, recached, alarmed)
