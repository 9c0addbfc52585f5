"""How a workloads stack grows: a preview from nothing with 500 services beside one with 50, on the lab.

Processor seconds of the CLI and all that it starts, so that previews can run at the same time.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import yaml

from bench.figures import Comparison, Figure, cost, side_by_side
from lab import process, session
from lab.config import Home, home_of
from lab.workspace import Workspace, copy_projects

FEW, MANY = 50, 500


def compare(runs: int) -> list[Comparison]:
    """One comparison; a preview of 500 services takes about a minute."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        home = Home(folder / "lab", home_of(os.environ).project)
        emulator = session.up(home, os.environ, "instant", parent_pid=os.getpid())
        try:
            environ = session.environment(home, emulator, os.environ)
            large, small = (Workspace(copy_projects(folder / name), environ) for name in ("large", "small"))
            large.pulumi("up", "--yes", "--skip-preview", "--stack", "primary")
            write_services(large, MANY)
            write_services(small, FEW)
            many, few = side_by_side(runs, lambda: preview(large), lambda: preview(small))
        finally:
            process.stop(home)
    return [
        Comparison(
            "workloads preview, processor",
            Figure(f"{MANY} services", many),
            Figure(f"{FEW} services", few),
            MANY / FEW,
        )
    ]


def preview(workspace: Workspace) -> float:
    """Processor seconds of one preview of a workloads stack that does not exist yet."""
    command = ("pulumi", "preview", "--non-interactive", "--stack", "primary")
    return cost(command, workspace.folder / "workloads", workspace.environ).cpu


def write_services(workspace: Workspace, count: int) -> None:
    """Give the workloads project `count` services, the first of them the front, and no schedule."""
    file = workspace.folder / "workloads" / "Pulumi.yaml"
    project = yaml.safe_load(file.read_text())
    production = {"desired": 2, "min": 2, "max": 4}
    services: list[dict[str, Any]] = [
        {"name": f"service-{n}", "image": "registry.example.com/app:1", "production": production} for n in range(count)
    ]
    services[0] |= {"front": True}
    project["config"]["standby:services"]["value"], project["config"]["standby:schedules"]["value"] = services, []
    file.write_text(yaml.safe_dump(project, sort_keys=False))
