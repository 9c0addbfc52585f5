"""The bench gives the workloads project as many services as it says; its timings are measured, not tested."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from bench.services import write_services
from lab.workspace import Workspace, copy_projects
from pattern.workloads import load


@pytest.mark.parametrize("count", [1, 200])
def test_the_project_has_that_many_valid_services(tmp_path: Path, count: int) -> None:
    workspace = Workspace(copy_projects(tmp_path / "project"), {})
    write_services(workspace, count)
    folder = workspace.folder / "workloads"
    shared = {key: one["value"] for key, one in yaml.safe_load((folder / "Pulumi.yaml").read_text())["config"].items()}
    own = yaml.safe_load((folder / "Pulumi.primary.yaml").read_text())["config"]
    given = {key: one if isinstance(one, str) else json.dumps(one) for key, one in {**shared, **own}.items()}
    settings = load(given, "primary")
    assert len({service.name for service in settings.services}) == count
