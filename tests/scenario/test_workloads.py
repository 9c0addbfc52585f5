"""The workloads layer on a platform that is up, with the real CLI on the lab."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lab.workspace import Workspace

pytestmark = pytest.mark.scenario
UP = ("up", "--yes", "--skip-preview")
CLEAN = ("preview", "--expect-no-changes")
IAM = (
    ("list-roles", "Roles[].RoleName"),
    ("list-policies", "Policies[?starts_with(PolicyName, 'myapp')].PolicyName"),
)


def aws(workspace: Workspace, region: str, *command: str) -> Any:
    return json.loads(workspace.run("aws", *command, "--region", region, "--output", "json").stdout)


def state_file(workspace: Workspace, project: str, stack: str) -> bytes:
    """The state as it lies on the backend, byte for byte."""
    backend = Path(workspace.environ["PULUMI_BACKEND_URL"].removeprefix("file://"))
    return (backend / ".pulumi" / "stacks" / project / f"{stack}.json").read_bytes()


def test_four_stacks_from_nothing_with_the_gate_on(workspace: Workspace) -> None:
    for project, pack in ((".", "policy"), ("workloads", "../policy")):
        for stack in ("primary", "dr"):
            workspace.pulumi(*UP, "--stack", stack, "--policy-pack", pack, project=project)
    for project in (".", "workloads"):
        for stack in ("primary", "dr"):
            workspace.pulumi(*CLEAN, "--refresh", "--stack", stack, project=project)

    running = {
        region: {
            s["serviceName"]: s["desiredCount"]
            for s in aws(
                workspace,
                region,
                "ecs",
                "describe-services",
                "--cluster",
                "myapp-prod",
                "--services",
                "myapp-prod-web",
                "myapp-prod-worker",
            )["services"]
        }
        for region in ("us-east-1", "us-west-2")
    }
    assert running == {
        "us-east-1": {"myapp-prod-web": 6, "myapp-prod-worker": 3},
        "us-west-2": {"myapp-prod-web": 1, "myapp-prod-worker": 1},
    }
    for call, query in IAM:
        names = [name.lower() for name in aws(workspace, "us-east-1", "iam", call, "--query", query)]
        ours = [name for name in names if name.startswith("myapp-prod")]
        assert len(ours) == len(set(ours))
        assert call != "list-roles" or {"myapp-prod-task-role", "myapp-prod-dr-task-role"} <= set(ours)

    before = {stack: state_file(workspace, "standby", stack) for stack in ("primary", "dr")}
    config = workspace.folder / "workloads" / "Pulumi.yaml"
    config.write_text(config.read_text().replace("web:1.0.0", "web:1.0.1"))
    for stack in ("primary", "dr"):
        workspace.pulumi(*UP, "--stack", stack, project="workloads")
    assert {stack: state_file(workspace, "standby", stack) for stack in ("primary", "dr")} == before


def test_a_missing_platform_is_one_message(workspace: Workspace) -> None:
    refused = workspace.pulumi("preview", "--stack", "dr", project="workloads", check=False)
    assert refused.returncode != 0
    assert "platform stack 'organization/standby/dr' has no output" in refused.stdout
    assert "bring the platform up first" in refused.stdout
    assert "Traceback" not in refused.stdout


def test_bad_services_are_one_message_with_every_problem(workspace: Workspace) -> None:
    config = workspace.folder / "workloads" / "Pulumi.yaml"
    text = (
        config.read_text()
        .replace("cpu: 512", "cpu: 300")
        .replace("min: 4", "min: 7")
        .replace("name: worker", "name: web")
    )
    config.write_text(text)
    refused = workspace.pulumi("preview", "--stack", "dr", project="workloads", check=False)
    assert refused.returncode != 0
    for words in (
        "cpu 300 is not offered by Fargate",
        "min 7, desired 6, max 12; min <= desired <= max is required",
        "standby:services has 2 services named 'web'",
    ):
        assert words in refused.stdout
    assert "Traceback" not in refused.stdout
