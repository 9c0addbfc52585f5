"""The commands around the application that runs on the lab."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lab import session
from lab.cli import app
from lab.errors import ControlError, DataError
from lab.process import Emulator

Invoke = Callable[..., Result]


@pytest.fixture
def invoke(lab: Emulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Invoke:
    """Run a command against the test's emulator, in this process, with a home in `tmp_path`."""
    monkeypatch.setattr(session, "required", lambda _home: lab)
    runner = CliRunner(env=dict(os.environ) | {"LAB_HOME": str(tmp_path)})

    def run(*arguments: str) -> Result:
        result = runner.invoke(app, arguments)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def test_open_says_what_is_missing_before_there_is_a_name(invoke: Invoke) -> None:
    with pytest.raises(DataError, match="bring the stacks up first"):
        invoke("open")


def test_the_resolver_is_shown_and_set(invoke: Invoke) -> None:
    assert invoke("resolver", "60").stdout == '{"ttl": 60.0}\n' == invoke("resolver").stdout


def test_logs_names_the_services_that_there_are(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs/shop-web.us-east-1.log").write_text("one\ntwo\n")
    assert invoke("logs", "web", "-n", "1").stdout.splitlines()[1:] == ["two"]
    with pytest.raises(DataError, match="there are logs of: shop-web"):
        invoke("logs", "worker")


def test_a_lab_without_data_says_so(invoke: Invoke) -> None:
    with pytest.raises(ControlError, match="no control path"):
        invoke("data")
    with pytest.raises(ControlError):
        invoke("run-schedule", "nightly")
