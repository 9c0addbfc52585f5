"""A pytest plugin (`-p lab.pytest_plugin`): a lab for tests, and no way for them to reach the real AWS.

    lab        a running emulator, empty: `lab.url`, `lab.client` (the control API)
    aws        `aws("rds", "us-west-2")` → a boto3 client of that lab
    lab_env    the environment of `lab env`, as a dictionary: for child processes
    sink       a proxy on loopback that forwards nothing and writes down what it was asked: `sink.url`, `sink.attempts`

One emulator process per pytest worker, with profile `instant`; it is emptied before each test that asks for it, and
ends with pytest even when pytest is killed.
"""

from __future__ import annotations

import functools
import os
import socketserver
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from lab import process, session, shell
from lab.config import Home
from lab.process import Emulator
from lab.project import find


class Sink(socketserver.ThreadingTCPServer):
    """A proxy on loopback that forwards nothing; `attempts` holds the first line of every request."""

    daemon_threads = True
    allow_reuse_address = True
    attempts: list[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Record(socketserver.StreamRequestHandler):
    server: Sink

    def handle(self) -> None:
        line = self.rfile.readline(4096).decode(errors="replace").strip()
        if line:
            self.server.attempts.append(line)
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink(("127.0.0.1", 0), Record) as server:
        server.attempts = []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def lab_home(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Home:
    """This worker's lab, for the project that the tests belong to."""
    return Home(tmp_path_factory.mktemp("lab"), find(os.environ, pytestconfig.rootpath))


@pytest.fixture(scope="session")
def lab_process(lab_home: Home) -> Iterator[Emulator]:
    """This worker's emulator. Tests ask for `lab`, which is empty."""
    with process.exclusive(lab_home):
        emulator = process.start(lab_home, "instant", parent_pid=os.getpid(), warm_cli=True)
    yield emulator
    process.stop(lab_home)


@pytest.fixture
def lab(lab_process: Emulator) -> Emulator:
    """A running emulator with no resources, faults or calls, in profile `instant`."""
    lab_process.client.reset()
    lab_process.client.set_profile("instant")
    return lab_process


@pytest.fixture
def lab_env(lab: Emulator, lab_home: Home) -> dict[str, str]:
    """The environment in which `pulumi`, `aws`, `curl`, boto3 talk to `lab` and to nothing else."""
    return session.environment(lab_home, lab, os.environ)


@pytest.fixture(scope="session")
def _clients(lab_process: Emulator) -> Callable[..., Any]:
    """Plain clients of this worker's emulator, made once: making one costs more than most calls."""

    @functools.cache
    def client(service: str, region: str) -> Any:
        return make_client(lab_process, service, region)

    return client


def make_client(lab: Emulator, service: str, region: str, **options: Any) -> Any:
    """A boto3 client of the lab that does not retry."""
    options.setdefault("config", Config(retries={"total_max_attempts": 1}, proxies={}))
    # boto3's stubs overload on literal names; here the name is data
    make: Any = boto3.client
    return make(
        service,
        region_name=region,
        endpoint_url=lab.url,
        aws_access_key_id=shell.ACCESS_KEY,
        aws_secret_access_key=shell.SECRET_KEY,
        **options,
    )


@pytest.fixture
def aws(lab: Emulator, _clients: Callable[..., Any]) -> Callable[..., Any]:
    """`aws(service, region="us-east-1")`: a boto3 client of the lab that does not retry."""

    def client(service: str, region: str = "us-east-1", **options: Any) -> Any:
        return make_client(lab, service, region, **options) if options else _clients(service, region)

    return client


@pytest.fixture(autouse=True)
def _no_aws_but_the_lab(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads a person's credentials, and a client without an endpoint dies at a closed loopback port."""
    nowhere = str(Path(tmp_path_factory.getbasetemp(), "no-aws-config"))
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, nowhere)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, shell.CLOSED_PROXY)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, shell.LOOPBACK)
