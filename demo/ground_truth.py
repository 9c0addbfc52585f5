"""What the client says was lost beside what the lab knows: the logs of the database that was left behind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from demo.runner import DemoError
from pattern import workloads
from standby.record.model import DrillRecord
from standby.record.store import read, stored
from standby.stacks.project import Project, stack_config


def newest_record(reports: Path) -> DrillRecord:
    """The record that the drill has just written.

    Raises:
        DemoError: there is none.
    """
    found = sorted(
        (file for folder in reports.glob("standby/*") for file in stored(folder)), key=lambda file: file.name
    )
    if not found:
        raise DemoError(f"the drill left no record in {reports}")
    return read(found[-1])


def uncountable(pair: Project, told: Mapping[str, Any]) -> str | None:
    """Why nobody can count the lost writes of this pair on the lab; None: they are to be counted.

    `told` is what the lab says of its data.
    """
    if pair.primary.probe.drill_path is None:
        return "standby:probe has no drillPath; with one, a drill writes ids there and asks for them afterwards"
    stack = pair.stacks["primary"]
    settings = workloads.load(stack_config(pair.folder("workloads"), stack), stack)
    front = next(service.name for service in settings.services if service.front)
    if settings.names.of("ecs-service", front) not in {task["service"] for task in told["tasks"]}:
        return (
            f"no process of the lab stands for the service {front}; with a command for its image under [tasks] in "
            "lab.toml your own application answers (lab/docs/your-application.md)"
        )
    return None


def agreement(record: DrillRecord, told: Mapping[str, Any]) -> str:
    """One sentence about both counts of the first move.

    The lab counts every commit that never arrived, also those of the worker and those that were never acknowledged; the
    client counts acknowledged writes. So the client's number can be smaller, never larger.

    Raises:
        DemoError: the client misses more than the lab says was lost, or nobody counted.
    """
    measured = record.moves[0].measured if record.moves else None
    if measured is None or measured.lost is None:
        why = " ".join(record.notes) or "look at the client's log for what the application answered"
        raise DemoError(f"the drill did not count lost writes: {why}")
    commits = next((int(one["lost_commits"]) for one in told["moves"] if one.get("lost_commits") is not None), 0)
    missing = len(measured.lost.missing)
    if missing > commits:
        raise DemoError(
            f"the client misses {missing} acknowledged writes, the lab says that {commits} commits were lost"
        )
    return f"{missing} acknowledged writes lost; the lab's own count: {commits} commits"
