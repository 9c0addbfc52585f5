"""Stack files are changed by Pulumi's own commands and end as they began."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from standby.pair.facts import ConfigRole, StackRef
from standby.stacks.config_files import ConfigFiles
from standby.stacks.config_flip import Commands
from standby.stacks.project import Project, open_project
from tests.checkout import CHECKOUT


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder = tmp_path / "project"
    (folder / "workloads").mkdir(parents=True)
    for file in [*CHECKOUT.glob("Pulumi*.yaml"), *CHECKOUT.glob("workloads/Pulumi*.yaml")]:
        shutil.copy(file, folder / file.relative_to(CHECKOUT))
    return open_project(folder)


@pytest.fixture
def files(project: Project, tmp_path: Path) -> ConfigFiles:
    def tell(stack: StackRef, told: Commands) -> None:
        """As `pulumi config set` and `rm` do: the meaning is right, comments and quotes are not kept."""
        file = project.file(stack)
        text = yaml.safe_load(file.read_text())
        for key, value in told:
            if value is None:
                text["config"].pop(key, None)
            else:
                text["config"][key] = value
        file.write_text(yaml.safe_dump(text, sort_keys=False))

    return ConfigFiles(project, tmp_path / "kept", tell)


def texts(project: Project) -> dict[str, str]:
    return {str(file): file.read_text() for file in sorted(project.root.rglob("Pulumi.*.yaml"))}


def test_settled_and_flipped_files_come_back_to_the_byte(project: Project, files: ConfigFiles) -> None:
    before = texts(project)
    shown = files.settle()
    assert "workloads/Pulumi.dr.yaml" in shown
    assert "+  standby:capacity: production" in shown
    assert project.role() == ConfigRole(False, None, settled=True)
    assert project.warm_tasks() == 1
    assert files.settle() == ""
    files.set_role(ConfigRole(True, project.dr.region))
    files.set_role(ConfigRole(True, project.dr.region))  # again: the flipped file is not kept as the original
    assert project.role() == ConfigRole(True, project.dr.region, settled=True)
    assert files.restore()
    assert not project.role().changed
    assert texts(project) == before


def test_on_another_machine_the_end_is_the_same_in_meaning(
    project: Project, files: ConfigFiles, tmp_path: Path
) -> None:
    before = {name: yaml.safe_load(text)["config"].get("standby:capacity") for name, text in texts(project).items()}
    files.settle()
    shutil.rmtree(tmp_path / "kept")
    files.restore()
    after = {name: yaml.safe_load(text)["config"].get("standby:capacity") for name, text in texts(project).items()}
    assert after == before
