"""Which keys config `names:` may have in each layer: those by which one of its resources asks for its name.

A key that none asks for would be ignored, and the resource that was meant would get the rule's name: it is refused
before anything is made. A test compares both tables with what the layers ask for when they are built.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pattern.given_names import needs_region
from pattern.naming import KINDS

PLATFORM: Mapping[str, str] = {
    "global-cluster": "the pair's global database",
    "db-cluster": "the Aurora cluster",
    "db-instance/<number>": "its instances, from 1",
    "db-subnet-group": "the database's subnet group",
    "db-parameter-group/cluster-<major>": "the cluster's parameter group, by major version",
    "db-parameter-group/instance-<major>": "the instances' parameter group, by major version",
    "secret/database": "the database's master secret",
    "secret/cache": "the cache's token",
    "cache": "the Redis replication group",
    "cache-subnet-group": "the cache's subnet group",
    "security-group/alb": "the load balancer's security group",
    "security-group/cache": "the cache's security group",
    "security-group/database": "the database's security group",
    "security-group/endpoints": "the interface endpoints' security group",
    "security-group/tasks": "the tasks' security group",
    "security-group/vpc-link": "the VPC link's security group",
    "load-balancer": "the load balancer",
    "target-group/blue": "the front service's blue targets",
    "target-group/green": "the front service's green targets",
    "api": "the HTTP API",
    "vpc-link": "its VPC link",
    "ecs-cluster": "the ECS cluster",
    "log-group": "what the names of all log groups begin with; say it in both layers",
    "kms-alias": "the key's alias",
    "topic": "the alarms' topic",
    "event-subscription/database": "the database's events",
    "alarm/database-lag": "the alarm on replication lag",
    "alarm/database-cpu": "the alarm on the database's CPU",
    "alarm/database-connections": "the alarm on connections",
    "alarm/api-5xx": "the alarm on the API's errors",
    "alarm/vpc-link": "the alarm on the VPC link",
    "alarm/no-healthy-target": "the alarm on the live color's targets",
    "dashboard": "the dashboard",
    "iam-role/promotion": "the role that promotes",
    "iam-role/database-monitoring": "the role of enhanced monitoring",
    "iam-role/flow-logs": "the role of the VPC's flow logs",
}
WORKLOADS: Mapping[str, str] = {
    "ecs-service/<service>": "the ECS service; its scaling policy begins with it",
    "task-family/<service>": "the service's task definitions",
    "iam-role/<service>-execution": "the role that starts its tasks",
    "iam-role/<service>-task": "the role of its tasks",
    "alarm/<service>-tasks": "the alarm on too few of its tasks",
    "alarm/<service>-cpu": "the alarm on its CPU",
    "target-group/<path>-blue": "the blue targets of a service that has a path",
    "target-group/<path>-green": "the green targets of a service that has a path",
    "event-rule/<schedule>": "the schedule's rule",
    "iam-role/<schedule>-schedule": "the role that starts the schedule's tasks",
    "log-group": "what the names of all log groups begin with; say it in both layers",
}
_FILES = {"platform": "the platform's Pulumi.yaml", "workloads": "workloads/Pulumi.yaml"}
_PLACEHOLDER = re.compile(r"<(\w+)>")
# what a placeholder stands for where no config says it, and what it is shown as
_NUMBERS = {"number": ["1"], "major": ["16"]}


def of_platform(given: Any, regions: Sequence[Any]) -> Iterator[str]:
    """What no resource of a platform is called by, on raw values; one sentence each.

    Args:
        given: config `names:`.
        regions: the pair's two regions, which alone can stand behind `@`.
    """
    for key, place, region in _places(given):
        if not _matches(place, PLATFORM):
            yield _refused("platform", key, place, region, _examples(PLATFORM, {}))
        elif region and all(isinstance(one, str) for one in regions) and region not in regions:
            yield (
                f"standby:names has {key!r}, but the pair's regions are {' and '.join(regions)}; write {place}@ and "
                "one of them"
            )


def of_workloads(given: Any, services: Sequence[Mapping[str, Any]], schedules: Any) -> Iterator[str]:
    """What no resource of these services and schedules is called by, on raw values; one sentence each."""
    listed = [one for one in schedules if isinstance(one, Mapping)] if isinstance(schedules, list) else []
    parts = {
        "service": [str(one.get("name")) for one in services],
        "path": [str(one.get("name")) for one in services if one.get("path")],
        "schedule": [str(one.get("name")) for one in listed],
    }
    known = _examples(WORKLOADS, parts)
    for key, place, region in _places(given):
        if place not in known:
            yield _refused("workloads", key, place, region, known)


def table() -> str:
    """The keys in `docs/naming.md`, in Markdown: by layer, what each names."""
    rows = ["| key | in | names |", "|---|---|---|"]
    for layer, keys in (("platform", PLATFORM), ("workloads", WORKLOADS)):
        for key, what in keys.items():
            region = "@<region>" if needs_region(key.partition("/")[0]) else ""
            rows.append(f"| `{key}{region}` | {layer} | {what} |")
    return "\n".join(rows) + "\n"


def _places(given: Any) -> Iterator[tuple[str, str, str]]:
    """(key, the key without its region, region) of those that name a kind; of the others the table of kinds speaks."""
    for key in given if isinstance(given, Mapping) else ():
        place, _, region = str(key).partition("@")
        if place.partition("/")[0] in KINDS:
            yield str(key), place, region


def _examples(keys: Mapping[str, str], parts: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Every key, with what stands in the place of its placeholder, and what it names."""
    found = {}
    for key, what in keys.items():
        placeholder = _PLACEHOLDER.search(key)
        names = {**_NUMBERS, **parts}[placeholder[1]] if placeholder else [""]
        found.update({key.replace(placeholder[0], name) if placeholder else key: what for name in names})
    return found


def _matches(place: str, keys: Mapping[str, str]) -> str | None:
    """What `place` names if it is one of `keys`, with anything for a placeholder."""
    for key, what in keys.items():
        pattern = _PLACEHOLDER.sub(lambda one: r"[1-9]\d*" if one[1] in _NUMBERS else "[A-Za-z0-9-]+", key)
        if re.fullmatch(pattern, place):
            return what
    return None


def _refused(layer: str, key: str, place: str, region: str, known: Mapping[str, str]) -> str:
    """The nearest key with what it names, or whose the key is where it is one of the other layer's."""
    other, theirs = ("workloads", WORKLOADS) if layer == "platform" else ("platform", PLATFORM)
    what, hints = _matches(place, theirs), []
    near = difflib.get_close_matches(place, known, n=1, cutoff=0.75)
    # a key of the platform holds no name of a service: it is that and nothing else
    if near and not (what and other == "platform"):
        hints.append(f"did you mean {near[0] + (region and f'@{region}')!r} ({known[near[0]]})?")
    if what:
        hints.append(f"{'If it' if hints else 'it'} is meant for the {other} ({what}), move it to {_FILES[other]}")
    if not hints:
        kind = place.partition("/")[0]
        of_kind = [one for one in known if one.partition("/")[0] == kind]
        hints.append(f"of this kind there are {', '.join(of_kind)}" if of_kind else "remove it; docs/naming.md has all")
    return f"standby:names has {key!r}, by which no resource of this layer is called; {' '.join(hints)}"
