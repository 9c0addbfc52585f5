"""The project folder: what its files say, merged as Pulumi merges, and every way in which it is no pair."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from standby.errors import UsageError
from standby.pair.facts import ConfigRole, StackRef
from standby.stacks.project import open_project, role_of, stack_config
from tests.checkout import CHECKOUT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The repository's own stack files, as committed."""
    (tmp_path / "workloads").mkdir()
    for file in [*CHECKOUT.glob("Pulumi*.yaml"), *CHECKOUT.glob("workloads/Pulumi*.yaml")]:
        shutil.copy(file, tmp_path / file.relative_to(CHECKOUT))
    return tmp_path


def test_own_project_is_a_pair(folder: Path) -> None:
    project = open_project(folder)
    assert project.stacks == {"primary": "primary", "dr": "dr"}
    assert project.primary.region == project.dr.peer.region
    assert project.role() == ConfigRole(False, None)
    assert project.warm_tasks() == 1
    assert project.file(StackRef("workloads", "dr")) == folder / "workloads" / "Pulumi.dr.yaml"


def test_config_is_merged_and_told_as_texts(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text(
        "name: standby\nconfig:\n  standby:app: {value: myapp}\n  plain: 3\n"
        "  standby:environment: {type: string, default: dev}\n  standby:domain: {value: {name: a.b}}\n"
    )
    (tmp_path / "Pulumi.x.yaml").write_text(
        "config:\n  standby:environment: prod\n  standby:servesTraffic: true\n  standby:key: {secure: abc}\n"
    )
    assert stack_config(tmp_path, "x") == {
        "standby:app": "myapp",
        "standby:plain": "3",
        "standby:environment": "prod",
        "standby:domain": '{"name": "a.b"}',
        "standby:servesTraffic": "true",
    }


def test_role_reads_bare_and_quoted_booleans() -> None:
    assert role_of({"standby:isAuroraSecondary": "true", "standby:auroraSourceRegion": "us-west-2"}) == ConfigRole(
        True, "us-west-2"
    )
    assert role_of({"standby:isAuroraSecondary": "True"}).is_aurora_secondary
    assert role_of({}) == ConfigRole(False, None)


def test_no_project_here(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no Pulumi\.yaml in"):
        open_project(tmp_path)


def test_no_pair_here(folder: Path) -> None:
    (folder / "Pulumi.dr.yaml").unlink()
    with pytest.raises(UsageError, match=r"has 0 stacks without standby:nameSuffix whose peer is there too"):
        open_project(folder)


def test_config_that_cannot_be_read_is_told_key_by_key(folder: Path) -> None:
    file = folder / "Pulumi.dr.yaml"
    file.write_text(file.read_text().replace("10.1.0.0/16", "10.1.0.1/16"))
    with pytest.raises(UsageError, match="host bits"):
        open_project(folder)
    file.write_text("config: [")
    with pytest.raises(UsageError, match="is no YAML"):
        open_project(folder)


def test_missing_workloads_are_said(folder: Path) -> None:
    shutil.rmtree(folder / "workloads")
    with pytest.raises(UsageError, match="has no workloads"):
        open_project(folder).warm_tasks()


def test_the_workloads_folder_and_a_stranger_are_not_the_project(folder: Path) -> None:
    with pytest.raises(UsageError, match=f"the one above, {folder}, is"):
        open_project(folder / "workloads")
    shutil.rmtree(folder / "workloads")
    with pytest.raises(UsageError, match=r"it has no workloads/Pulumi\.yaml\. Run this"):
        open_project(folder)
