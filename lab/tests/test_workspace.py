"""A copy of the projects, to run without touching the user's files."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import psutil
import pytest

from lab.errors import CommandError, ProjectError
from lab.project import Project
from lab.workspace import Workspace, copy_projects


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    for name in (
        "Pulumi.yaml",
        "Pulumi.dev.yaml",
        "__main__.py",
        "services/Pulumi.yaml",
        "gate/__main__.py",
        "README.md",
        "other/notes.txt",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    (folder / "gate/__pycache__").mkdir()
    return folder


def test_it_looks_like_the_project_to_pulumi(source: Path, tmp_path: Path) -> None:
    project = Project(source, {".": "shop", "services": "shop-services"}, ("dev",), folders=("gate",))
    folder = copy_projects(tmp_path / "copy", project, virtualenv=tmp_path)
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if ".venv" not in path.parts}
    assert files == {
        "Pulumi.yaml",
        "Pulumi.dev.yaml",
        "__main__.py",
        "services",
        "services/Pulumi.yaml",
        "gate",
        "gate/__main__.py",
    }
    assert (folder / ".venv").resolve() == tmp_path
    (folder / "Pulumi.dev.yaml").write_text("changed")
    assert (source / "Pulumi.dev.yaml").read_text() == "Pulumi.dev.yaml"


def test_a_link_leads_to_the_copy_or_to_what_was_not_copied(source: Path, tmp_path: Path) -> None:
    (source / "services/gate").symlink_to("../gate")
    (source / "services/notes.txt").symlink_to("../other/notes.txt")
    project = Project(source, {".": "shop", "services": "shop-services"}, ("dev",), folders=("gate",))
    folder = copy_projects(tmp_path / "copy", project, virtualenv=tmp_path)
    assert (folder / "services/gate").resolve() == folder / "gate"
    assert (folder / "services/notes.txt").resolve() == source / "other/notes.txt"


def test_without_a_project_there_is_nothing_to_copy(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"nothing to copy: no lab\.toml"):
        copy_projects(tmp_path / "copy", Project())


def test_a_command_runs_in_the_projects_folder_with_its_environment(source: Path) -> None:
    workspace = Workspace(source, {"PATH": os.environ["PATH"], "WHO": "lab"})
    code = "import os; print(os.getcwd(), os.environ['WHO'])"
    assert workspace.run(sys.executable, "-c", code).stdout == f"{source} lab\n"
    assert workspace.run(sys.executable, "-c", code, project="services").stdout == f"{source}/services lab\n"


def test_a_failure_shows_what_was_said_or_is_returned(source: Path) -> None:
    workspace = Workspace(source, os.environ)
    command = [sys.executable, "-c", "import sys; print('said'); sys.exit('why')"]
    with pytest.raises(CommandError, match=r"(?s)exit code 1:.*said.*why"):
        workspace.run(*command)
    assert workspace.run(*command, check=False).returncode == 1


def test_outputs_are_read_as_json(source: Path, tmp_path: Path) -> None:
    pulumi = tmp_path / "bin/pulumi"
    pulumi.parent.mkdir()
    pulumi.write_text('#!/bin/sh\necho "{\\"arguments\\": \\"$*\\"}"\n')
    pulumi.chmod(0o755)
    workspace = Workspace(source, {"PATH": f"{pulumi.parent}:{os.environ['PATH']}"})
    assert workspace.outputs("dr") == {"arguments": "stack output --json --stack dr --non-interactive"}


def test_only_the_end_of_a_long_output_is_shown(source: Path) -> None:
    code = "import sys; print('\\n'.join(f'line {n}' for n in range(100))); sys.exit(1)"
    with pytest.raises(CommandError) as caught:
        Workspace(source, os.environ).run(sys.executable, "-c", code)
    message = str(caught.value)
    assert "… (60 lines before)" in message
    assert "line 59" not in message
    assert "line 60" in message


def test_lines_are_passed_on_as_they_come(source: Path) -> None:
    heard: list[str] = []
    code = "import sys; print('out', flush=True); print('err', file=sys.stderr)"
    done = Workspace(source, os.environ).run(sys.executable, "-c", code, echo=heard.append)
    assert heard == ["out", "err"]
    assert done.stdout == "out\nerr\n"


def test_a_silent_command_is_not_waited_for_without_end(source: Path) -> None:
    with pytest.raises(CommandError, match="was still running after 1 s"):
        Workspace(source, os.environ).run("sleep", "60", timeout=1, echo=print)


def test_a_command_that_takes_too_long_ends_with_all_that_it_started(source: Path, tmp_path: Path) -> None:
    script = f"sleep 60 & echo $! > {tmp_path}/pid; trap '' INT; wait"
    with pytest.raises(CommandError, match="was still running after 1 s"):
        Workspace(source, os.environ).run("bash", "-c", script, timeout=1)
    pid = int((tmp_path / "pid").read_text())
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_commands_together_run_at_the_same_time_and_keep_their_order(source: Path) -> None:
    wait = "import time; time.sleep({}); print({!r})"
    started = time.monotonic()
    slow, quick = Workspace(source, os.environ).together(
        (".", [sys.executable, "-c", wait.format(1.0, "slow")]),
        ("services", [sys.executable, "-c", "import os; print(os.getcwd())"]),
    )
    assert (slow.stdout, quick.stdout) == ("slow\n", f"{source}/services\n")
    assert time.monotonic() - started < 30


def test_all_of_them_end_before_one_failure_is_raised(source: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"(?s)exit code 1:.*why"):
        Workspace(source, os.environ).together(
            (".", [sys.executable, "-c", "import sys; sys.exit('why')"]),
            (".", [sys.executable, "-c", f"import time; time.sleep(1); open({str(tmp_path / 'done')!r}, 'w')"]),
        )
    assert (tmp_path / "done").exists()
