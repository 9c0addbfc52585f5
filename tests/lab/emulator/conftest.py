"""One emulator in the test's own process, on a loopback port, with a clock that the test steps."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from lab.emulator.context import Context
from lab.emulator.server import make_server
from lab.emulator.steering import reset_all

_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Emulator:
    """The emulator under test: control calls, boto3 clients, and its ``context``."""

    def __init__(self, context: Context, port: int) -> None:
        self.context = context
        self.url = f"http://127.0.0.1:{port}"

    def control(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Call ``/_lab/<path>``; returns the JSON, whatever the status."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_lab/{path}", data=data, method=method)
        try:
            with _DIRECT.open(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return json.load(refused)

    def advance(self, seconds: float) -> None:
        """Let ``seconds`` of lab time pass."""
        self.control("POST", "clock", {"advance": seconds})

    def client(self, service: str, region: str = "us-east-1", **options: Any) -> Any:
        """A boto3 client with fake credentials; ``options`` go to botocore's Config (no retries unless asked for)."""
        keys = {"aws_access_key_id": "lab", "aws_secret_access_key": "lab", "aws_session_token": None}
        keys |= {name: options.pop(name) for name in list(options) if name in keys}
        retries = {"total_max_attempts": options.pop("attempts", 1), "mode": "standard"}
        config = Config(retries=retries, **{"connect_timeout": 5, "read_timeout": 20, "proxies": {}} | options)
        return boto3.client(service, region_name=region, endpoint_url=self.url, config=config, **keys)


@pytest.fixture(scope="session")
def _served() -> Iterator[Emulator]:
    context = Context()
    server = make_server(context)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield Emulator(context, server.server_port)
    server.shutdown()
    server.server_close()
    thread.join(timeout=5)


@pytest.fixture
def emulator(_served: Emulator) -> Iterator[Emulator]:
    """A clean emulator whose waits are real ones, passed by stepping the clock."""
    _served.context.clock.set_profile("real")
    yield _served
    reset_all(_served.context)


@pytest.fixture
def advance(emulator: Emulator) -> Callable[[float], None]:
    return emulator.advance
