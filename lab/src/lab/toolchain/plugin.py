"""Pulumi's AWS provider in the lab: the lab's own, or the real plugin where a person asks for it.

The real one talks to the lab as it talks to AWS (`AWS_ENDPOINT_URL`); its waits sleep for real, whatever the profile.

The engine looks for `resource-aws-v<version>` in `PULUMI_HOME/plugins`, and the version must be exactly the one that
the Python SDK asks for. The lab's own is an archive with one launcher at its root, installed by Pulumi's own command.
"""

from __future__ import annotations

import importlib.metadata
import io
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from lab.config import Home
from lab.errors import ToolchainError
from lab.provider import VERSION

EXECUTABLE = "pulumi-resource-aws"
_INSTALL_SECONDS = 60


class Provider(StrEnum):
    """Whose provider carries out the resources of a program."""

    OWN = "own"
    REAL = "real"


def version() -> str:
    """The plugin version that the installed SDK asks for; the stand-in's own where no SDK is installed."""
    try:
        return importlib.metadata.version("pulumi-aws")
    except importlib.metadata.PackageNotFoundError:
        return VERSION


def real(environ: Mapping[str, str]) -> Path:
    """The folder of the real plugin, in the person's own `~/.pulumi`; raises ToolchainError without one."""
    home = environ.get("HOME")
    folder = Path(home or "~").expanduser() / ".pulumi" / "plugins" / f"resource-aws-v{version()}"
    executable = folder / EXECUTABLE
    if not (executable.is_file() and os.access(executable, os.X_OK)):
        raise ToolchainError(
            f"there is no real provider at {executable}: run `pulumi plugin install resource aws {version()}` "
            "outside the lab, or take the lab's own (--provider own)"
        )
    return folder


def chosen(home: Home) -> Provider | None:
    """Which provider this lab has now; None before the first."""
    folder = home.pulumi_home / "plugins" / f"resource-aws-v{version()}"
    if folder.is_symlink():
        return Provider.REAL
    return Provider.OWN if folder.is_dir() else None


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


def install(home: Home, pulumi: Path, python: str, environ: Mapping[str, str], provider: Provider) -> str:
    """Put the plugin where the engine of this lab finds it; quick when it is there. Returns which one, for people.

    Raises ToolchainError when Pulumi refuses it, or when the real one is asked for and is not installed.
    """
    folder = home.pulumi_home / "plugins" / f"resource-aws-v{version()}"
    if provider is Provider.REAL:
        wanted = real(environ)
        if not (folder.is_symlink() and folder.resolve() == wanted.resolve()):
            _remove(folder)
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.symlink_to(wanted)
        return f"the real one, {wanted}"
    if folder.is_symlink():
        _remove(folder)
    present = folder / EXECUTABLE
    if not present.is_file() or present.read_text() != launcher(python):
        _install_archive(home, pulumi, archive(python), environ)
    return "the lab's own"


def _remove(folder: Path) -> None:
    if folder.is_symlink():
        folder.unlink()
    else:
        shutil.rmtree(folder, ignore_errors=True)


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
