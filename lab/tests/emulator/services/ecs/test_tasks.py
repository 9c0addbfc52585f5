"""A task's own life."""

from __future__ import annotations

from datetime import UTC, datetime

from lab.emulator.services.ecs.tasks import ServiceTask


def test_a_task_runs_only_while_it_is_wanted() -> None:
    now = datetime.now(UTC)
    task = ServiceTask("arn", "c", "td", "service:web", "d", "FARGATE", now, "d", "s", "10.0.0.4", "a", [], [{}])
    seen = [task.running]
    task.set_status("RUNNING")
    seen.append(task.running)
    assert (task.containers, task.version) == ([{"lastStatus": "RUNNING"}], 2)
    task.desired_status = "STOPPED"
    assert [*seen, task.running] == [False, True, False]
