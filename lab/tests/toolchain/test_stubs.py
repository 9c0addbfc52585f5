"""The stubs in a process of their own: in this one, `pulumi` is imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lab.toolchain import stubs


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_the_protocol_is_there_and_the_rest_is_not() -> None:
    code = (
        "from lab.toolchain import stubs; stubs.load()\n"
        "import sys, pulumi\n"
        "from pulumi.runtime.proto import language_pb2\n"
        "print(language_pb2.RunResponse(bail=True).bail, hasattr(pulumi, 'Output'), 'pulumi.resource' in sys.modules)"
    )
    assert run(code) == "True False False"


def test_an_imported_sdk_is_left_alone() -> None:
    import pulumi

    stubs.load()
    assert sys.modules["pulumi"] is pulumi
    assert hasattr(pulumi, "Output")


def test_a_missing_sdk_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "pulumi", raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(ModuleNotFoundError, match="make setup"):
        stubs.load()
