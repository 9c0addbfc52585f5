"""One task as a process: its port, its log, its health."""

from __future__ import annotations

import contextlib
import http.client
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lab.data.wanted_tasks import WantedTask
from lab.emulator.engine.data_plane import Reply
from lab.errors import DataError

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

CHECK_SECONDS = 2.0
ANSWER_SECONDS = 30.0
UNHEALTHY_AFTER = 2
# how long a task may fail its checks before ECS replaces it: one that was healthy, and one that never was
GIVEN_UP_SECONDS, NEVER_HEALTHY_SECONDS = 10.0, 30.0
# headers of one connection, which a proxy does not hand on
_HOP = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "te", "upgrade", "proxy-connection", "date", "server"}
)


@dataclass
class TaskProcess:
    """`healthy` follows the target group's own check; without a target group it is True from the start."""

    task: WantedTask
    port: int
    process: subprocess.Popen[bytes]
    started: float = field(default_factory=time.monotonic)
    healthy: bool = False
    failures: int = 0
    last_good: float | None = None

    def __post_init__(self) -> None:
        self.healthy = self.task.check is None

    @property
    def given_up(self) -> bool:
        """Whether it has failed its checks for so long that ECS stops it and starts another one."""
        if self.task.check is None or self.healthy:
            return False
        now = time.monotonic()
        if self.last_good is None:
            return now - self.started > NEVER_HEALTHY_SECONDS
        return now - self.last_good > GIVEN_UP_SECONDS

    def check(self) -> bool:
        """Ask once for its health; returns whether that changed it."""
        if self.task.check is None:
            return False
        before = self.healthy
        if self._passes():
            self.healthy, self.failures, self.last_good = True, 0, time.monotonic()
        else:
            self.failures += 1
            self.healthy = self.healthy and self.failures < UNHEALTHY_AFTER
        return self.healthy != before

    def _passes(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=CHECK_SECONDS)
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            check = self.task.check
            connection.request("GET", check.path if check else "/", headers={"User-Agent": "ELB-HealthChecker/2.0"})
            return check is None or check.passes(connection.getresponse().status)
        return False

    def ask(self, environ: WSGIEnvironment) -> Reply:
        """Hand a request on and bring the answer back; 502 when there is none, as a load balancer says it."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else None
        path = environ.get("PATH_INFO") or "/"
        if environ.get("QUERY_STRING"):
            path += f"?{environ['QUERY_STRING']}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            connection.request(environ["REQUEST_METHOD"], path, body, _headers(environ))
            answer = connection.getresponse()
            headers = [(name, value) for name, value in answer.getheaders() if name.lower() not in _HOP]
            return Reply(answer.status, headers, answer.read())
        return Reply(502, [("Content-Type", "text/plain")], b"the target closed the connection without an answer\n")

    def end(self, *, at_once: bool = False) -> None:
        """SIGTERM, as ECS sends it, or SIGKILL; whoever collects exits calls `poll`."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGKILL if at_once else signal.SIGTERM)


def start(task: WantedTask, environment: dict[str, str], port: int, folder: Path, log: Path) -> TaskProcess:
    """Start the task's command in the project's folder; raises DataError when there is no such program."""
    command = [word.replace("{port}", str(port)) for word in task.command]
    note(log, f"{task.arn.rsplit('/', 1)[-1]} on port {port}: {' '.join(command)}")
    with log.open("ab") as file:
        try:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        except OSError as wrong:
            raise DataError(f"{command[0] if command else 'no command'}: {wrong}") from wrong
    return TaskProcess(task, port, process)


def note(log: Path, line: str) -> None:
    """A line of the lab's own in a service's log."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a") as file:
        file.write(f"--- {time.strftime('%H:%M:%S')} {line}\n")


def free_port() -> int:
    """A port on loopback that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _headers(environ: WSGIEnvironment) -> dict[str, str]:
    given = {key[5:].replace("_", "-").title(): value for key, value in environ.items() if key.startswith("HTTP_")}
    if environ.get("CONTENT_TYPE"):
        given["Content-Type"] = environ["CONTENT_TYPE"]
    return {name: str(value) for name, value in given.items() if name.lower() not in _HOP}
