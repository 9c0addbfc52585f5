"""The AWS CLI v1 of the environment, imported once: a script's call is answered by a warm process, not by a new start.

A cold call costs most of a second of processor time before it says a word; a runbook that asks fifteen things at once
on two cores waits for little else. It is the same code with the same arguments, environment and folder; only the import
is skipped. The client is the `aws` shim: for a person at a terminal, or where no server answers, it runs the CLI cold.

A call goes to a worker, a fork of the warm process, which answers one call after the other: half of what a fork costs
is copying the pages that its first call touches. What the CLI keeps from one call to the next (credentials, a region, a
timeout) can only be the same, because a worker answers calls of one environment and one set of global options. A
client that is killed takes the worker that works for it along.

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
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.toolchain.warm_worker import OVER, Kept, kept, receive, understood, work

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
MOST_CALLS = 50  # of one worker: the CLI registers some of its handlers again at every call
MOST_IDLE = 32  # workers, each with about 17 MiB of its own; a promotion uses some twenty
HELLO = b"warm aws\n"
HEAR_SECONDS = 5.0
READ = selectors.EVENT_READ


@dataclass
class Worker:
    """A fork that answers calls: `channel` leads to it; `client` is who waits for it, None while it is idle."""

    pid: int
    channel: socket.socket
    kept: Kept
    client: socket.socket | None = None
    calls: int = 0


class Server:
    """One thread: accepts, passes calls on to workers, watches clients leave and workers end."""

    def __init__(self) -> None:
        self.driver: Any = None
        self.options: Collection[str] = ()
        self.workers: dict[int, Worker] = {}
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
        self.options = {f"--{name}" for name in self.driver.session.get_data("cli")["options"]}
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
                elif key.fileobj is key.data.client:
                    self.client_left(key.data)
                elif key.data.pid in self.workers:
                    self.over(key.data)

    def end(self) -> None:
        """End the calls that still run."""
        for worker in [worker for worker in self.workers.values() if worker.client]:
            self.kill(worker)

    def accept(self) -> None:
        """Hear one call out, and pass it on to a worker."""
        if self.driver is None:
            self.warm_up()
        connection, _ = self.listener.accept()
        connection.settimeout(HEAR_SECONDS)
        try:
            connection.sendall(HELLO)
            said = receive(connection)
            same = kept(self.options, *understood(said))
        except (OSError, ValueError):
            connection.close()
            return
        connection.settimeout(None)
        idle = [worker for worker in self.workers.values() if worker.client is None and worker.kept == same]
        worker = idle[-1] if idle else self.fork(same, connection)
        worker.client, worker.calls = connection, worker.calls + 1
        self.selector.register(connection, READ, worker)
        try:
            socket.send_fds(worker.channel, [OVER], [connection.fileno()])
            worker.channel.sendall(said)
        except OSError:  # somebody ended it
            self.kill(worker)

    def fork(self, same: Kept, connection: socket.socket) -> Worker:
        """A new worker, which holds nothing of the server's but its own end of the channel."""
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            self.selector.close()
            for one in self.workers.values():
                one.channel.close()
                if one.client:
                    one.client.close()
            for opened in (self.listener, connection, ours):
                opened.close()
            work(self.driver, theirs)
        theirs.close()
        worker = self.workers[pid] = Worker(pid, ours, same)
        self.selector.register(ours, READ, worker)
        return worker

    def over(self, worker: Worker) -> None:
        """It has answered, and waits for the next call unless it has answered enough; or it has ended."""
        try:
            word = worker.channel.recv(1, socket.MSG_DONTWAIT)
        except BlockingIOError:  # it has not, or was heard when its client left
            return
        except OSError:
            word = b""
        if word != OVER or worker.calls >= MOST_CALLS:
            self.forget(worker)
            return
        self.hang_up(worker)
        idle = [one for one in self.workers.values() if one.client is None]
        if len(idle) > MOST_IDLE:
            self.forget(idle[0])

    def client_left(self, worker: Worker) -> None:
        """The client has its answer and is gone, or it was killed: then nobody needs the worker."""
        self.over(worker)
        if worker.client:
            self.kill(worker)

    def kill(self, worker: Worker) -> None:
        """End it in the middle of a call."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker.pid, signal.SIGKILL)
        self.forget(worker)

    def forget(self, worker: Worker) -> None:
        """Leave it: with its channel closed, it ends once it has answered."""
        self.hang_up(worker)
        self.selector.unregister(worker.channel)
        worker.channel.close()
        del self.workers[worker.pid]

    def hang_up(self, worker: Worker) -> None:
        """Nobody waits for it any more."""
        if worker.client:
            self.selector.unregister(worker.client)
            worker.client.close()
            worker.client = None

    def reap(self) -> None:
        """Collect the workers that have ended."""
        while True:
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid in self.workers:
                self.forget(self.workers[pid])


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
