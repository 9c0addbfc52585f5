"""A real database and a cache for the sample application, and the application's own processes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fakeredis import TcpFakeServer

from lab.data.account import Account, remove
from lab.data.postgres import Programs, Server

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "not-a-secret"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="orders-"))
    folder.chmod(0o711)
    made = Server(Programs.find(Account.current(), folder), folder / "server")
    made.create()
    made.start()
    yield made
    made.stop(at_once=True)
    remove(folder)


@pytest.fixture
def environment(server: Server, free_port: Callable[[], int]) -> dict[str, str]:
    """What `uses: [database, cache]` tells a task, with an empty database; its socket stands for both endpoints."""
    with server.connect() as connection:
        connection.execute("drop database if exists orders (force)")
    server.set_up("app", PASSWORD, "orders")
    return {
        "AWS_REGION": "us-east-1",
        "DATABASE_HOST": str(server.folder),
        "DATABASE_READER_HOST": str(server.folder),
        "DATABASE_PORT": "5432",
        "DATABASE_NAME": "orders",
        "DATABASE_USERNAME": "app",
        "DATABASE_PASSWORD": PASSWORD,
        "CACHE_HOST": "127.0.0.1",
        "CACHE_PORT": str(free_port()),  # nothing listens there unless the test asks for `cache`
        "CACHE_TLS": "off",
        "HOST": "127.0.0.1",
    }


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    def find() -> int:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            return int(listener.getsockname()[1])

    return find


@pytest.fixture
def cache(environment: dict[str, str]) -> Iterator[TcpFakeServer]:
    fake = TcpFakeServer(("127.0.0.1", int(environment["CACHE_PORT"])))
    fake.daemon_threads = True
    threading.Thread(target=fake.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield fake
    fake.shutdown()
    fake.server_close()


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Any
    body: Any


@dataclass(frozen=True)
class Web:
    """A web process, and requests to it."""

    url: str

    def __call__(self, method: str, path: str, body: object = None) -> Reply:
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return Reply(answer.status, answer.headers, json.load(answer))
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, error.headers, json.load(error))


@pytest.fixture
def web(environment: dict[str, str], free_port: Callable[[], int]) -> Iterator[Callable[[], Web]]:
    """`web()` starts a web process with `environment` as it is then."""
    running: list[subprocess.Popen[bytes]] = []

    def start() -> Web:
        port = free_port()
        running.append(process("web", environment | {"PORT": str(port)}))
        one = Web(f"http://127.0.0.1:{port}")
        for _ in range(200):
            try:
                one("GET", "/healthz")
                return one
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the web process did not start")

    yield start
    for child in running:
        child.send_signal(signal.SIGTERM)
        child.communicate(timeout=10)


def process(module: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """`python -m examples.orders.<module>` as a task would run it."""
    plain = {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", f"examples.orders.{module}"], cwd=ROOT, env=plain | environment, stderr=subprocess.PIPE
    )
