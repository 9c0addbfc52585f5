"""Random walks of config changes on the lab: each plan holds only what was changed, `up` ends well, and nothing is left.

One short walk in `make test-all`; `STANDBY_FULL=1` plays 20, `STANDBY_WALKS=n` plays n. Five walks share the stacks, and
each goes on where the one before it ended. `-rP` shows what was played.
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab.errors import CommandError
from lab.workspace import Workspace
from tests.changes import PLATFORM_CHANGES, SERVICE_CHANGES, Changed, Config, draw

pytestmark = pytest.mark.scenario
UP = ("up", "--yes", "--skip-preview", "--stack", "primary")
WALKS = int(os.environ.get("STANDBY_WALKS", "20" if os.environ.get("STANDBY_FULL") else "1"))
TOGETHER = 5
STEPS = 3
OPERATIONS = {"create-replacement": "replace", "delete-replaced": "replace"}


class Files:
    """The shared config files of both projects, as a person edits them."""

    def __init__(self, folder: Path) -> None:
        self._paths = (folder / "Pulumi.yaml", folder / "workloads" / "Pulumi.yaml")

    def read(self) -> Config:
        platform, workloads = (yaml.safe_load(path.read_text())["config"] for path in self._paths)
        values = {key: platform[f"standby:{key}"]["value"] for key in ("database", "cache")}
        # what waits for the maintenance window is drift until then
        values["database"]["applyImmediately"] = True
        return Config(workloads["standby:services"]["value"], workloads["standby:schedules"]["value"], values)

    def write(self, config: Config) -> None:
        wanted = ({**config.platform}, {"services": config.services, "schedules": config.schedules})
        for path, values in zip(self._paths, wanted, strict=True):
            document = yaml.safe_load(path.read_text())
            document["config"].update({f"standby:{key}": {"value": value} for key, value in values.items()})
            path.write_text(yaml.safe_dump(document, sort_keys=False))


def planned(text: str) -> list[tuple[str, str, str]]:
    """(operation, top-level component, type without its module) of every step of `pulumi preview --json`."""
    steps = json.loads(text)["steps"]
    parents = {step["urn"]: (step.get("newState") or step.get("oldState") or {}).get("parent", "") for step in steps}
    found = set()
    for step in steps:
        kind = step["urn"].split("::")[2].split("$")[-1]
        if step["op"] in ("same", "read") or kind == "pulumi:pulumi:Stack":
            continue
        urn = step["urn"]
        while (above := parents.get(urn, "")) and "pulumi:pulumi:Stack" not in above:
            urn = above
        found.add((OPERATIONS.get(step["op"], step["op"]), urn.split("::")[-1], kind.split(":")[-1]))
    return sorted(found)


def faults_of(workspace: Workspace, project: str, change: Changed) -> tuple[list[str], int]:
    """Plan, do and plan again; what was wrong, and how many things of a component the plan had."""
    plan = workspace.pulumi("preview", "--json", "--stack", "primary", project=project, check=False)
    if plan.returncode:
        return [f"{change.says}: no plan: {plan.stdout[-1500:]}{plan.stderr[-500:]}"], 0
    steps = planned(plan.stdout)
    found = [f"{change.says}: planned {one}" for one in steps if not change.allows(*one)]
    try:
        workspace.pulumi(*UP, project=project)
        workspace.pulumi("preview", "--refresh", "--expect-no-changes", "--stack", "primary", project=project)
    except CommandError as error:
        found.append(f"{change.says}: {error}")
    return found, len(steps)


@pytest.mark.parametrize("first", range(0, WALKS, TOGETHER))
def test_walks_plan_only_what_was_changed_and_leave_nothing(workspace: Workspace, first: int) -> None:
    files = Files(workspace.folder)
    config = files.read()
    files.write(config)
    for project in (".", "workloads"):
        workspace.pulumi(*UP, project=project)
    faults: list[str] = []
    played: list[tuple[Any, ...]] = []
    for seed in range(first, min(first + TOGETHER, WALKS)):
        chance = random.Random(seed)
        for _ in range(STEPS):
            project, changes = chance.choice([(".", PLATFORM_CHANGES), *[("workloads", SERVICE_CHANGES)] * 3])
            change = draw(chance, config, changes)
            files.write(config)
            found, size = faults_of(workspace, project, change)
            played.append((seed, change.says, size, len(found)))
            print(*played[-1], sep=" | ", flush=True)
            faults += found
    print(f"{len(played)} changes, {sum(one[2] for one in played)} steps planned, {len(faults)} faults")
    assert not faults, "\n".join(faults)
