"""A database over time on the lab: class, retention, parameters and a minor version, each planned as what was changed.

On request (`STANDBY_FULL=1`), minutes long. What AWS does and the lab does not: a maintenance window comes by itself.
"""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
import yaml

from lab.workspace import Workspace

pytestmark = [
    pytest.mark.scenario,
    pytest.mark.skipif(not os.environ.get("STANDBY_FULL"), reason="minutes long: STANDBY_FULL=1 runs it"),
]
UP = ("up", "--yes", "--skip-preview")
STACKS = {"primary": "us-east-1", "dr": "us-west-2"}
INSTANCE, CLUSTER = "aws:rds/clusterInstance:ClusterInstance", "aws:rds/cluster:Cluster"
GLOBAL, GROUP = "aws:rds/globalCluster:GlobalCluster", "aws:rds/parameterGroup:ParameterGroup"


def change(workspace: Workspace, **values: Any) -> None:
    """Set keys of `standby:database` in the file that both stacks share."""
    file = workspace.folder / "Pulumi.yaml"
    project = yaml.safe_load(file.read_text())
    project["config"]["standby:database"]["value"].update(values)
    file.write_text(yaml.safe_dump(project, sort_keys=False))


def planned(workspace: Workspace, stack: str) -> set[tuple[str, str]]:
    """(operation, type) of every step that is not `same`."""
    plan = workspace.pulumi("preview", "--json", "--refresh", "--stack", stack)
    steps = {(step["op"], step["urn"].split("::")[2].split("$")[-1]) for step in json.loads(plan.stdout)["steps"]}
    return {(operation, kind) for operation, kind in steps if operation not in ("same", "refresh", "read")}


def instances(workspace: Workspace, region: str) -> list[dict[str, Any]]:
    told = workspace.run("aws", "rds", "describe-db-instances", "--region", region, "--output", "json")
    found: list[dict[str, Any]] = json.loads(told.stdout)["DBInstances"]
    return found


def up(workspace: Workspace) -> None:
    for stack in STACKS:
        workspace.pulumi(*UP, "--stack", stack)


def test_each_change_plans_itself_and_leaves_both_stacks_clean(workspace: Workspace) -> None:
    up(workspace)
    # without applyImmediately a class waits for the window: AWS has the old one, and the preview goes on saying so
    change(workspace, instanceClass="db.r7g.large")
    for stack in STACKS:
        assert planned(workspace, stack) == {("update", INSTANCE)}
    up(workspace)
    for stack, region in STACKS.items():
        for one in instances(workspace, region):
            assert one["DBInstanceClass"] == "db.r6g.large"
            assert one["PendingModifiedValues"]["DBInstanceClass"] == "db.r7g.large"
        assert planned(workspace, stack) == {("update", INSTANCE)}
    change(workspace, applyImmediately=True)
    up(workspace)
    for region in STACKS.values():
        assert {one["DBInstanceClass"] for one in instances(workspace, region)} == {"db.r7g.large"}
    changes: tuple[tuple[dict[str, Any], set[tuple[str, str]]], ...] = (
        ({"backupRetentionDays": 21}, {("update", CLUSTER)}),
        ({"instanceParameters": {"log_min_duration_statement": "500"}}, {("update", GROUP)}),
        ({"engineVersion": "16.9"}, {("update", CLUSTER), ("update", INSTANCE), ("update", GLOBAL)}),
    )
    for values, may in changes:
        assert [planned(workspace, stack) for stack in STACKS] == [set(), set()], f"before {values}"
        change(workspace, **values)
        for stack in STACKS:
            steps = planned(workspace, stack)
            assert steps <= may, values
            workspace.pulumi(*UP, "--stack", stack)
    assert [planned(workspace, stack) for stack in STACKS] == [set(), set()]
    for region in STACKS.values():
        assert {one["EngineVersion"] for one in instances(workspace, region)} == {"16.9"}


def test_another_major_version_is_refused_before_anything_is_called(workspace: Workspace) -> None:
    workspace.pulumi(*UP, "--stack", "primary")
    change(workspace, engineVersion="17.4")
    refused = workspace.pulumi("preview", "--stack", "primary", check=False)
    assert refused.returncode != 0
    assert "upgrade.md" in refused.stdout + refused.stderr
