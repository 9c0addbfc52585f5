"""A program compares its config with the other stacks' files before it makes anything."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from layers.neighbor import compare_platforms, compare_with_platform
from pattern.files import merged_config
from pattern.reading import ConfigError
from pattern.settings import Settings
from pattern.settings import load as load_platform
from pattern.workloads import WorkloadSettings
from pattern.workloads import load as load_workloads
from tests.checkout import CHECKOUT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The config files of the tests' own pair."""
    return Path(shutil.copytree(CHECKOUT / "tests" / "pair", tmp_path / "project"))


def config(folder: Path, stack: str) -> dict[str, str]:
    documents = (yaml.safe_load((folder / name).read_text()) for name in ("Pulumi.yaml", f"Pulumi.{stack}.yaml"))
    return merged_config(*documents)


def platform(project: Path, stack: str) -> Settings:
    return load_platform(config(project, stack), stack)


def workloads(project: Path, stack: str) -> WorkloadSettings:
    return load_workloads(config(project / "workloads", stack), stack)


def test_files_that_agree_pass_and_so_does_a_stack_alone(project: Path) -> None:
    for stack in ("primary", "dr"):
        compare_platforms(stack, platform(project, stack), project)
        compare_with_platform(stack, workloads(project, stack), project / "workloads")
    settings = platform(project, "dr")
    (project / "Pulumi.primary.yaml").unlink()
    compare_platforms("dr", settings, project)


def test_wrong_facts_about_the_peer_are_refused_with_both_files(project: Path) -> None:
    file = project / "Pulumi.primary.yaml"
    file.write_text(file.read_text().replace("vpcCidr: 10.1.0.0/16", "vpcCidr: 10.2.0.0/16"))
    with pytest.raises(ConfigError) as error:
        compare_platforms("primary", platform(project, "primary"), project)
    assert error.value.problems == (
        "Pulumi.primary.yaml: standby:peer.vpcCidr is '10.2.0.0/16', but Pulumi.dr.yaml says standby:vpcCidr "
        "'10.1.0.0/16'; make them agree",
    )


def test_a_failback_may_change_the_roles_one_file_at_a_time(project: Path) -> None:
    file = project / "Pulumi.dr.yaml"
    file.write_text(file.read_text().replace('isAuroraSecondary: "true"', 'isAuroraSecondary: "false"'))
    compare_platforms("dr", platform(project, "dr"), project)


def test_workloads_of_another_app_than_their_platform_are_refused(project: Path) -> None:
    file = project / "workloads" / "Pulumi.yaml"
    file.write_text(file.read_text().replace("value: myapp", "value: acme"))
    with pytest.raises(ConfigError, match=r"Pulumi\.dr\.yaml: standby:app is 'acme', but \.\./Pulumi\.dr\.yaml says"):
        compare_with_platform("dr", workloads(project, "dr"), project / "workloads")


def test_a_peer_whose_file_is_wrong_by_itself_is_its_own_matter(project: Path) -> None:
    settings = platform(project, "primary")
    (project / "Pulumi.dr.yaml").write_text("config: {standby:vpcCidr: nonsense}\n")
    compare_platforms("primary", settings, project)
