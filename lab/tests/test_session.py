"""A lab from up to down, stacks and plugin included."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from lab import process, session, shell, stacks
from lab.config import VIRTUALENV, Home
from lab.errors import EmulatorError, ToolchainError
from lab.process import Emulator
from lab.project import find
from lab.toolchain import plugin, pulumi_cli
from lab.toolchain.plugin import Provider


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path, find(os.environ))
    yield made
    session.down(made)


def state_files(home: Home) -> list[Path]:
    return sorted((home.backend / ".pulumi/stacks").rglob("*.json"))


def bucket_names(emulator: Emulator) -> list[str]:
    client = boto3.client(
        "s3",
        region_name="us-east-1",
        endpoint_url=emulator.url,
        aws_access_key_id=shell.ACCESS_KEY,
        aws_secret_access_key=shell.SECRET_KEY,
    )
    names = [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]
    client.create_bucket(Bucket=f"bucket-{len(names)}")
    return names


def test_up_makes_everything_ready(home: Home) -> None:
    emulator = session.up(home, os.environ, "instant")
    assert emulator.client.health()
    assert len(state_files(home)) == 4
    assert (home.pulumi_home / "plugins" / f"resource-aws-v{plugin.version()}" / plugin.EXECUTABLE).is_file()
    run = subprocess.run(
        ["pulumi", "stack", "ls", "--all", "--non-interactive"],
        env=session.environment(home, emulator, os.environ),
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(run.stdout.splitlines()) == 5  # a heading, four stacks


def test_an_import_ends_well_and_shows_what_was_read(home: Home, tmp_path: Path) -> None:
    emulator = session.up(home, os.environ, "instant")
    environ = session.environment(home, emulator, os.environ)
    ec2 = boto3.client(
        "ec2",
        region_name="us-east-1",
        endpoint_url=emulator.url,
        aws_access_key_id=shell.ACCESS_KEY,
        aws_secret_access_key=shell.SECRET_KEY,
    )
    vpc = ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
    (tmp_path / "program").mkdir()
    runtime = {"name": "python", "options": {"virtualenv": str(VIRTUALENV)}}
    (tmp_path / "program/Pulumi.yaml").write_text(json.dumps({"name": "taken-in", "runtime": runtime}))
    # no `check`: an assertion shows both outputs
    said = [
        subprocess.run(
            ["pulumi", *words], cwd=tmp_path / "program", env=environ, capture_output=True, text=True, check=False
        )
        for words in (
            ("stack", "init", "dev"),
            ("import", "--yes", "--skip-preview", "--non-interactive", "aws:ec2/vpc:Vpc", "net", vpc),
        )
    ]
    assert [one.returncode for one in said] == [0, 0], said
    assert "This language host writes no Python" in said[1].stdout
    assert '10.7.0.0/16"' in said[1].stdout


def test_up_again_keeps_what_is_there(home: Home) -> None:
    first = session.up(home, os.environ, "instant")
    assert bucket_names(first) == []
    state = state_files(home)[0]
    state.write_text(state.read_text() + "\n")
    content = state.read_text()
    assert session.up(home, os.environ, "scaled") == first
    assert bucket_names(first) == ["bucket-0"]
    assert state.read_text() == content


def test_reset_empties_emulator_and_stacks_together(home: Home) -> None:
    emulator = session.up(home, os.environ, "instant")
    bucket_names(emulator)
    state_files(home)[0].write_text("not even json")
    assert session.reset(home, os.environ) == emulator
    assert bucket_names(emulator) == []
    assert all(path.read_text().startswith("{") for path in state_files(home))
    assert len(state_files(home)) == 4


def test_a_new_emulator_starts_with_new_stacks(home: Home) -> None:
    session.up(home, os.environ, "instant")
    state_files(home)[0].write_text("describes what is gone")
    process.stop(home)
    session.up(home, os.environ, "instant")
    assert "describes what is gone" not in [path.read_text() for path in state_files(home)]


def test_the_choice_of_the_provider_lasts_while_the_lab_is_up(home: Home, tmp_path: Path) -> None:
    real = tmp_path / "person/.pulumi/plugins" / f"resource-aws-v{plugin.version()}"
    real.mkdir(parents=True)
    shutil.copy("/bin/true", real / plugin.EXECUTABLE)
    environ = {
        **os.environ,
        "HOME": str(tmp_path / "person"),
        "XDG_CACHE_HOME": str(pulumi_cli.cache_folder(os.environ).parents[1]),
    }
    session.up(home, environ, "instant")
    assert plugin.chosen(home) is Provider.OWN
    session.up(home, environ, provider=Provider.REAL)
    session.up(home, environ)
    assert plugin.chosen(home) is Provider.REAL
    session.down(home)
    session.up(home, environ, "instant")
    assert plugin.chosen(home) is Provider.OWN


def test_without_projects_the_lab_needs_no_pulumi(tmp_path: Path) -> None:
    alone = Home(tmp_path / "alone")
    environ = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    try:
        emulator = session.up(alone, environ, "instant")
        assert emulator.client.health()
        assert session.environment(alone, emulator, environ)["AWS_ENDPOINT_URL"] == emulator.url
        assert session.reset(alone, environ) == emulator
    finally:
        assert session.down(alone)


def test_down_twice(home: Home) -> None:
    session.up(home, os.environ, "instant")
    assert session.down(home)
    assert not session.down(home)
    assert not state_files(home)


def test_a_failure_on_the_way_up_leaves_no_process(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise ToolchainError("no stacks today")

    monkeypatch.setattr(stacks, "ensure", refuse)
    with pytest.raises(ToolchainError, match="no stacks today"):
        session.up(home, os.environ, "instant")
    assert process.running(home) is None


def test_what_needs_a_lab_says_how_to_get_one(home: Home) -> None:
    with pytest.raises(EmulatorError, match=r"the lab is not up .*run `lab up`"):
        session.required(home)
    with pytest.raises(EmulatorError):
        session.reset(home, os.environ)


def test_a_shell_for_people_puts_the_shims_before_whatever_their_own_file_does(home: Home, tmp_path: Path) -> None:
    person = tmp_path / "person"
    person.mkdir()
    (person / ".bashrc").write_text('export PATH="/usr/bin:$PATH" AWS_PROFILE=production GREETING=hello\n')
    emulator = Emulator(1, 4566)
    environ = {**os.environ, "HOME": str(person), "XDG_CACHE_HOME": str(Path.home() / ".cache")}
    home.folder.mkdir(exist_ok=True)
    code = (
        "import os, sys; from pathlib import Path; from lab import session; from lab.config import Home\n"
        "from lab.process import Emulator\n"
        f"sys.exit(session.interactive(Home(Path({str(home.folder)!r})), Emulator(1, 4566), os.environ))"
    )
    script = 'command -v aws; echo "$GREETING ${AWS_PROFILE:-none} $LAB_URL"; exit 5\n'
    # -i reads the start-up file as a terminal would; the prompt goes to standard error
    run = subprocess.run(
        [sys.executable, "-c", code.replace("os.environ)", "os.environ, ['-i'])")],
        env=environ,
        input=script,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 5
    assert run.stdout.splitlines() == [str(shell.SHIMS / "aws"), f"hello none {emulator.url}"]
