"""Pulumi's AWS provider in the lab: the real plugin where the machine has it, else the lab's own under the same name.

The engine looks for `resource-aws-v<version>` in `PULUMI_HOME/plugins`, and the version must be exactly the one that
the Python SDK asks for. The lab's own is an archive with one launcher at its root, installed by Pulumi's own command.
"""

from __future__ import annotations

import importlib.metadata
import io
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

from lab.config import Home
from lab.errors import ToolchainError
from lab.provider import VERSION

EXECUTABLE = "pulumi-resource-aws"
_INSTALL_SECONDS = 60


def version() -> str:
    """The plugin version that the installed SDK asks for; the stand-in's own where no SDK is installed."""
    try:
        return importlib.metadata.version("pulumi-aws")
    except importlib.metadata.PackageNotFoundError:
        return VERSION


def real(environ: Mapping[str, str]) -> Path | None:
    """The folder of the real plugin on this machine, if it is installed: in the user's own `~/.pulumi`."""
    home = environ.get("HOME")
    folder = Path(home or "~").expanduser() / ".pulumi" / "plugins" / f"resource-aws-v{version()}"
    executable = folder / EXECUTABLE
    return folder if executable.is_file() and os.access(executable, os.X_OK) else None


def launcher(python: str) -> str:
    """The lab's plugin: `lab.provider` in the interpreter of the virtual environment."""
    return f'#!/bin/sh\nexec "{python}" -P -m lab.provider "$@"\n'


def archive(python: str) -> bytes:
    """The plugin as a `.tar.gz` with the executable at its root."""
    content = launcher(python).encode()
    entry = tarfile.TarInfo(EXECUTABLE)
    entry.size, entry.mode = len(content), 0o755
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def install(home: Home, pulumi: Path, python: str, environ: Mapping[str, str]) -> str:
    """Put the plugin where the engine of this lab finds it; quick when it is there. Returns which one, for people.

    Raises ToolchainError when Pulumi refuses it.
    """
    folder = home.pulumi_home / "plugins" / f"resource-aws-v{version()}"
    own = real(environ)
    if own is not None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if not folder.is_symlink():
            folder.symlink_to(own)
        return f"the real one, {own}"
    present = folder / EXECUTABLE
    if not present.is_file() or present.read_text() != launcher(python):
        _install_archive(home, pulumi, archive(python), environ)
    return "the lab's own"


def _install_archive(home: Home, pulumi: Path, content: bytes, environ: Mapping[str, str]) -> None:
    home.pulumi_home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.folder) as scratch:
        path = Path(scratch, "aws.tgz")
        path.write_bytes(content)
        command = [str(pulumi), "plugin", "install", "resource", "aws", version(), "--file", str(path), "--reinstall"]
        run = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            timeout=_INSTALL_SECONDS,
            env={**environ, "PULUMI_HOME": str(home.pulumi_home), "PULUMI_SKIP_UPDATE_CHECK": "true"},
        )
    if run.returncode != 0:
        raise ToolchainError(f"pulumi refused the provider plugin: {(run.stderr or run.stdout).strip()}")
