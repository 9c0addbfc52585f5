"""Processes follow what ECS says: started, replaced, slowed down, ended."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from lab.data import task_process
from lab.data import tasks as module
from lab.data.operator import Operator
from lab.data.tasks import Tasks
from lab.data.wanted_tasks import Check, WantedTask
from lab.emulator.engine.context import Context

LIVES = (sys.executable, "-c", "import time; time.sleep(60)")
TASK = WantedTask("arn:task/1", "us-east-1", "web", "arn:web", "10.0.0.4", LIVES, {}, None, real=True)
COUNTED = replace(TASK, arn="arn:task/3", address="10.0.0.6", real=False)


class Nobody:
    def guard(self, _: int) -> None: ...


@pytest.fixture
def tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tasks]:
    told: list[str] = []
    monkeypatch.setattr(Tasks, "_stop_in_ecs", lambda _self, _context, _task, reason: told.append(reason))
    operator = cast("Operator", Nobody())
    made = Tasks(operator, ThreadPoolExecutor(), tmp_path, tmp_path / "logs", "http://127.0.0.1:1", tmp_path / "a.pem")
    made.told_to_ecs = told  # type: ignore[attr-defined]
    yield made
    made.close()
    made.pool.shutdown()


def settle(tasks: Tasks, *wanted: WantedTask) -> None:
    tasks.settle(cast("Context", None), list(wanted))


def reasons(tasks: Any) -> list[str]:
    found: list[str] = tasks.told_to_ecs
    return found


def wait_exit(tasks: Tasks, arn: str) -> None:
    tasks.running[arn].process.wait(10)


def test_a_task_is_a_process_until_ecs_stops_it(tasks: Tasks) -> None:
    settle(tasks, TASK, COUNTED)
    (told,) = tasks.told()
    assert (told["service"], told["region"], told["task"], told["healthy"]) == ("web", "us-east-1", "1", True)
    process = tasks.running[TASK.arn].process
    settle(tasks)
    assert process.wait(5) != 0
    assert tasks.running == {}


def test_a_counted_task_is_as_healthy_as_the_processes_of_its_service(tasks: Tasks) -> None:
    settle(tasks, TASK, COUNTED)
    assert tasks.healthy("us-east-1", COUNTED.address)
    assert tasks.door("us-east-1", COUNTED.address) is tasks.running[TASK.arn]
    tasks.running[TASK.arn].healthy = False
    assert not tasks.healthy("us-east-1", COUNTED.address)
    assert tasks.door("us-east-1", COUNTED.address) is None
    assert tasks.healthy("us-east-1", "10.9.9.9")  # nobody's: a task that the lab only counts


def test_a_death_is_told_to_ecs_and_the_second_start_in_a_row_waits(tasks: Tasks) -> None:
    fails = replace(TASK, command=(sys.executable, "-c", "raise SystemExit(3)"))
    again = replace(fails, arn="arn:task/2")
    settle(tasks, fails)
    wait_exit(tasks, TASK.arn)
    settle(tasks, fails)
    assert tasks.running == {}
    settle(tasks, again)
    assert reasons(tasks) == ["Essential container in task exited (exit code 3)"]
    wait_exit(tasks, again.arn)
    settle(tasks, again)
    settle(tasks, replace(TASK, arn="arn:task/9"))
    assert tasks.running == {}
    assert tasks.pauses["arn:web"][0] == 2
    assert tasks.pauses["arn:web"][1] > time.monotonic()


def test_a_task_that_cannot_start_says_why_in_ecs_and_in_its_log(tasks: Tasks) -> None:
    settle(tasks, replace(TASK, command=("no-such-program",)))
    assert "ResourceInitializationError" in reasons(tasks)[0]
    assert "no-such-program" in tasks.log_file("web", "us-east-1").read_text()


def test_a_lost_region_ends_its_tasks_at_once_and_no_others(tasks: Tasks) -> None:
    other = replace(TASK, arn="arn:task/5", region="us-west-2")
    settle(tasks, TASK, other)
    process = tasks.running[TASK.arn].process
    tasks.lose("us-east-1")
    assert process.wait(5) == -9
    assert list(tasks.running) == [other.arn]


def test_patience_with_a_process_that_ignores_sigterm_ends(tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TERM_SECONDS", 0.2)
    deaf = (sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); print(1); time.sleep(60)")
    settle(tasks, replace(TASK, command=deaf))
    process = tasks.running[TASK.arn].process
    time.sleep(0.5)
    for _ in range(2):
        settle(tasks)
        time.sleep(0.3)
    settle(tasks)
    assert process.wait(5) == -9


def test_a_task_that_fails_its_checks_is_replaced_though_it_lives(
    tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(task_process, "NEVER_HEALTHY_SECONDS", 0.2)
    deaf = replace(TASK, check=Check("/healthz", "200", "arn:group"))
    settle(tasks, deaf)
    process = tasks.running[TASK.arn].process
    settle(tasks, deaf)
    assert reasons(tasks) == []
    time.sleep(0.3)
    settle(tasks, deaf)
    assert reasons(tasks) == ["Task failed ELB health checks in (target-group arn:group)"]
    assert tasks.running == {}
    assert process.wait(5) == -15
    assert "replaced" in tasks.log_file("web", "us-east-1").read_text()


def test_a_sidecar_is_a_process_of_the_task_and_gets_no_requests(tasks: Tasks) -> None:
    beside = replace(TASK, address="", sidecar=True, container={"name": "agent", "essential": True})
    settle(tasks, TASK, beside)
    assert [one["task"] for one in tasks.told()] == ["1", "1#agent"]
    assert tasks.door("us-east-1", TASK.address) is tasks.running[TASK.key]
    tasks.running[beside.key].process.kill()
    wait_exit(tasks, beside.key)
    settle(tasks, TASK, beside)
    assert reasons(tasks) == ["Essential container in task exited (exit code -9)"]


def test_a_sidecar_that_is_not_essential_ends_alone_and_stays_ended(tasks: Tasks) -> None:
    beside = replace(TASK, address="", sidecar=True, container={"name": "once", "essential": False}, command=("true",))
    settle(tasks, TASK, beside)
    wait_exit(tasks, beside.key)
    for _ in range(2):
        settle(tasks, TASK, beside)
    assert reasons(tasks) == []
    assert list(tasks.running) == [TASK.key]
    assert "once exited (0); it is not essential" in tasks.log_file("web", "us-east-1").read_text()
    settle(tasks)
    assert tasks.over == set()
