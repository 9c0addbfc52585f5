"""Which `pulumi` the lab uses: the machine's own where it will do, else one built from its Go module.

A machine's CLI will do when it is new enough and brings its Python language host. Otherwise the pinned version is
built once into the user's cache folder; nothing else on the machine changes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.errors import ToolchainError
from lab.project import Project

VERSION = "3.259.0"
OLDEST = (3, 231)
LANGUAGE_HOST = "pulumi-language-python"
EXEC_SHIM = "pulumi-language-python-exec"
_VERSION_SECONDS = 20


@dataclass(frozen=True)
class Toolchain:
    """`folder` holds `pulumi` and its language host; `reason` says in one line why it is this one."""

    folder: Path
    version: str
    reason: str

    @property
    def pulumi(self) -> Path:
        """The CLI itself."""
        return self.folder / "pulumi"


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Where what is built is kept, one folder per version: `$XDG_CACHE_HOME/lab/toolchain`."""
    base = environ.get("XDG_CACHE_HOME") or Path(environ.get("HOME", "~")).expanduser() / ".cache"
    return Path(base) / "lab" / "toolchain"


def parsed_version(text: str) -> tuple[int, int, int] | None:
    """`v3.259.0`, `3.231.1-alpha` → numbers; None for anything else (a CLI built without a version prints nothing)."""
    match = re.match(r"v?(\d+)\.(\d+)\.(\d+)", text.strip())
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def version_of(pulumi: Path) -> str:
    """What `pulumi version` prints; empty when it cannot be run."""
    environ = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    try:
        run = subprocess.run(
            [pulumi, "version"], capture_output=True, text=True, timeout=_VERSION_SECONDS, check=False, env=environ
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return run.stdout.strip() if run.returncode == 0 else ""


def on_path(path: str) -> Toolchain | str:
    """The machine's own CLI, or the reason why it will not do."""
    oldest = ".".join(map(str, OLDEST))
    found = shutil.which("pulumi", path=path)
    if found is None:
        return f"there is no pulumi on PATH (≥ {oldest} is needed)"
    real = Path(found).resolve()
    version = version_of(real)
    numbers = parsed_version(version)
    if numbers is None or numbers[:2] < OLDEST:
        return f"{found} is version {version or 'unknown'}, ≥ {oldest} is needed"
    if not (real.parent / LANGUAGE_HOST).is_file() and shutil.which(LANGUAGE_HOST, path=path) is None:
        return f"{found} {version} has no Python language host ({LANGUAGE_HOST}) beside it or on PATH"
    return Toolchain(Path(found).parent, version, f"{found} {version} is on PATH")


def built(environ: Mapping[str, str]) -> Toolchain | None:
    """The one in the cache, if it is whole."""
    folder = cache_folder(environ) / f"v{VERSION}"
    if all(os.access(folder / name, os.X_OK) for name in ("pulumi", LANGUAGE_HOST)) and (folder / EXEC_SHIM).is_file():
        return Toolchain(folder, f"v{VERSION}", f"pulumi v{VERSION} was built into {folder}")
    return None


def find(environ: Mapping[str, str]) -> Toolchain:
    """The toolchain as set up; raises ToolchainError when `lab setup` has not been run yet."""
    own = on_path(environ.get("PATH", ""))
    if isinstance(own, Toolchain):
        return own
    cached = built(environ)
    if cached is None:
        raise ToolchainError(f"{own}, and none has been built yet: run `lab setup`")
    return cached


def find_for(project: Project, environ: Mapping[str, str]) -> Toolchain | None:
    """The toolchain, or None where there is none and no project that needs one; else as `find`."""
    try:
        return find(environ)
    except ToolchainError:
        if project.projects:
            raise
        return None
