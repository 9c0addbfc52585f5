"""A copy of the projects, to run without touching the user's files."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from lab.workspace import Workspace, copy_projects


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    for name in (
        "Pulumi.yaml",
        "Pulumi.dr.yaml",
        "__main__.py",
        "workloads/Pulumi.yaml",
        "policy/__main__.py",
        "README.md",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    (folder / "policy/__pycache__").mkdir()
    return folder


def test_it_looks_like_the_checkout_to_pulumi(source: Path, tmp_path: Path) -> None:
    folder = copy_projects(tmp_path / "copy", source, virtualenv=tmp_path)
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if ".venv" not in path.parts}
    assert files == {
        "Pulumi.yaml",
        "Pulumi.dr.yaml",
        "__main__.py",
        "workloads",
        "workloads/Pulumi.yaml",
        "policy",
        "policy/__main__.py",
    }
    assert (folder / ".venv").resolve() == tmp_path
    (folder / "Pulumi.dr.yaml").write_text("changed")
    assert (source / "Pulumi.dr.yaml").read_text() == "Pulumi.dr.yaml"


def test_a_command_runs_in_the_projects_folder_with_its_environment(source: Path) -> None:
    workspace = Workspace(source, {"PATH": os.environ["PATH"], "WHO": "lab"})
    code = "import os; print(os.getcwd(), os.environ['WHO'])"
    assert workspace.run(sys.executable, "-c", code).stdout == f"{source} lab\n"
    assert workspace.run(sys.executable, "-c", code, project="workloads").stdout == f"{source}/workloads lab\n"


def test_a_failure_shows_what_was_said_or_is_returned(source: Path) -> None:
    workspace = Workspace(source, os.environ)
    command = [sys.executable, "-c", "import sys; print('said'); sys.exit('why')"]
    with pytest.raises(AssertionError, match=r"(?s)exit 1.*said.*why"):
        workspace.run(*command)
    assert workspace.run(*command, check=False).returncode == 1


def test_outputs_are_read_as_json(source: Path, tmp_path: Path) -> None:
    pulumi = tmp_path / "bin/pulumi"
    pulumi.parent.mkdir()
    pulumi.write_text('#!/bin/sh\necho "{\\"arguments\\": \\"$*\\"}"\n')
    pulumi.chmod(0o755)
    workspace = Workspace(source, {"PATH": f"{pulumi.parent}:{os.environ['PATH']}"})
    assert workspace.outputs("dr") == {"arguments": "stack output --json --stack dr --non-interactive"}
