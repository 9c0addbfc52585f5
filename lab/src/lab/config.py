"""Where the lab keeps things, and the constants that its parts agree on.

One lab is one folder (`.lab` in the checkout, or what `LAB_HOME` names): tests and demos have labs of their own beside
the one that a person uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
VIRTUALENV = CHECKOUT / ".venv"
STACKS = ("primary", "dr")
# project folder (relative to a workspace) → project name, in the order in which they are brought up
PROJECTS = {".": "standby", "workloads": "standby-workloads"}
PROFILES = ("instant", "scaled", "real")
REGION = "us-east-1"


@dataclass(frozen=True)
class Home:
    """The files of one lab."""

    folder: Path

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
        """Reports and journals that the runbooks and `standby` write in this lab; they outlive it."""
        return self.folder / "reports"

    @property
    def backend(self) -> Path:
        """The file backend: the state of all stacks."""
        return self.folder / "state"


def home_of(environ: Mapping[str, str]) -> Home:
    """`LAB_HOME`, or `.lab` in the checkout."""
    named = environ.get("LAB_HOME")
    return Home(Path(named).resolve() if named else CHECKOUT / ".lab")
