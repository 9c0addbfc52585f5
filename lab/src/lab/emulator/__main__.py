"""``python -m lab.emulator --port P``: run the emulator until it is told to stop or its parent is gone."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lab.emulator.engine.clock import ClockError, LabClock
from lab.errors import ProjectError
from lab.profiles import DEFAULT_FACTOR, PROFILES
from lab.project import Project, load

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context

PARENT_POLL_SECONDS = 0.5


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lab.emulator", description="AWS on loopback")
    parser.add_argument("--port", type=int, required=True, help="loopback port; 0 takes a free one and prints it")
    parser.add_argument("--profile", choices=PROFILES, default="scaled", help="how long AWS's waits take")
    parser.add_argument("--factor", type=float, default=DEFAULT_FACTOR, help="what 'scaled' divides real waits by")
    parser.add_argument("--project", type=Path, help="the lab.toml that names account and zones; default: none")
    parser.add_argument("--parent-pid", type=int, help="end when this process is gone")
    parser.add_argument("--pid-file", type=Path, help="write our process id here while we run")
    parser.add_argument(
        "--data", type=Path, help="run real databases, caches and tasks, with their files in this folder"
    )
    parser.add_argument("--logs", type=Path, default=Path("logs"), help="with --data: the folder of the tasks' logs")
    parser.add_argument("--warm-cli", type=Path, help="keep an AWS CLI warm for scripts; its port goes into this file")
    return parser


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:  # a zombie answers signal 0 for as long as nobody waits for it
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return True


def _watch(parent: int, stop: threading.Event) -> None:
    while not stop.wait(PARENT_POLL_SECONDS):
        if not _alive(parent):
            os.kill(os.getpid(), signal.SIGTERM)
            return


@contextlib.contextmanager
def _warm_cli(port_file: Path | None) -> Iterator[None]:
    """A child that ends with our end of its standard input, however we go."""
    if port_file is None:
        yield
        return
    command = [sys.executable, "-P", "-m", "lab.toolchain.warm_cli", str(port_file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL):
        yield


@contextlib.contextmanager
def _data_plane(arguments: argparse.Namespace, context: Context, port: int) -> Iterator[None]:
    """Real data behind the API, gone again with it."""
    if arguments.data is None:
        yield
        return
    from lab.data.plane import RealDataPlane, Settings

    root = context.project.root or Path.cwd()
    plane = RealDataPlane(Settings(arguments.data, port, arguments.logs, root))
    try:
        plane.attach(context)
        yield
    finally:
        plane.close()


def main() -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code."""
    parser = _parser()
    arguments = parser.parse_args()
    try:
        clock = LabClock(arguments.profile, arguments.factor)
        project = load(arguments.project) if arguments.project else Project()
    except (ClockError, ProjectError) as wrong:
        parser.error(str(wrong))
    from lab.emulator.engine.context import Context
    from lab.emulator.engine.server import make_server

    context = Context(project, clock)
    try:
        server = make_server(context, arguments.port)
    except (OSError, SystemExit) as busy:
        print(f"the emulator cannot listen on 127.0.0.1:{arguments.port}: {busy}. Choose a free port.", file=sys.stderr)
        return 1
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if arguments.parent_pid:
        threading.Thread(target=_watch, args=(arguments.parent_pid, stop), daemon=True).start()
    if arguments.pid_file:
        arguments.pid_file.write_text(f"{os.getpid()}\n")
    with _warm_cli(arguments.warm_cli), _data_plane(arguments, context, server.server_port):
        print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        stop.wait()
        server.shutdown()
    if arguments.pid_file:
        arguments.pid_file.unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
