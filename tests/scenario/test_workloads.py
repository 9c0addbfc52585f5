"""What the workloads layer refuses, with the real CLI on the lab; `test_failback.py` brings it up."""

from __future__ import annotations

import pytest

from lab.workspace import Workspace

pytestmark = pytest.mark.scenario


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
