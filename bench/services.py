"""How a workloads stack grows: preview and up with 25 to 200 services, on the lab, beside the line through the first.

A ratio of 1.0 in the last column is linear growth: as much time for each further service as for the first ones.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import yaml
from rich.console import Console
from rich.table import Table

from lab import process, session
from lab.config import Home
from lab.workspace import Workspace, copy_projects

COUNTS = (25, 50, 100, 200)


def main() -> None:
    """Measure and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "lab")
        emulator = session.up(home, os.environ, "instant", parent_pid=os.getpid())
        try:
            # by default Pulumi writes the whole state after every resource: its own square, not ours
            environ = {**session.environment(home, emulator, os.environ), "PULUMI_SKIP_CHECKPOINTS": "true"}
            workspace = Workspace(copy_projects(Path(folder) / "project"), environ)
            workspace.pulumi("up", "--yes", "--skip-preview", "--stack", "primary")
            Console().print(measured(workspace))
        finally:
            process.stop(home)


def measured(workspace: Workspace) -> Table:
    """One row per count: seconds of a preview from nothing, of an up, and their growth."""
    table = Table(
        "services", "preview s", "up s", "s per service", "ratio to the first", title="a workloads stack grows"
    )
    per_service_first = 0.0
    for count in COUNTS:
        write_services(workspace, count)
        preview = seconds(workspace, "preview")
        up = seconds(workspace, "up", "--yes", "--skip-preview")
        workspace.pulumi("destroy", "--yes", "--skip-preview", "--stack", "primary", project="workloads")
        per_service = (preview + up) / count
        per_service_first = per_service_first or per_service
        ratio = f"{per_service / per_service_first:.2f}"
        table.add_row(str(count), f"{preview:.1f}", f"{up:.1f}", f"{per_service:.2f}", ratio)
    return table


def write_services(workspace: Workspace, count: int) -> None:
    """Give the workloads project `count` services."""
    file = workspace.folder / "workloads" / "Pulumi.yaml"
    project = yaml.safe_load(file.read_text())
    production = {"desired": 2, "min": 2, "max": 4}
    project["config"]["standby:services"]["value"] = [
        {"name": f"service-{n}", "image": "registry.example.com/app:1", "production": production} for n in range(count)
    ]
    file.write_text(yaml.safe_dump(project, sort_keys=False))


def seconds(workspace: Workspace, *command: str) -> float:
    """How long one Pulumi command takes."""
    started = time.monotonic()
    workspace.pulumi(*command, "--stack", "primary", project="workloads")
    return time.monotonic() - started
