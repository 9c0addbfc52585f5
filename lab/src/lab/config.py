"""Where the lab keeps things.

One lab is one folder: what `LAB_HOME` names, else `.lab` at the project's root, else one of the person's own. Tests and
demos have labs of their own beside the one that a person uses.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lab.project import Project, find

VIRTUALENV = Path(sys.prefix)
"""The environment that the lab is installed in: its Python, `aws` and `lab`."""


@dataclass(frozen=True)
class Home:
    """One lab: the folder of its files, and the project that it serves."""

    folder: Path
    project: Project = field(default_factory=Project)

    @property
    def pid_file(self) -> Path:
        """Process id of the emulator."""
        return self.folder / "emulator.pid"

    @property
    def port_file(self) -> Path:
        """The emulator's port; stays when the lab is down, so that it comes up where open shells look for it."""
        return self.folder / "emulator.port"

    @property
    def warm_cli_file(self) -> Path:
        """The port of the warm AWS CLI, while there is one."""
        return self.folder / "aws.port"

    @property
    def log_file(self) -> Path:
        """What the emulator says."""
        return self.folder / "emulator.log"

    @property
    def lock_file(self) -> Path:
        """Held while the lab goes up or down."""
        return self.folder / "lock"

    @property
    def pulumi_home(self) -> Path:
        """`PULUMI_HOME`: plugins, credentials of the backend, selected stacks."""
        return self.folder / "pulumi"

    @property
    def reports(self) -> Path:
        """What programs keep between their runs in this lab (their XDG state folder); it outlives the lab."""
        return self.folder / "reports"

    @property
    def task_logs(self) -> Path:
        """What the processes of tasks say; stays when the lab is down."""
        return self.folder / "logs"

    @property
    def backend(self) -> Path:
        """The file backend: the state of all stacks."""
        return self.folder / "state"


def home_of(environ: Mapping[str, str]) -> Home:
    """The lab of the working folder's project, in the folder that the module's docstring tells.

    Raises ProjectError for a lab.toml that cannot be used.
    """
    project, named = find(environ), environ.get("LAB_HOME")
    if named:
        return Home(Path(named).resolve(), project)
    if project.root:
        return Home(project.root / ".lab", project)
    state = environ.get("XDG_STATE_HOME") or Path(environ.get("HOME", "~")).expanduser() / ".local" / "state"
    return Home(Path(state) / "lab", project)
