"""Fixtures for scenarios: the real CLI on the lab.

    workspace  a copy of the Pulumi projects with empty stacks `primary` and `dr` in both projects, ready for
               `workspace.pulumi("up", "--yes", "--stack", "primary")`,
               `workspace.pulumi("preview", "--stack", "dr", "--policy-pack", "policy", project="workloads")`,
               `workspace.run("aws", "rds", "describe-global-clusters")`, `workspace.outputs("dr")`;
               see `lab.workspace.Workspace`

Every test has its own copy and its own state, and an emulator that was emptied before it.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from lab import session, stacks
from lab.config import Home
from lab.process import Emulator
from lab.toolchain import plugin, pulumi_cli
from lab.toolchain.plugin import Provider
from lab.workspace import Workspace, copy_projects
from tests.checkout import CHECKOUT

OWN_PAIR = CHECKOUT / "tests" / "pair"
SKIP_CHECKPOINTS = {"PULUMI_SKIP_CHECKPOINTS": "true"}


@pytest.fixture
def keep_checkpoints(workspace: Workspace) -> Workspace:
    """`workspace`, with Pulumi writing its state after every step, as it does by default."""
    return Workspace(workspace.folder, {k: v for k, v in workspace.environ.items() if k not in SKIP_CHECKPOINTS})


@pytest.fixture(scope="session")
def _empty_stacks(lab_process: Emulator, lab_home: Home) -> Path:
    """The file backend with four empty stacks: made once per worker, copied for each test."""
    plugin.install(lab_home, pulumi_cli.find(os.environ).pulumi, sys.executable, os.environ, Provider.OWN)
    stacks.ensure(lab_home, session.environment(lab_home, lab_process, os.environ))
    return lab_home.backend


@pytest.fixture
def workspace(lab_env: dict[str, str], _empty_stacks: Path, tmp_path: Path) -> Workspace:
    """A copy of the projects, with its own empty state, in the lab's environment."""
    state = shutil.copytree(_empty_stacks, tmp_path / "state")
    # the whole state is written once per run instead of twice per resource; `keep_checkpoints` is for who gets killed
    environ = {**lab_env, "PULUMI_BACKEND_URL": f"file://{state}", **SKIP_CHECKPOINTS}
    # the tests' own pair: what is checked in belongs to the team that runs it
    project = copy_projects(tmp_path / "project")
    shutil.copytree(OWN_PAIR, project, dirs_exist_ok=True)
    return Workspace(project, environ)
