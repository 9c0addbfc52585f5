"""All real tasks: started when ECS says that they run, replaced when they die, ended with their task or region."""

from __future__ import annotations

import logging
import random
import time
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moto.ecs.models import ecs_backends

from lab.data import environment, task_process
from lab.data.wanted_tasks import WantedTask, find_service
from lab.emulator.engine import account
from lab.errors import DataError

if TYPE_CHECKING:
    from lab.data.operator import Operator
    from lab.data.task_process import TaskProcess
    from lab.emulator.engine.context import Context
    from lab.emulator.services.ecs.fleet import Fleet

CHECK_EVERY = 0.5
TERM_SECONDS = 5.0
STEADY_SECONDS = 10.0  # a process that lived this long was no failed start
LONGEST_PAUSE = 30.0
log = logging.getLogger("lab.data")


@dataclass
class Tasks:
    """`running` by the container's key. `pauses`: service ARN → (failed starts in a row, no start before).

    `over`: keys of containers that ended and were not essential; nobody starts them again.
    """

    operator: Operator
    pool: Executor
    project: Path
    logs: Path
    url: str
    authority: Path
    running: dict[str, TaskProcess] = field(default_factory=dict)
    known: list[WantedTask] = field(default_factory=list)
    pauses: dict[str, tuple[int, float]] = field(default_factory=dict)
    ending: list[tuple[TaskProcess, float]] = field(default_factory=list)
    over: set[str] = field(default_factory=set)
    exits: int = 0
    _checks: dict[str, tuple[float, Future[bool] | None]] = field(default_factory=dict)

    def settle(self, context: Context, wanted: list[WantedTask]) -> None:
        """Begin and end processes, look after those that run; call it with the context's lock held."""
        self.known = wanted
        real = {task.key: task for task in wanted if task.real}
        self.over &= real.keys()
        for key in [one for one in self.running if one not in real]:
            self._end(key)
        for key, process in list(self.running.items()):
            if process.process.poll() is not None:
                self._died(context, key, process)
                del real[key]  # ECS starts another task in its place
        for key, task in real.items():
            waits = time.monotonic() < self.pauses.get(task.service_arn, (0, 0.0))[1]
            if not waits and key not in self.running and key not in self.over:
                self._start(context, task)
        self._look_after(context)
        self._bury()

    def lose(self, region: str) -> None:
        """The region is gone: its tasks end at once."""
        for key in [key for key, process in self.running.items() if process.task.region == region]:
            self._end(key, at_once=True)

    def healthy(self, region: str, address: str) -> bool:
        """Whether the target passes its checks. One that is only counted does what its service's processes do."""
        process = self._process_at(region, address)
        if process is not None:
            return process.healthy
        task = next((one for one in self.known if (one.region, one.address) == (region, address)), None)
        return task is None or (not task.real and bool(self._healthy_of(task)))

    def door(self, region: str, address: str) -> TaskProcess | None:
        """The process that a request to the target reaches; None where the image is not mapped."""
        process = self._process_at(region, address)
        if process is not None:
            return process
        task = next((one for one in self.known if (one.region, one.address) == (region, address)), None)
        others = self._healthy_of(task) if task is not None else []
        return random.choice(others) if others else None

    def told(self) -> list[dict[str, Any]]:
        """Every process, for people and tests."""
        return [
            {"service": one.task.service, "region": one.task.region, "task": key.rsplit("/", 1)[-1]}
            | {"pid": one.process.pid, "port": one.port, "healthy": one.healthy}
            for key, one in self.running.items()
        ]

    def log_file(self, service: str, region: str) -> Path:
        """Where the processes of a service write."""
        return self.logs / f"{service}.{region}.log"

    def close(self) -> None:
        """End every process."""
        for key in list(self.running):
            self._end(key, at_once=True)
        for process, _ in self.ending:
            process.end(at_once=True)
            process.process.wait()

    def _process_at(self, region: str, address: str) -> TaskProcess | None:
        at = (region, address)
        return next((one for one in self.running.values() if (one.task.region, one.task.address) == at), None)

    def _healthy_of(self, task: WantedTask) -> list[TaskProcess]:
        mine = [one for one in self.running.values() if one.task.service_arn == task.service_arn]
        return [one for one in mine if one.healthy and not one.task.sidecar]

    def _start(self, context: Context, task: WantedTask) -> None:
        try:
            told = environment.of_container(task.container, task.region)
            port = task_process.free_port()
            lab = environment.of_lab(task.region, self.url, port, self.authority)
            told = lab | told | {"HOST": lab["HOST"], "PORT": lab["PORT"]}
            place = self.log_file(task.service, task.region)
            process = task_process.start(task, told, port, self.project, place)
        except DataError as wrong:
            self._pause(task.service_arn)
            task_process.note(self.log_file(task.service, task.region), f"not started: {wrong}")
            self._stop_in_ecs(context, task, f"ResourceInitializationError: {wrong}")
            return
        self.operator.guard(process.process.pid)
        self.running[task.key] = process

    def _died(self, context: Context, key: str, process: TaskProcess) -> None:
        self.running.pop(key)
        self.exits += 1
        code = process.process.returncode
        if not process.task.essential:
            self.over.add(key)
            place = self.log_file(process.task.service, process.task.region)
            task_process.note(place, f"{process.task.container['name']} exited ({code}); it is not essential")
            return
        if time.monotonic() - process.started > STEADY_SECONDS:
            self.pauses.pop(process.task.service_arn, None)
        else:
            self._pause(process.task.service_arn)
        self._stop_in_ecs(context, process.task, f"Essential container in task exited (exit code {code})")

    def _pause(self, service_arn: str) -> None:
        failed = self.pauses.get(service_arn, (0, 0.0))[0] + 1
        # the first replacement comes at once; ECS throttles a service whose tasks fail again and again
        pause = 0.0 if failed == 1 else min(LONGEST_PAUSE, 2.0 ** (failed - 1) / 2)
        self.pauses[service_arn] = (failed, time.monotonic() + pause)

    def _stop_in_ecs(self, context: Context, task: WantedTask, reason: str) -> None:
        fleet: Fleet = context.state["ecs"]
        service = find_service(task.service_arn)
        if service is None:
            return
        backend = ecs_backends[account.number()][task.region]
        for one in list(fleet.of(service)):
            if one.task_arn == task.arn:
                fleet.stop(backend, service, one, reason)
        fleet.reconcile(backend, service)

    def _look_after(self, context: Context) -> None:
        """Ask for health off the lock; a change lets ECS count its deployment again."""
        now = time.monotonic()
        for key, process in self.running.items():
            last, asked = self._checks.get(key, (0.0, None))
            if asked is not None and asked.done():
                if asked.result():
                    self._settle_in_ecs(context, process.task)
                asked = None
            if asked is None and now - last >= CHECK_EVERY:
                last, asked = now, self.pool.submit(process.check)
            self._checks[key] = (last, asked)
        for key, process in [(key, one) for key, one in self.running.items() if one.given_up]:
            self._give_up(context, key, process)
        for key in [one for one in self._checks if one not in self.running]:
            del self._checks[key]

    def _give_up(self, context: Context, key: str, process: TaskProcess) -> None:
        """Replace a task that fails its checks, as ECS does with a service behind a target group."""
        check = process.task.check
        self._end(key)
        self._pause(process.task.service_arn)
        group = check.group if check else ""
        task_process.note(self.log_file(process.task.service, process.task.region), "fails its health checks: replaced")
        self._stop_in_ecs(context, process.task, f"Task failed ELB health checks in (target-group {group})")

    def _settle_in_ecs(self, context: Context, task: WantedTask) -> None:
        fleet: Fleet = context.state["ecs"]
        service = find_service(task.service_arn)
        if service is not None:
            fleet.settle(ecs_backends[account.number()][task.region], service)

    def _end(self, key: str, *, at_once: bool = False) -> None:
        process = self.running.pop(key)
        process.end(at_once=at_once)
        self.ending.append((process, time.monotonic() + TERM_SECONDS))

    def _bury(self) -> None:
        """Collect the exits of those that were told to end; patience has a limit."""
        left = []
        for process, until in self.ending:
            if process.process.poll() is None:
                if time.monotonic() > until:
                    process.end(at_once=True)
                left.append((process, until))
        self.ending = left
