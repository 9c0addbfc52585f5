"""The schedules of a contract: EventBridge rules that run a task in the region's ECS cluster."""

from __future__ import annotations

from collections.abc import Mapping

from pattern.contract import SCHEDULES, ScheduleEntry
from standby.aws.cloud import Cloud
from standby.contract.found import Found
from standby.contract.services import Running


def find_schedules(found: Found, cloud: Cloud, cluster: str, services: Mapping[str, Running]) -> None:
    """Fill a `schedules/<rule>` key for every rule with a target in `cluster`."""
    families = {one.family: name for name, one in services.items()}
    for rule in cloud.pages("events", "list_rules", "Rules"):
        name = str(rule["Name"])
        for target in cloud.call("events", "list_targets_by_rule", Rule=name)["Targets"]:
            task = target.get("EcsParameters", {}).get("TaskDefinitionArn")
            if task is None or target["Arn"].rsplit("/", 1)[-1] != cluster:
                continue
            key, family = f"{SCHEDULES}/{name}", str(task).rsplit("/", 1)[-1].split(":")[0]
            found.values[key] = ScheduleEntry(name, families.get(family, family)).encode()
            if family not in families:
                found.notes[key] = f"no service runs the task definition {family}; it runs as a task of its own"
