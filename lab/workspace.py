"""A copy of the Pulumi projects, to run them for real without touching the user's files.

Config that a run writes (a flipped role, the salt of a passphrase) lands in the copy. The Python packages and the
virtual environment are the checkout's.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.config import CHECKOUT, VIRTUALENV

_FOLDERS = ("workloads", "policy")
_SECONDS = 600.0


@dataclass(frozen=True)
class Workspace:
    """`folder` looks like the checkout to Pulumi: root project, `workloads/`, `policy/`, `.venv`."""

    folder: Path
    environ: Mapping[str, str]

    def run(
        self, *command: str, project: str = ".", check: bool = True, timeout: float = _SECONDS
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in a project's folder, in the lab's environment; output is captured as text.

        With `check` a non-zero exit raises AssertionError that shows both outputs.
        """
        done = subprocess.run(
            command,
            cwd=self.folder / project,
            env=dict(self.environ),
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
            stdin=subprocess.DEVNULL,
        )
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(command)} → exit {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def pulumi(
        self, *arguments: str, project: str = ".", check: bool = True, timeout: float = _SECONDS
    ) -> subprocess.CompletedProcess[str]:
        """`pulumi <arguments> --non-interactive`, e.g. `pulumi("up", "--yes", "--stack", "dr")`."""
        return self.run("pulumi", *arguments, "--non-interactive", project=project, check=check, timeout=timeout)

    def outputs(self, stack: str, project: str = ".") -> dict[str, Any]:
        """The stack's outputs."""
        done = self.pulumi("stack", "output", "--json", "--stack", stack, project=project)
        outputs: dict[str, Any] = json.loads(done.stdout)
        return outputs


def copy_projects(target: Path, source: Path = CHECKOUT, virtualenv: Path = VIRTUALENV) -> Path:
    """Copy the Pulumi projects and the policy pack from `source` into the new folder `target`; returns it."""
    target.mkdir(parents=True)
    for file in [*source.glob("Pulumi*.yaml"), source / "__main__.py"]:
        if file.is_file():
            shutil.copy(file, target)
    for name in _FOLDERS:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    (target / ".venv").symlink_to(virtualenv)
    return target
