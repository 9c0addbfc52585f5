"""The warm CLI says what the cold one says, and is never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from lab import process, session
from lab.config import Home
from lab.process import Emulator

CALLS = (
    ("sts", "get-caller-identity"),
    ("rds", "describe-db-clusters", "--query", "DBClusters[].Status", "--output", "text"),
    ("rds", "describe-db-clusters", "--db-cluster-identifier", "no-such"),
    ("ssm", "put-parameter", "--name", "/a/b", "--value", "file://text", "--type", "String", "--overwrite"),
    ("ssm", "get-parameter", "--name", "/a/b"),
    ("sts", "no-such-operation"),
)


def wait_for(port_file: Path) -> None:
    deadline = time.monotonic() + 30
    while not port_file.exists():
        assert time.monotonic() < deadline, "the warm CLI did not come up"
        time.sleep(0.05)


@pytest.fixture
def warm(lab_env: dict[str, str], lab_home: Home) -> dict[str, str]:
    """The lab's environment, with a cold CLI that only says that it was asked."""
    wait_for(lab_home.warm_cli_file)
    return {**lab_env, "LAB_AWS": "/bin/false"}


def ask(environ: dict[str, str], folder: Path, *arguments: str) -> tuple[int, str, str]:
    run = subprocess.run(["aws", *arguments], env=environ, cwd=folder, capture_output=True, text=True, check=False)
    return run.returncode, run.stdout, run.stderr


def test_it_answers_as_the_cold_one_does(warm: dict[str, str], lab_env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "text").write_text("größer")  # by a relative name, and longer in bytes than in characters
    # where there is no port to be found, the shim starts the CLI anew
    nowhere = tmp_path / "elsewhere"
    cold = {**lab_env, "LAB_HOME": str(nowhere), "AWS_CONFIG_FILE": str(nowhere / "no-aws-config")}
    answers = [[without_the_moment(ask(environ, tmp_path, *call)) for call in CALLS] for environ in (warm, cold)]
    assert [code for code, _, _ in answers[0]] == [0, 0, 255, 0, 0, 2]
    assert answers[0] == answers[1]


def without_the_moment(answer: tuple[int, str, str]) -> tuple[int, list[str], str]:
    """Without what differs from one call to the next: a version that counts them, the time of day."""
    code, out, err = answer
    return code, [line for line in out.splitlines() if '"Version"' not in line and '"LastModified' not in line], err


def test_credentials_that_end_in_the_last_word_arrive_whole(
    warm: dict[str, str], lab: Emulator, tmp_path: Path
) -> None:
    for end in ("X", "0X"):
        assert ask({**warm, "AWS_ACCESS_KEY_ID": f"AKIALAB{end}"}, tmp_path, "sts", "get-caller-identity")[0] == 0
        assert lab.client.calls()[-1]["access_key"] == f"AKIALAB{end}"


@pytest.mark.parametrize("change", [{"AWS_PROFILE": "mine"}, {"AWS_CONFIG_FILE": "/etc/mine"}])
def test_what_asks_for_more_gets_the_cold_one(warm: dict[str, str], tmp_path: Path, change: dict[str, str]) -> None:
    assert ask({**warm, **change}, tmp_path, "sts", "get-caller-identity") == (1, "", "")


def test_a_killed_client_takes_its_fork_along(warm: dict[str, str], lab: Emulator, tmp_path: Path) -> None:
    lab.client.add_fault(operation="GetCallerIdentity", latency=20.0, times=1)
    (server,) = (child for child in psutil.Process(lab.pid).children() if "lab.toolchain.warm_cli" in child.cmdline())
    with subprocess.Popen(["aws", "sts", "get-caller-identity"], env=warm, cwd=tmp_path, stdout=-3) as client:
        deadline = time.monotonic() + 10
        while not server.children() and time.monotonic() < deadline:
            time.sleep(0.02)
        (fork,) = server.children()
        client.send_signal(signal.SIGKILL)
    lab.client.clear_faults()
    _, alive = psutil.wait_procs([fork], timeout=10)
    assert not alive


def test_it_ends_with_the_emulator_even_when_that_is_killed(tmp_path: Path) -> None:
    home = Home(tmp_path / "lab")
    with process.exclusive(home):
        emulator = process.start(home, "instant", parent_pid=os.getpid(), warm_cli=True)
    wait_for(home.warm_cli_file)
    (server,) = psutil.Process(emulator.pid).children()
    os.kill(emulator.pid, signal.SIGKILL)
    _, alive = psutil.wait_procs([server], timeout=10)
    assert not alive
    assert not home.warm_cli_file.exists()
    process.stop(home)
    # and the shim goes on without it
    assert session.down(home) is False
