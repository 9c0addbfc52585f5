"""The plugin process: `python -m lab.provider [engine address]` prints its port and serves until it is told to stop.

It leaves by SIGINT and SIGTERM without a word, and when its parent is gone (a killed CLI leaves its plugins behind).
"""

from __future__ import annotations

import os
import signal
import threading
import time

from lab.toolchain import protocol_stubs

PARENT_CHECK_SECONDS = 0.5
THREADS = 64
LARGEST_MESSAGE = 400 * 1024 * 1024


def main() -> None:
    """Serve on a free loopback port."""
    protocol_stubs.load()
    from concurrent.futures import ThreadPoolExecutor

    import grpc
    from pulumi.runtime.proto import provider_pb2_grpc

    from lab.provider.server import Provider

    _leave_with_parent()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: os._exit(0))
    limits = [("grpc.max_receive_message_length", LARGEST_MESSAGE), ("grpc.max_send_message_length", LARGEST_MESSAGE)]
    server = grpc.server(ThreadPoolExecutor(THREADS), options=limits)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Provider(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    server.wait_for_termination()


def _leave_with_parent() -> None:
    """Watch the parent's id; PR_SET_PDEATHSIG would fire when the Go thread that started us ends."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_CHECK_SECONDS)
        os._exit(0)

    threading.Thread(target=watch, daemon=True, name="parent-watch").start()


if __name__ == "__main__":
    main()
