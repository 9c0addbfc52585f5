"""One task as a process, with its health check and its door."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lab.data import task_process
from lab.data.task_process import TaskProcess
from lab.data.wanted_tasks import Check, WantedTask
from lab.errors import DataError

SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path.startswith("/ok") else 503)
        self.end_headers()
        self.wfile.write(self.path.encode())
    def do_POST(self):
        self.send_response(201, "made")
        self.send_header("X-Kind", self.headers["Content-Type"])
        self.end_headers()
        self.wfile.write(self.rfile.read(int(self.headers["Content-Length"])))
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
CHECK = Check("/ok", "200-299,301")


def task(*command: str, check: Check | None = CHECK) -> WantedTask:
    return WantedTask("arn:task/1", "us-east-1", "web", "arn:web", "10.0.0.4", command, {}, check, real=True)


@pytest.fixture
def process(tmp_path: Path) -> Iterator[TaskProcess]:
    port = task_process.free_port()
    made = task_process.start(task(sys.executable, "-c", SERVER, "{port}"), {}, port, tmp_path, tmp_path / "l" / "log")
    deadline = time.monotonic() + 10
    while not made.healthy and time.monotonic() < deadline:
        made.check()
        time.sleep(0.05)
    yield made
    made.end(at_once=True)
    made.process.wait()


def request(method: str, path: str, body: bytes = b"", query: str = "") -> Any:
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": io.BytesIO(body)}
    return environ | {"CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": "application/json", "QUERY_STRING": query}


def test_requests_and_answers_pass_as_they_are(process: TaskProcess) -> None:
    asked = process.ask(request("GET", "/ok", query="a=b"))
    assert (asked.status, asked.body) == (200, b"/ok?a=b")
    posted = process.ask(request("POST", "/", b"{}"))
    assert (posted.status, posted.body, dict(posted.headers)["X-Kind"]) == (201, b"{}", "application/json")
    assert "Server" not in dict(posted.headers)


def test_two_failed_checks_make_it_unhealthy_and_one_passed_healthy(process: TaskProcess) -> None:
    assert process.healthy
    process.end(at_once=True)
    process.process.wait()
    assert [process.check(), process.healthy, process.check(), process.healthy] == [False, True, True, False]
    assert process.ask(request("GET", "/ok")).status == 502


def test_the_matcher_takes_codes_and_ranges() -> None:
    assert [CHECK.passes(status) for status in (200, 299, 301, 300, 503)] == [True, True, True, False, False]


def test_without_a_target_group_it_is_healthy_from_the_start(tmp_path: Path) -> None:
    made = task_process.start(task("sleep", "9", check=None), {}, 1, tmp_path, tmp_path / "log")
    assert made.healthy
    assert not made.check()
    made.end()
    assert made.process.wait(5) != 0


def test_a_command_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no-such-program"):
        task_process.start(task("no-such-program"), {}, 1, tmp_path, tmp_path / "log")
    assert "no-such-program" in (tmp_path / "log").read_text()


def test_a_healthy_task_is_given_up_only_after_it_has_failed_for_a_while(
    process: TaskProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not process.given_up
    process.task = replace(process.task, check=Check("/broken", "200"))
    process.check()
    process.check()
    assert not process.healthy
    assert not process.given_up
    monkeypatch.setattr(task_process, "GIVEN_UP_SECONDS", 0.0)
    assert process.given_up
