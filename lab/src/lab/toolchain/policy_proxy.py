"""The analyzer that the engine talks to while the policy pack is not running yet.

The engine configures the stack over the analyzer's own connection, but a Python pack reads that configuration from its
environment, at start. So a proxy listens first, keeps the configuration, and from then on hands every call, as raw
bytes, to the pack that was started with it.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent import futures
from typing import Any

import grpc
from pulumi.runtime.proto import analyzer_pb2

# the engine sends whole stacks in one message; this is the limit that it sets itself
MAX_MESSAGE_BYTES = 400 << 20
CHANNEL_OPTIONS = [
    ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
    ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
]
_SERVICE = "/pulumirpc.Analyzer/"
_WORKERS = 16


class PolicyProxy(grpc.GenericRpcHandler):  # type: ignore[misc]  # grpc has no types
    """Listens on a free loopback port from the start; `connect` names the pack once it runs, `fail` says why not."""

    def __init__(self) -> None:
        self._config: futures.Future[analyzer_pb2.AnalyzerStackConfigureRequest | None] = futures.Future()
        self._pack: futures.Future[grpc.Channel] = futures.Future()
        self._server = grpc.server(futures.ThreadPoolExecutor(_WORKERS), handlers=(self,), options=CHANNEL_OPTIONS)
        self.port: int = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()

    def configuration(self) -> analyzer_pb2.AnalyzerStackConfigureRequest | None:
        """Wait for the engine's configuration of the stack; None when its first call was another one."""
        return self._config.result()

    def connect(self, port: int) -> None:
        """Forward to the pack at `port`, after telling it the stack's configuration by the protocol too."""
        channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=CHANNEL_OPTIONS)
        config = self.configuration()
        if config is not None:
            try:
                channel.unary_unary(_SERVICE + "ConfigureStack")(config.SerializeToString())
            except grpc.RpcError as error:
                if error.code() is not grpc.StatusCode.UNIMPLEMENTED:
                    self._pack.set_exception(error)
                    return
        self._pack.set_result(channel)

    def fail(self, reason: str) -> None:
        """Answer every call that waits, and every later one, with `reason`."""
        if not self._pack.done():
            self._pack.set_exception(RuntimeError(reason))

    def stop(self) -> None:
        """Stop listening."""
        self._settle(None)
        self.fail("the policy pack has ended")
        self._server.stop(grace=None)

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
        """The handler for one method, as grpc asks for it."""
        method: str = handler_call_details.method
        own: dict[str, Callable[[bytes, Any], bytes]] = {
            "Handshake": lambda _request, _context: analyzer_pb2.AnalyzerHandshakeResponse().SerializeToString(),
            "ConfigureStack": lambda request, _context: self._configure(request),
        }
        name = method.rsplit("/", 1)[1]
        return grpc.unary_unary_rpc_method_handler(
            own.get(name, lambda request, context: self._forward(method, request, context))
        )

    def _settle(self, config: analyzer_pb2.AnalyzerStackConfigureRequest | None) -> None:
        if not self._config.done():
            self._config.set_result(config)

    def _configure(self, request: bytes) -> bytes:
        self._settle(analyzer_pb2.AnalyzerStackConfigureRequest.FromString(request))
        answer: bytes = analyzer_pb2.AnalyzerStackConfigureResponse().SerializeToString()
        return answer

    def _forward(self, method: str, request: bytes, context: grpc.ServicerContext) -> bytes:
        self._settle(None)
        try:
            answer: bytes = self._pack.result().unary_unary(method)(request)
        except grpc.RpcError as error:
            context.abort(error.code(), error.details())
        except RuntimeError as error:
            context.abort(grpc.StatusCode.UNAVAILABLE, str(error))
        return answer
