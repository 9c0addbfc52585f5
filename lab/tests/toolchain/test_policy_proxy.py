"""The analyzer proxy between an engine and a pack, both played by plain gRPC here."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent import futures
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import analyzer_pb2

from lab.toolchain.policy_proxy import CHANNEL_OPTIONS, PolicyProxy

SERVICE = "/pulumirpc.Analyzer/"


class Pack(grpc.GenericRpcHandler):  # type: ignore[misc]  # grpc has no types
    """A pack that echoes and that may know ConfigureStack."""

    def __init__(self, configurable: bool) -> None:
        self.configurable = configurable
        self.configured: list[bytes] = []
        self.server = grpc.server(futures.ThreadPoolExecutor(4), handlers=(self,), options=CHANNEL_OPTIONS)
        self.port = self.server.add_insecure_port("127.0.0.1:0")
        self.server.start()

    def configure(self, request: bytes, _context: Any) -> bytes:
        self.configured.append(request)
        return b""

    def service(self, details: Any) -> Any:
        name = details.method.rsplit("/", 1)[1]
        if name == "ConfigureStack":
            if not self.configurable:
                return None
            return grpc.unary_unary_rpc_method_handler(self.configure)
        if name == "Fail":
            return grpc.unary_unary_rpc_method_handler(
                lambda _request, context: context.abort(grpc.StatusCode.INVALID_ARGUMENT, "no")
            )
        return grpc.unary_unary_rpc_method_handler(lambda request, _context: b"echo " + request)


@pytest.fixture
def proxy() -> Iterator[PolicyProxy]:
    made = PolicyProxy()
    yield made
    made.stop()


@pytest.fixture
def engine(proxy: PolicyProxy) -> Iterator[Any]:
    with grpc.insecure_channel(f"127.0.0.1:{proxy.port}", options=CHANNEL_OPTIONS) as channel:
        yield lambda method, request=b"": channel.unary_unary(SERVICE + method)(request, timeout=10)


@pytest.fixture(params=[True, False], ids=["configurable", "older"])
def pack(request: pytest.FixtureRequest) -> Iterator[Pack]:
    made = Pack(request.param)
    yield made
    made.server.stop(grace=None)


def test_configuration_comes_before_the_pack_and_reaches_it(proxy: PolicyProxy, engine: Any, pack: Pack) -> None:
    assert analyzer_pb2.AnalyzerHandshakeResponse.FromString(engine("Handshake")) is not None
    config = analyzer_pb2.AnalyzerStackConfigureRequest(project="shop", stack="dr")
    engine("ConfigureStack", config.SerializeToString())
    assert proxy.configuration() == config
    proxy.connect(pack.port)
    assert engine("Analyze", b"\x00raw") == b"echo \x00raw"
    assert pack.configured == ([config.SerializeToString()] if pack.configurable else [])


def test_without_configuration_the_first_call_lets_the_pack_start(proxy: PolicyProxy, engine: Any, pack: Pack) -> None:
    with futures.ThreadPoolExecutor(1) as pool:
        answer = pool.submit(engine, "GetAnalyzerInfo", b"who")
        assert proxy.configuration() is None
        proxy.connect(pack.port)
        assert answer.result(10) == b"echo who"
    assert pack.configured == []


def test_a_pack_that_did_not_start_is_said_to_the_engine(proxy: PolicyProxy, engine: Any) -> None:
    proxy.fail("the pack did not start")
    with pytest.raises(grpc.RpcError) as caught:
        engine("Analyze")
    assert caught.value.code() is grpc.StatusCode.UNAVAILABLE
    assert caught.value.details() == "the pack did not start"


def test_errors_of_the_pack_pass_through(proxy: PolicyProxy, engine: Any, pack: Pack) -> None:
    engine("ConfigureStack")
    proxy.connect(pack.port)
    with pytest.raises(grpc.RpcError) as caught:
        engine("Fail")
    assert (caught.value.code(), caught.value.details()) == (grpc.StatusCode.INVALID_ARGUMENT, "no")


def test_whole_stacks_fit_in_one_message(proxy: PolicyProxy, engine: Any, pack: Pack) -> None:
    engine("ConfigureStack")
    proxy.connect(pack.port)
    large = b"x" * (8 << 20)
    assert engine("AnalyzeStack", large) == b"echo " + large
