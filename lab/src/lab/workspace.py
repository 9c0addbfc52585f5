"""A copy of the Pulumi projects, to run them for real without touching the user's files.

Config that a run writes (a flipped role, the salt of a passphrase) lands in the copy. The Python packages and the
virtual environment are the project's own.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.config import VIRTUALENV
from lab.errors import CommandError, ProjectError
from lab.project import Project, find

_SECONDS = 600.0
_STOP_SECONDS = 5.0
_SHOWN_LINES = 40


@dataclass(frozen=True)
class Workspace:
    """`folder` looks like the project to Pulumi: every project's folder and `.venv`."""

    folder: Path
    environ: Mapping[str, str]

    def run(
        self,
        *command: str,
        project: str = ".",
        check: bool = True,
        timeout: float = _SECONDS,
        echo: Callable[[str], None] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in a project's folder, in the lab's environment; output is captured as text.

        `echo` gets every line of both outputs as it comes; they then are both in `stdout`. With `check`, a non-zero
        exit raises CommandError with the end of both outputs. Whatever interrupts the wait ends the command and all
        that it started; after `timeout` seconds that is a CommandError, too.
        """
        with subprocess.Popen(
            command,
            cwd=self.folder / project,
            env=dict(self.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if echo else subprocess.PIPE,
            text=True,
            start_new_session=True,  # a process group of its own, to be ended as one
        ) as child:
            try:
                out, err = _lines(child, echo, timeout) if echo else child.communicate(timeout=timeout)
            except subprocess.TimeoutExpired as late:
                _end(child)
                raise CommandError(f"`{' '.join(command)}` was still running after {timeout:.0f} s") from late
            except BaseException:
                _end(child)
                raise
        done = subprocess.CompletedProcess(list(command), child.returncode, out, err)
        return _checked(done) if check else done

    def together(self, *commands: tuple[str, Sequence[str]]) -> list[subprocess.CompletedProcess[str]]:
        """Run several (project, command) at once, each as in `run` with `check`; the results in the same order.

        All of them end before the first failure is raised; an interruption ends them all.
        """
        with contextlib.ExitStack() as opened:
            started = []
            for project, command in commands:
                output = opened.enter_context(tempfile.TemporaryFile("w+"))
                child = subprocess.Popen(
                    command,
                    cwd=self.folder / project,
                    env=dict(self.environ),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    text=True,
                    start_new_session=True,
                )
                started.append((child, output, list(command)))
            try:
                for child, _, _ in started:
                    child.wait(_SECONDS)
            except BaseException:
                for child, _, _ in started:
                    _end(child)
                raise
            done = []
            for child, output, command in started:
                output.seek(0)
                done.append(_checked(subprocess.CompletedProcess(command, child.returncode, output.read(), "")))
            return done

    def pulumi(
        self, *arguments: str, project: str = ".", check: bool = True, timeout: float = _SECONDS
    ) -> subprocess.CompletedProcess[str]:
        """`pulumi <arguments> --non-interactive`, e.g. `pulumi("up", "--yes", "--stack", "dev")`."""
        return self.run("pulumi", *arguments, "--non-interactive", project=project, check=check, timeout=timeout)

    def outputs(self, stack: str, project: str = ".") -> dict[str, Any]:
        """The stack's outputs."""
        done = self.pulumi("stack", "output", "--json", "--stack", stack, project=project)
        outputs: dict[str, Any] = json.loads(done.stdout)
        return outputs


def _checked(done: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    if done.returncode == 0:
        return done
    said = "\n".join(part for part in (_last_lines(done.stdout), _last_lines(done.stderr)) if part)
    raise CommandError(f"`{' '.join(done.args)}` ended with exit code {done.returncode}:\n{said}")


def _lines(child: subprocess.Popen[str], echo: Callable[[str], None], timeout: float) -> tuple[str, str]:
    assert child.stdout is not None
    kept = []
    alarm = threading.Timer(timeout, os.killpg, (child.pid, signal.SIGKILL))
    alarm.start()
    try:
        for line in child.stdout:
            kept.append(line)
            echo(line.rstrip("\n"))
        child.wait()
    finally:
        alarm.cancel()
        alarm.join()
    if alarm.finished.is_set() and child.returncode == -signal.SIGKILL:
        raise subprocess.TimeoutExpired(child.args, timeout)
    return "".join(kept), ""


def _last_lines(text: str) -> str:
    lines = text.rstrip().splitlines()
    left_out = [f"… ({len(lines) - _SHOWN_LINES} lines before)"] if len(lines) > _SHOWN_LINES else []
    return "\n".join([*left_out, *lines[-_SHOWN_LINES:]])


def _end(child: subprocess.Popen[str]) -> None:
    """End the whole group: politely, so that Pulumi and a runbook can say where they stopped; then for good."""
    for number, seconds in ((signal.SIGINT, _STOP_SECONDS), (signal.SIGKILL, None)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.communicate(timeout=seconds)


def copy_projects(target: Path, project: Project | None = None, virtualenv: Path = VIRTUALENV) -> Path:
    """Copy the Pulumi projects and the other folders of `project` into the new folder `target`; returns it.

    The root project is its `Pulumi*.yaml` and `*.py` alone: what else lies at the root is not copied. A link stays one;
    one that leads to what is not copied leads to the project's own. Without `project` it is that of the working folder.
    Raises ProjectError where there is none.
    """
    wanted = project or find(os.environ)
    if wanted.root is None:
        raise ProjectError("there is nothing to copy: no lab.toml at or above the working folder")
    target.mkdir(parents=True)
    for name in dict.fromkeys([*wanted.projects, *wanted.folders]):
        if name == ".":
            for file in sorted([*wanted.root.glob("Pulumi*.yaml"), *wanted.root.glob("*.py")]):
                shutil.copy(file, target)
        else:
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(wanted.root / name, target / name, symlinks=True, ignore=ignored)
    for link in [path for path in target.rglob("*") if path.is_symlink() and not path.exists()]:
        whole = (wanted.root / link.relative_to(target)).resolve()
        link.unlink()
        link.symlink_to(whole)
    (target / ".venv").symlink_to(virtualenv)
    return target
