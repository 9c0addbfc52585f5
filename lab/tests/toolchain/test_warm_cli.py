"""The warm CLI says what the cold one says, and is never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from lab import process, session, shell
from lab.config import Home
from lab.process import Emulator
from lab.toolchain.warm_cli import MOST_CALLS, MOST_IDLE

CALLS = (
    ("sts", "get-caller-identity"),
    ("rds", "describe-db-clusters", "--query", "DBClusters[].Status", "--output", "text"),
    ("rds", "describe-db-clusters", "--db-cluster-identifier", "no-such"),
    ("ssm", "put-parameter", "--name", "/a/b", "--value", "file://text", "--type", "String", "--overwrite"),
    ("ssm", "get-parameter", "--name", "/a/b"),
    ("sts", "no-such-operation"),
)


@pytest.fixture
def warm(lab_env: dict[str, str]) -> dict[str, str]:
    """The lab's environment, with a cold CLI that only says that it was asked."""
    return {**lab_env, "LAB_AWS": "/bin/false"}


def ask(environ: dict[str, str], folder: Path, *arguments: str) -> tuple[int, str, str]:
    run = subprocess.run(["aws", *arguments], env=environ, cwd=folder, capture_output=True, text=True, check=False)
    return run.returncode, run.stdout, run.stderr


def test_it_answers_as_the_cold_one_does(warm: dict[str, str], lab_env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "text").write_text("größer")  # by a relative name, and longer in bytes than in characters
    # where there is no port to be found, the shim starts another CLI
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


@pytest.mark.parametrize("arguments", [(), ("sts", "help"), ("s3", "cp", "-", "s3://b/k"), ("sts", "x", "/dev/stdin")])
def test_a_pager_and_standard_input_get_the_cold_one(
    warm: dict[str, str], tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    assert ask(warm, tmp_path, *arguments) == (1, "", "")


def test_a_terminal_gets_the_cold_one(warm: dict[str, str], tmp_path: Path) -> None:
    terminal, theirs = os.openpty()
    run = subprocess.run(["aws", "sts", "get-caller-identity"], env=warm, cwd=tmp_path, stdout=theirs, check=False)
    os.close(theirs)
    os.close(terminal)
    assert run.returncode == 1


def test_the_proxies_that_hold_calls_on_loopback_hold_its_calls(
    warm: dict[str, str], sink: Any, tmp_path: Path
) -> None:
    """Without the exception for loopback, even a call to the lab meets the proxy."""
    proxies = {name: sink.url for name, value in warm.items() if value == shell.CLOSED_PROXY}
    watched = {**warm, **proxies, "NO_PROXY": "", "no_proxy": "", "AWS_MAX_ATTEMPTS": "1"}
    assert ask(watched, tmp_path, "sts", "get-caller-identity")[0] == 255
    (attempt,) = sink.attempts
    assert attempt.startswith(f"POST {warm['LAB_URL']}/")


def workers(lab: Emulator) -> set[psutil.Process]:
    """The forks that wait for calls, or answer one."""
    (server,) = (child for child in psutil.Process(lab.pid).children() if "lab.toolchain.warm_cli" in child.cmdline())
    return set(server.children())


def test_a_worker_answers_again_where_nothing_that_the_cli_keeps_differs(
    warm: dict[str, str], lab: Emulator, tmp_path: Path
) -> None:
    mine = {**warm, "AWS_ACCESS_KEY_ID": "AKIALABMINE"}
    before = workers(lab)
    (tmp_path / "text").write_text("told")
    calls: list[tuple[str, ...]] = [
        ("ssm", "put-parameter", "--name", "/a", "--value", "file://text", "--type", "String"),
        ("ssm", "get-parameters-by-path", "--path", "/", "--max-items", "1", "--output", "text"),
        ("ssm", "get-parameters-by-path", "--path", "/", "--query", "Parameters[].Value", "--output", "text"),
    ]
    answers = [ask(mine, tmp_path, *call) for call in calls]
    assert answers[2] == (0, "told\n", "")
    (worker,) = workers(lab) - before
    for option in (("--region", "us-west-2"), ("--region=us-west-2",)):
        assert ask(mine, tmp_path, "ssm", "get-parameters-by-path", "--path", "/", *option)[0] == 0
        assert lab.client.calls()[-1]["region"] == "us-west-2"
        assert ask(mine, tmp_path, "ssm", "get-parameters-by-path", "--path", "/")[0] == 0
        assert lab.client.calls()[-1]["region"] == mine["AWS_REGION"]
    assert len(workers(lab) - before) == 3
    assert worker in workers(lab)


def test_a_worker_ends_after_so_many_calls_and_another_begins(
    warm: dict[str, str], lab: Emulator, tmp_path: Path
) -> None:
    mine, before = {**warm, "AWS_ACCESS_KEY_ID": "AKIALABMANY"}, workers(lab)
    seen = set[psutil.Process]()
    for _ in range(MOST_CALLS + 1):
        assert ask(mine, tmp_path, "sts", "get-caller-identity")[0] == 0
        seen |= workers(lab) - before
    assert len(seen) == 2


def test_no_more_workers_wait_than_are_of_use(warm: dict[str, str], lab: Emulator, tmp_path: Path) -> None:
    for number in range(MOST_IDLE + 3):
        environ = {**warm, "AWS_ACCESS_KEY_ID": f"AKIALAB{number}"}
        assert ask(environ, tmp_path, "sts", "get-caller-identity")[0] == 0
    deadline = time.monotonic() + 60
    while len(workers(lab)) > MOST_IDLE and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(workers(lab)) == MOST_IDLE


def test_a_killed_client_takes_its_worker_along(warm: dict[str, str], lab: Emulator, tmp_path: Path) -> None:
    lab.client.add_fault(operation="GetCallerIdentity", latency=20.0, times=1)
    mine, before = {**warm, "AWS_ACCESS_KEY_ID": "AKIALABKILLED"}, workers(lab)
    with subprocess.Popen(["aws", "sts", "get-caller-identity"], env=mine, cwd=tmp_path, stdout=-3) as client:
        deadline = time.monotonic() + 60
        while not workers(lab) - before and time.monotonic() < deadline:
            time.sleep(0.02)
        (worker,) = workers(lab) - before
        client.send_signal(signal.SIGKILL)
    lab.client.clear_faults()
    _, alive = psutil.wait_procs([worker], timeout=10)
    assert not alive


def test_it_ends_with_the_emulator_even_when_that_is_killed(tmp_path: Path) -> None:
    home = Home(tmp_path / "lab")
    with process.exclusive(home):
        emulator = process.start(home, "instant", parent_pid=os.getpid(), warm_cli=True)
    (server,) = psutil.Process(emulator.pid).children()
    os.kill(emulator.pid, signal.SIGKILL)
    _, alive = psutil.wait_procs([server], timeout=10)
    assert not alive
    assert not home.warm_cli_file.exists()
    process.stop(home)
    # and the shim goes on without it
    assert session.down(home) is False
