"""The AWS CLI v1 of the environment, imported once: each call is a fork of a warm process instead of a new start.

A cold call costs 0.35 s of processor time before it says a word; a matrix of thousands of calls cannot afford that.
It is the same code with the same arguments, environment and streams; only the import is skipped. The client is killed
like any other process: the server then kills the fork that worked for it. Tests of start-up cost use the cold CLI.

    python warm_cli.py serve SOCKET     until standard input ends
    WARM_CLI=SOCKET warm_cli.py ARGS…   one call (as `aws`)
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from typing import Any

# a harmless call of each service that a promotion talks to
CALLS = {
    "acm": "list-certificates",
    "apigatewayv2": "get-apis",
    "application-autoscaling": "describe-scalable-targets",
    "cloudwatch": "list-metrics",
    "ecs": "list-clusters",
    "elbv2": "describe-listeners",
    "rds": "describe-db-clusters",
    "route53": "list-hosted-zones",
    "ssm": "describe-parameters",
    "sts": "get-caller-identity",
}


def call(path: str, arguments: list[str]) -> int:
    """Send one call to the server; its exit code."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(path)
        body = json.dumps({"arguments": arguments, "environ": dict(os.environ), "folder": os.getcwd()}).encode()
        socket.send_fds(connection, [len(body).to_bytes(4, "big")], [0, 1, 2])
        connection.sendall(body)
        answer = connection.recv(1)
    return answer[0] if answer else 255


def _receive(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    head, streams, _, _ = socket.recv_fds(connection, 4, 3)
    size, body = int.from_bytes(head, "big"), b""
    while len(body) < size:
        part = connection.recv(size - len(body))
        if not part:
            raise ConnectionError("the client left")
        body += part
    return json.loads(body), streams


def _work(driver: Any, request: dict[str, Any], streams: list[int]) -> None:
    """In the fork: become the call. Never returns."""
    code = 255
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        for target, stream in enumerate(streams):
            os.dup2(stream, target)
        os.chdir(request["folder"])
        os.environ.clear()
        os.environ.update(request["environ"])
        code = driver.main(request["arguments"])
        sys.stdout.flush()
        sys.stderr.flush()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        os._exit(code & 255)


class Server:
    """One thread: accepts, forks, watches clients leave and forks end."""

    def __init__(self, path: str) -> None:
        import selectors

        from awscli.clidriver import create_clidriver

        self.driver = create_clidriver()
        self.warm_up()
        self.clients: dict[int, socket.socket] = {}
        self.selector = selectors.DefaultSelector()
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(path)
        self.listener.listen(128)
        wake, self.wake = os.pipe()
        self.wake_end = wake
        os.set_blocking(self.wake, False)
        signal.set_wakeup_fd(self.wake)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for source in (self.listener, wake, 0):
            self.selector.register(source, selectors.EVENT_READ)
        self.read_event = selectors.EVENT_READ

    def warm_up(self) -> None:
        """One call of each service that sends nothing: models and parsers stay in memory, and forks share them."""
        import contextlib
        import gc
        import io

        with contextlib.redirect_stdout(io.StringIO()):
            for service, operation in CALLS.items():
                self.driver.main([service, operation, "--generate-cli-skeleton"])
        loader = self.driver.session.get_component("data_loader")
        for service in CALLS:
            loader.load_service_model(service, "endpoint-rule-set-1")
        loader.load_data("endpoints")
        gc.collect()
        gc.freeze()

    def run(self) -> None:
        """Until standard input ends."""
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is self.listener:
                    self.accept()
                elif key.fileobj == 0:
                    if not os.read(0, 1):
                        return self.end()
                elif key.fileobj == self.wake_end:
                    os.read(self.wake_end, 512)
                    self.reap()
                elif isinstance(key.fileobj, socket.socket):
                    self.client_left(key.fileobj, key.data)

    def accept(self) -> None:
        connection, _ = self.listener.accept()
        try:
            request, streams = _receive(connection)
        except (OSError, ValueError):
            connection.close()
            return
        pid = os.fork()
        if pid == 0:
            _work(self.driver, request, streams)
        for stream in streams:
            os.close(stream)
        self.clients[pid] = connection
        self.selector.register(connection, self.read_event, pid)

    def client_left(self, connection: socket.socket, pid: int) -> None:
        self.selector.unregister(connection)
        os.kill(pid, signal.SIGKILL)

    def reap(self) -> None:
        while self.clients:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            connection = self.clients.pop(pid)
            if connection in [key.fileobj for key in self.selector.get_map().values()]:
                self.selector.unregister(connection)
            try:
                connection.send(bytes([os.waitstatus_to_exitcode(status) & 255]))
            except OSError:
                pass  # the client was killed; nobody waits for the code
            connection.close()

    def end(self) -> None:
        for pid in self.clients:
            os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        Server(sys.argv[2]).run()
    else:
        sys.exit(call(os.environ["WARM_CLI"], sys.argv[1:]))
