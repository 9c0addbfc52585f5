"""`standby check` on copies of the checked-in config: right as it is, and each mistake named with its files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from standby.check import look
from standby.cli import app_for
from standby.errors import UsageError
from tests.checkout import CHECKOUT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The config files of the tests' own pair."""
    return Path(shutil.copytree(CHECKOUT / "tests" / "pair", tmp_path / "project"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def problems(project: Path) -> str:
    done = CliRunner().invoke(app_for(), ["check", "--project", str(project)])
    assert isinstance(done.exception, UsageError), done.output
    return str(done.exception)


@pytest.mark.parametrize("root", [CHECKOUT, CHECKOUT / "tests" / "pair"])
def test_consistent_config_is_told_file_by_file(root: Path) -> None:
    done = CliRunner().invoke(app_for(), ["check", "--project", str(root)])
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1] == "the config is consistent"
    assert "workloads/Pulumi.dr.yaml: warm: web, worker" in done.output


def test_every_problem_of_all_files_is_told_at_once(project: Path) -> None:
    change(project / "Pulumi.dr.yaml", "region: us-east-1\n    vpcCidr", "region: us-east-2\n    vpcCidr")
    change(project / "workloads" / "Pulumi.dr.yaml", "capacity: warm", "capacity: cold")
    told = problems(project)
    assert told.startswith("the config has 2 problem(s):")
    assert "workloads/Pulumi.dr.yaml: standby:capacity is \"cold\"; input should be 'production' or 'warm'" in told
    assert (
        "Pulumi.dr.yaml: standby:peer.region is 'us-east-2', but Pulumi.primary.yaml says standby:region 'us-east-1'"
        in told
    )


def test_a_missing_stack_file_is_one_problem(project: Path) -> None:
    (project / "Pulumi.dr.yaml").unlink()
    told = problems(project)
    assert (
        "Pulumi.primary.yaml: standby:peer.stack is 'dr', but there is no such platform stack; there are primary"
        in told
    )


def test_another_folder_is_refused_with_the_way(project: Path) -> None:
    with pytest.raises(UsageError, match=r"it has no workloads/Pulumi\.yaml; the one above"):
        look(project / "workloads")
