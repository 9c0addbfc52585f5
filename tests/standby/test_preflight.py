"""The runbook of this project, or the one beside the package, and the command line of its preflight."""

from __future__ import annotations

from pathlib import Path

import pytest

from standby.errors import UsageError
from standby.preflight import RUNBOOK, preflight_command, runbook
from standby.stacks.project import open_project
from tests.checkout import CHECKOUT


def test_command_names_the_pair_and_changes_nothing() -> None:
    project = open_project(CHECKOUT)
    command = preflight_command(project, project.dr.region, "detach")
    assert command[0] == str(CHECKOUT / RUNBOOK)
    names = ["--app", "myapp", "--env", "prod", "--region", project.dr.region, "--mode", "detach"]
    assert command[1:] == [*names, "--preflight-only"]


def test_region_outside_of_the_pair_is_named_with_those_inside() -> None:
    project = open_project(CHECKOUT)
    with pytest.raises(UsageError, match=f"{project.primary.region} and {project.dr.region}"):
        preflight_command(project, "eu-central1")


def test_runbook_of_the_project_comes_first(tmp_path: Path) -> None:
    assert runbook(tmp_path) == CHECKOUT / RUNBOOK
    own = tmp_path / RUNBOOK
    own.parent.mkdir()
    own.touch()
    assert runbook(tmp_path) == own


def test_missing_runbook_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("standby.preflight.__file__", str(tmp_path / "standby" / "preflight.py"))
    with pytest.raises(UsageError, match=r"there is no runbooks/promote-dr.sh in"):
        runbook(tmp_path)
