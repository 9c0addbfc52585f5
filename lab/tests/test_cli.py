"""The `lab` command as a person meets it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lab import process, session
from lab.config import VIRTUALENV, Home

Run = subprocess.CompletedProcess[str]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path / "lab")
    yield made
    session.down(made)


@pytest.fixture
def lab_command(home: Home) -> Callable[..., Run]:
    """Run `.venv/bin/lab` with arguments, in a lab of its own."""

    def run(*arguments: str, typed: str = "") -> Run:
        return subprocess.run(
            [VIRTUALENV / "bin/lab", *arguments],
            env={**os.environ, "LAB_HOME": str(home.folder)},
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_from_up_to_down(lab_command: Callable[..., Run], home: Home) -> None:
    up = lab_command("up", "--profile", "instant")
    assert (up.returncode, up.stdout) == (0, "")
    emulator = process.running(home)
    assert emulator is not None
    assert f"the lab is up: {emulator.url} (profile instant)" in up.stderr
    assert f"the lab is up already: {emulator.url}" in lab_command("up").stderr

    status = lab_command("status")
    assert status.returncode == 0
    assert f"{emulator.url}, process {emulator.pid}, profile instant" in status.stderr

    exports = lab_command("env").stdout
    assert f"export AWS_ENDPOINT_URL={emulator.url}\n" in exports
    said = subprocess.run(
        [
            "bash",
            "-c",
            f"{exports}\naws sts get-caller-identity --query Account --output text && pulumi stack ls --all",
        ],
        env={"HOME": str(home.folder), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.splitlines()[0] == "123456789012"
    assert "shop/east" in said.stdout

    assert "the lab is empty" in lab_command("reset").stderr
    assert "the lab is down" in lab_command("down").stderr
    assert "the lab was not up" in lab_command("down").stderr
    assert process.running(home) is None


@pytest.mark.parametrize("command", ["env", "reset", "calls", "heal"])
def test_without_a_lab_it_says_how_to_get_one(lab_command: Callable[..., Run], command: str) -> None:
    run = lab_command(command)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith("lab: the lab is not up")
    assert "Traceback" not in run.stderr


def test_status_of_no_lab_has_its_own_exit_code(lab_command: Callable[..., Run]) -> None:
    status = lab_command("status")
    assert (status.returncode, status.stderr) == (3, "the lab is down: run `lab up`\n")


def test_setup_is_quick_and_says_which_pulumi(lab_command: Callable[..., Run]) -> None:
    run = lab_command("setup")
    assert run.returncode == 0
    assert run.stderr.startswith("pulumi: ")


def test_what_is_no_profile(lab_command: Callable[..., Run], home: Home) -> None:
    run = lab_command("up", "--profile", "slow")
    assert run.returncode == 2
    assert "'slow' is not one of 'instant', 'scaled', 'real'" in run.stderr
    assert process.running(home) is None


def test_a_shell_brings_the_lab_up_and_ends_with_its_own_code(lab_command: Callable[..., Run], home: Home) -> None:
    run = lab_command("shell", typed="aws sts get-caller-identity --query Account --output text; exit 4\n")
    assert (run.returncode, run.stdout) == (4, "123456789012\n")
    assert process.running(home) is not None
