"""The printed commands are this pair's, and the runbook accepts every option in them."""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from standby.cli import app_for
from standby.errors import UsageError
from standby.runbook import SCRIPT, commands
from standby.stacks.project import Project, open_project

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project() -> Project:
    """Another pair than the checked-in one: names and regions of its own."""
    found = open_project(ROOT)
    primary = found.primary.model_copy(update={"app": "shop", "environment": "live", "region": "eu-west-1"})
    dr = found.dr.model_copy(update={"app": "shop", "environment": "live", "region": "eu-central-1"})
    return replace(found, primary=primary, dr=dr)


def test_every_command_names_this_pair(project: Project) -> None:
    lines = commands(project, "eu-central-1")
    calls = [line.strip() for line in lines if SCRIPT in line and "--app" in line]
    assert len(calls) == 5
    assert all("--app shop --env live --region eu-central-1" in call for call in calls)
    assert "myapp" not in "\n".join(lines)
    assert "It asks for the name of the global database: shop-live-global" in lines


def test_the_other_direction(project: Project) -> None:
    assert commands(project, "eu-west-1")[0] == "Promote eu-west-1 (shop-live; the other region is eu-central-1)"


def test_a_region_of_no_pair_is_refused(project: Project) -> None:
    with pytest.raises(UsageError, match="--region us-west-2 is not a region of this pair; the pair is eu-west-1 and"):
        commands(project, "us-west-2")


def test_the_runbook_knows_every_printed_option(project: Project) -> None:
    told = subprocess.run([ROOT / SCRIPT, "--help"], capture_output=True, text=True, check=True).stdout
    options = {
        word
        for line in commands(project, "eu-west-1")
        if SCRIPT in line
        for word in shlex.split(line)
        if word.startswith("--")
    }
    assert {option for option in options if option not in told} == set()


def test_it_needs_no_account() -> None:
    done = CliRunner().invoke(app_for(), ["runbook", "--project", str(ROOT)])
    assert done.exit_code == 0, done.output
    assert "--preflight-only" in done.output
