"""Which system account runs the servers, and where their files lie.

PostgreSQL refuses to run as root. A lab that runs as root starts it as `nobody`, in a folder which that account can
reach; a lab of an ordinary user runs everything as that user.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

UNPRIVILEGED = "nobody"
# a UNIX socket's path has at most 107 characters: the folder is short wherever the lab lies
PREFIX = "lab-data-"


@dataclass(frozen=True)
class Account:
    """The account of the servers; `uid` None: the one that we run as."""

    uid: int | None = None
    gid: int | None = None

    @classmethod
    def current(cls) -> Account:
        """`nobody` for root, ourselves for everybody else."""
        if os.geteuid() != 0:
            return cls()
        entry = pwd.getpwnam(UNPRIVILEGED)
        return cls(entry.pw_uid, entry.pw_gid)

    def popen(self) -> dict[str, Any]:
        """The arguments that make `subprocess` run a command as this account."""
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, folder: Path) -> Path:
        """Make `folder`, closed to everybody else."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)
        return folder

    def reaches(self, path: Path) -> bool:
        """Whether this account can enter every folder on the way to `path`."""
        if self.uid is None:
            return True
        resolved = path.resolve()
        return all(part.stat().st_mode & stat.S_IXOTH for part in [resolved, *resolved.parents] if part.is_dir())


def folder_for(home: Path) -> Path:
    """The data folder of the lab whose files lie in `home`: the same one each time, and another for each lab."""
    digest = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir(), f"{PREFIX}{os.geteuid()}-{digest}")


def remove(folder: Path) -> None:
    """Delete a data folder with everything in it; fine when there is none."""
    shutil.rmtree(folder, ignore_errors=True)
