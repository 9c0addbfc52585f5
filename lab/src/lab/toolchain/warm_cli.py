"""The AWS CLI v1 of the environment, imported once: a script's call is a fork of a warm process, not a new start.

A cold call costs most of a second of processor time before it says a word; a runbook that asks fifteen things at once
on two cores waits for little else. It is the same code with the same arguments, environment and folder; only the import
is skipped. The client is the `aws` shim: for a person at a terminal, or where no server answers, it runs the CLI cold.
A client that is killed takes the fork that works for it along.

    python -m lab.toolchain.warm_cli PORT_FILE     serves until standard input ends: the emulator holds the other end
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

# a harmless call of each service that rehearsals talk to most
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
HELLO = b"warm aws\n"
HEAR_SECONDS = 5.0
READ = selectors.EVENT_READ


def receive(connection: socket.socket) -> tuple[dict[str, str], list[str]]:
    """(environment, arguments) of one call; ConnectionError when the client leaves before it has said all.

    Words end in NUL: `Ename=value`, `Aargument`, and `X` alone for the end.
    """
    said = b""
    # a value may end in X (a session token does, now and then): only the whole word counts
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
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        out, err = os.memfd_create("out"), os.memfd_create("err")
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.environ.clear()
        os.environ.update(environ)
        os.chdir(environ["PWD"])
        sys.argv[0] = "aws"
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
        self.driver: Any = None
        self.clients: dict[int, socket.socket] = {}
        self.selector = selectors.DefaultSelector()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self.listener.getsockname()[1]
        self.wake_end, wake = os.pipe()
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for source in (self.listener, self.wake_end, sys.stdin):
            self.selector.register(source, READ)

    def warm_up(self) -> None:
        """At the first call: import, and one call of each service that sends nothing; forks share what that leaves."""
        from awscli.clidriver import create_clidriver  # type: ignore[import-untyped]

        self.driver = create_clidriver()
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
                elif key.fileobj is sys.stdin:
                    return self.end()
                elif key.fileobj == self.wake_end:
                    os.read(self.wake_end, 512)
                    self.reap()
                elif key.data in self.clients:
                    self.client_left(key.data)

    def end(self) -> None:
        """End the calls that still run."""
        for pid in list(self.clients):
            self.client_left(pid)

    def accept(self) -> None:
        """Hear one call out, and fork for it."""
        if self.driver is None:
            self.warm_up()
        connection, _ = self.listener.accept()
        connection.settimeout(HEAR_SECONDS)
        try:
            connection.sendall(HELLO)
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
        """Collect the forks that have ended."""
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


def main(port_file: Path) -> None:
    """Serve; see the module's text."""
    server = Server()
    port_file.write_text(f"{server.port}\n")
    try:
        server.run()
    finally:
        port_file.unlink(missing_ok=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
