"""The stubs in a process of their own: in this one, `pulumi` is imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lab.toolchain import protocol_stubs


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_the_protocol_is_there_and_the_rest_is_not() -> None:
    code = (
        "from lab.toolchain import protocol_stubs; protocol_stubs.load()\n"
        "import sys, pulumi\n"
        "from pulumi.runtime.proto import language_pb2\n"
        "print(language_pb2.RunResponse(bail=True).bail, hasattr(pulumi, 'Output'), 'pulumi.resource' in sys.modules)"
    )
    assert run(code) == "True False False"


def test_the_provider_loads_no_boto3_before_the_first_call() -> None:
    code = (
        "from lab.toolchain import protocol_stubs; protocol_stubs.load()\n"
        "import sys, lab.provider.server\n"
        "print('pulumi.output' in sys.modules, 'boto3' in sys.modules)"
    )
    assert run(code) == "False False"


def test_an_imported_sdk_is_left_alone() -> None:
    import pulumi

    protocol_stubs.load()
    assert sys.modules["pulumi"] is pulumi
    assert hasattr(pulumi, "Output")


def test_a_missing_sdk_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "pulumi", raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(ModuleNotFoundError, match="install the package pulumi"):
        protocol_stubs.load()
