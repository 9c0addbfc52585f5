"""The bench gives the workloads project as many services as it says; its timings are measured, not tested."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bench.services import write_services
from lab.workspace import Workspace, copy_projects
from pattern.services import Service


@pytest.mark.parametrize("count", [1, 200])
def test_the_project_has_that_many_valid_services(tmp_path: Path, count: int) -> None:
    workspace = Workspace(copy_projects(tmp_path / "project"), {})
    write_services(workspace, count)
    config = yaml.safe_load((workspace.folder / "workloads" / "Pulumi.yaml").read_text())["config"]
    services = [Service.model_validate(one) for one in config["standby:services"]["value"]]
    assert len({service.name for service in services}) == count
    assert config["standby:app"]["value"] == "myapp"
