"""The environment of the lab: what it sets, what it takes away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lab import shell
from lab.config import VIRTUALENV, Home
from lab.toolchain import pulumi_cli

URL = "http://127.0.0.1:4566"


@pytest.fixture
def environ() -> dict[str, str]:
    """A person's environment with everything in it that could lead a call elsewhere."""
    return {
        "HOME": os.environ["HOME"],
        "PATH": os.environ["PATH"],
        "AWS_PROFILE": "production",
        "AWS_SESSION_TOKEN": "real",
        "AWS_ENDPOINT_URL_RDS": "https://rds.us-east-1.amazonaws.com",
        "AWS_ACCESS_KEY_ID": "AKIAREAL",
        "HTTPS_PROXY": "http://proxy.example.com:3128",
        "PULUMI_ACCESS_TOKEN": "pul-real",
        "EDITOR": "vi",
    }


def test_nothing_of_a_real_account_remains(tmp_path: Path, environ: dict[str, str]) -> None:
    changed = shell.change(Home(tmp_path), URL, environ).applied(environ)
    real = {"production", "real", "AKIAREAL", "pul-real", "http://proxy.example.com:3128"}
    assert not real & set(changed.values())
    assert not any("amazonaws.com" in value for value in changed.values())
    assert changed["EDITOR"] == "vi"
    assert changed["AWS_ENDPOINT_URL"] == changed["LAB_URL"] == URL
    assert changed["AWS_DEFAULT_REGION"] == changed["AWS_REGION"] == "us-east-1"
    assert changed["AWS_PAGER"] == ""
    assert changed["PULUMI_BACKEND_URL"] == f"file://{tmp_path}/state"
    assert changed["PULUMI_HOME"] == f"{tmp_path}/pulumi"
    assert changed["XDG_STATE_HOME"] == f"{tmp_path}/reports"
    assert changed["HTTPS_PROXY"] == changed["https_proxy"] == shell.CLOSED_PROXY
    assert changed["NO_PROXY"] == "127.0.0.1,localhost"
    assert not Path(changed["AWS_CONFIG_FILE"]).exists()


def test_the_shims_come_first_then_pulumi(tmp_path: Path, environ: dict[str, str]) -> None:
    path = shell.change(Home(tmp_path), URL, environ).applied(environ)["PATH"].split(":")
    assert path[0] == str(shell.SHIMS)
    assert path[1] == str(pulumi_cli.find(os.environ).folder)
    assert path[2] == str(VIRTUALENV / "bin")


def test_applying_it_twice_changes_nothing(tmp_path: Path, environ: dict[str, str]) -> None:
    home = Home(tmp_path)
    once = shell.change(home, URL, environ).applied(environ)
    assert shell.change(home, URL, once).applied(once) == once


def test_a_shell_that_evaluates_the_exports_has_the_same_environment(tmp_path: Path, environ: dict[str, str]) -> None:
    changed = shell.change(Home(tmp_path / "with space"), URL, environ)
    code = "import json, os; print(json.dumps(dict(os.environ)))"
    script = f"{changed.exports()}\nexec \"{sys.executable}\" -c '{code}'"
    run = subprocess.run(["sh", "-c", script], env=environ, capture_output=True, text=True, check=True)
    seen = json.loads(run.stdout)
    expected = changed.applied(environ)
    assert {name: seen.get(name) for name in expected} == expected
    assert not set(changed.unset) & set(seen)


def test_the_shims_and_the_real_commands_are_different(tmp_path: Path, environ: dict[str, str]) -> None:
    changed = shell.change(Home(tmp_path), URL, environ).set
    for name in ("LAB_AWS", "LAB_CURL"):
        real = Path(changed[name])
        assert real.is_file()
        assert real.parent != shell.SHIMS
    assert changed["LAB_AWS"] == str(VIRTUALENV / "bin/aws")
