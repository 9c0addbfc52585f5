"""The AWS CLI v1 of the environment, imported once: each call is a fork of a warm process instead of a new start.

A cold call costs 0.35 s of processor time before it says a word; a matrix of thousands of calls cannot afford that.
It is the same code with the same arguments and environment; only the import is skipped, and every call is held on the
lab's endpoint. The client (`CLIENT`, a few lines of bash named `aws`) is killed like any other process: the server then
kills the fork that worked for it. Tests of start-up cost use the cold CLI.

    python warm_cli.py FOLDER     makes FOLDER/aws, prints "ready", serves until standard input ends
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import selectors
import signal
import socket
import sys
from pathlib import Path
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
CLIENT = r"""#!/usr/bin/env bash
LC_ALL=C
exec 3<>/dev/tcp/127.0.0.1/PORT || exit 255
for name in "${!AWS_@}" LAB_URL no_proxy; do printf 'E%s=%s\0' "$name" "${!name}"; done >&3
printf 'A%s\0' "$@" >&3
printf 'X\0' >&3
IFS=' ' read -r code out err <&3 || exit 255
((!out)) || { IFS= read -r -d '' -N "$out" text <&3; printf '%s' "$text"; }
((!err)) || { IFS= read -r -d '' -N "$err" text <&3; printf '%s' "$text" >&2; }
exit "$code"
"""
READ = selectors.EVENT_READ


def receive(connection: socket.socket) -> tuple[dict[str, str], list[str]]:
    """(environment, arguments) of one call; ConnectionError when the client leaves before it has said all."""
    said = b""
    # the word "X" alone ends it: a value that ends in X (a session token does, now and then) must not
    while not said.endswith(b"\0X\0"):
        part = connection.recv(65536)
        if not part:
            raise ConnectionError("the client left")
        said += part
    words = said.decode(errors="surrogateescape").split("\0")[:-2]
    environ = dict(word[1:].split("=", 1) for word in words if word.startswith("E"))
    return environ, [word[1:] for word in words if word.startswith("A")]


def work(driver: Any, environ: dict[str, str], arguments: list[str], connection: socket.socket) -> None:
    """In the fork: become the call, and answer. Never returns."""
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        out, err = os.memfd_create("out"), os.memfd_create("err")
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.environ.clear()
        os.environ.update(environ)
        try:
            code = int(driver.main([*arguments, "--endpoint-url", environ["LAB_URL"]]))
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        sys.stdout.flush()
        sys.stderr.flush()
        said = [os.pread(stream, os.fstat(stream).st_size, 0) for stream in (out, err)]
        head = f"{code & 255} {len(said[0])} {len(said[1])}\n".encode()
        connection.sendall(head + said[0] + said[1])
    finally:
        os._exit(0)


class Server:
    """One thread: accepts, forks, watches clients leave and forks end."""

    def __init__(self) -> None:
        from awscli.clidriver import create_clidriver  # type: ignore[import-untyped]

        self.driver = create_clidriver()
        self.warm_up()
        self.clients: dict[int, socket.socket] = {}
        self.selector = selectors.DefaultSelector()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self.listener.getsockname()[1]
        self.wake_end, wake = os.pipe()
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for source in (self.listener, self.wake_end, 0):
            self.selector.register(source, READ)

    def warm_up(self) -> None:
        """One call of each service that sends nothing: models and parsers stay in memory, and forks share them."""
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
                elif key.data in self.clients:
                    self.client_left(key.data)

    def accept(self) -> None:
        connection, _ = self.listener.accept()
        connection.settimeout(5)
        try:
            environ, arguments = receive(connection)
        except (OSError, ValueError):
            connection.close()
            return
        connection.settimeout(None)
        pid = os.fork()
        if pid == 0:
            work(self.driver, environ, arguments, connection)
        self.clients[pid] = connection
        self.selector.register(connection, READ, pid)

    def client_left(self, pid: int) -> None:
        """The client was killed, or has its answer and is gone: either way nobody needs the fork."""
        self.selector.unregister(self.clients[pid])
        self.clients.pop(pid).close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def reap(self) -> None:
        while True:
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid in self.clients:
                self.selector.unregister(self.clients[pid])
                self.clients.pop(pid).close()

    def end(self) -> None:
        for pid in list(self.clients):
            self.client_left(pid)


def main() -> None:
    """Serve; see the module's text."""
    server = Server()
    client = Path(sys.argv[1], "aws")
    client.write_text(CLIENT.replace("PORT", str(server.port)))
    client.chmod(0o755)
    print("ready", flush=True)
    server.run()


if __name__ == "__main__":
    main()
