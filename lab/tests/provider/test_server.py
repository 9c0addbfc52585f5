"""The protocol: what the engine is told, in-process and over a real connection to a real process."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import grpc
import psutil
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from lab.process import Emulator
from lab.provider import VERSION, waiting
from lab.provider.server import Provider
from lab.provider.wire import from_struct, to_struct

KEY = "aws:kms/key:Key"
URN = f"urn:pulumi:test::shop::shop:network:Network${KEY}::main"
START_SECONDS = 20.0


class Context:
    """Enough of a gRPC context for calls that succeed."""

    def code(self) -> None:
        return None


def test_secrets_stay_with_the_engine() -> None:
    answer = Provider().Handshake(provider_pb2.ProviderHandshakeRequest(), Context())
    assert (answer.accept_secrets, answer.accept_outputs, answer.accept_resources) == (False, False, False)
    assert answer.supports_autonaming_configuration
    assert Provider().GetPluginInfo(empty_pb2.Empty(), Context()).version == VERSION


def test_an_unknown_type_is_a_complaint_of_check(engine: Any) -> None:
    _, failures = engine.check("aws:ec2/vpcs:Vpc", "main", {})
    assert failures == [
        "Unknown resource type aws:ec2/vpcs:Vpc: the lab's provider has no schema of it; did you mean aws:ec2/vpc:Vpc?"
    ]


def test_the_type_is_the_last_of_the_urn(engine: Any) -> None:
    answer = engine.provider.Check(provider_pb2.CheckRequest(urn=URN, news=to_struct({"color": "red"})), Context())
    assert "aws:kms/key:Key has no input color" in answer.failures[0].reason
    assert answer.failures[0].reason.endswith("'main.color'.")


def test_another_region_replaces_the_provider(engine: Any) -> None:
    request = provider_pb2.DiffRequest(
        old_inputs=to_struct({"region": "us-east-1", "version": "7.51.1"}),
        news=to_struct({"region": "us-west-2", "defaultTags": "{}"}),
    )
    answer = engine.provider.DiffConfig(request, Context())
    assert (set(answer.diffs), list(answer.replaces)) == ({"region", "defaultTags"}, ["region"])


def test_settings_are_checked(engine: Any) -> None:
    def reasons(config: dict[str, Any]) -> list[str]:
        answer = engine.provider.CheckConfig(provider_pb2.CheckRequest(news=to_struct(config)), Context())
        return [failure.reason for failure in answer.failures]

    assert reasons({"region": "us-east-1"}) == []
    assert reasons({"profile": "x"}) == ["the lab's provider does not emulate the provider settings profile"]


def test_without_loopback_it_does_not_even_start(
    engine_in: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://sts.amazonaws.com")
    with pytest.raises(Exception, match=r"configuring the provider: endpoint .* is not on loopback"):
        engine_in()


def test_preview_of_an_update_refuses_what_it_cannot_do(engine: Any) -> None:
    made = engine.create("aws:cloudwatch/logGroup:LogGroup", "g", {"name": "g"})
    made.inputs["region"] = "us-east-1"
    with pytest.raises(Exception, match=r"updating aws:cloudwatch/logGroup.*does not emulate changing region"):
        engine.update(made, {"name": "g", "region": "us-west-2"}, preview=True)


def test_preview_of_a_create_calls_nothing(engine: Any, lab: Emulator) -> None:
    before = len(lab.client.calls())
    outputs = engine.preview(KEY, "k", {"description": "d"})
    assert outputs["description"] == "d"
    assert len(lab.client.calls()) == before


def test_cancel_ends_waits(engine: Any) -> None:
    engine.provider.Cancel(empty_pb2.Empty(), Context())
    try:
        with pytest.raises(Exception, match="cancelled"):
            waiting.wait_for("x", lambda: "creating", frozenset({"available"}))
    finally:
        waiting._cancelled.clear()


@pytest.fixture
def plugin(lab_env: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The plugin as the engine starts it: the process and the port that it printed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "lab.provider"],
        env=lab_env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    port = int(process.stdout.readline())
    yield process, port
    process.kill()
    process.wait()
    process.stdout.close()


def test_the_process_serves_and_speaks_in_one_line(plugin: tuple[subprocess.Popen[str], int]) -> None:
    _, port = plugin
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        stub.Configure(provider_pb2.ConfigureRequest(args=to_struct({"region": "us-west-2"})), timeout=START_SECONDS)
        request = provider_pb2.CreateRequest(urn=URN, properties=to_struct({"description": "real"}))
        made = stub.Create(request, timeout=START_SECONDS)
        assert from_struct(made.properties)["region"] == "us-west-2"
        alias = provider_pb2.CreateRequest(
            urn=URN.replace("key:Key", "alias:Alias"),
            properties=to_struct({"name": "alias/x", "targetKeyId": "nothing"}),
        )
        with pytest.raises(grpc.RpcError) as caught:
            stub.Create(alias, timeout=START_SECONDS)
    text = caught.value.details()
    assert text.startswith("creating aws:kms/alias:Alias (main): NotFoundException: ")
    assert "\n" not in text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_process_leaves_without_a_word(plugin: tuple[subprocess.Popen[str], int], number: int) -> None:
    process, _ = plugin
    process.send_signal(number)
    assert process.wait(START_SECONDS) == 0
    assert process.stdout is not None
    assert process.stdout.read() == ""


def test_the_process_leaves_with_its_parent(lab_env: dict[str, str]) -> None:
    script = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-m', 'lab.provider'], stdout=subprocess.PIPE, text=True)\n"
        "child.stdout.readline()\n"
        "print(child.pid, flush=True)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], env=lab_env, capture_output=True, text=True, timeout=START_SECONDS, check=True
    )
    child = int(run.stdout)
    deadline = time.monotonic() + START_SECONDS
    while psutil.pid_exists(child) and psutil.Process(child).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "the plugin outlived its parent"
        time.sleep(0.1)
