"""The lab's Pulumi stacks: empty ones to work with, and gone again on reset.

A stack is made in a folder that holds nothing but the project's name: `pulumi stack init` writes the salt of its
passphrase into `Pulumi.<stack>.yaml`, and a lab has no business in the user's files. `pulumi up` writes one there all
the same; it means something for as long as the stack's state is there, and goes with it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lab.config import Home
from lab.errors import ToolchainError
from lab.toolchain.pulumi_cli import cache_folder

_SECONDS = 60


def ensure(home: Home, environ: Mapping[str, str]) -> None:
    """Make the stacks of the project that are not there yet. `environ` is the lab's own, see `lab.shell`.

    Raises ToolchainError with Pulumi's words.
    """
    missing = [pair for pair in home.project.pairs if not _state(home, *pair).exists()]
    if missing and missing == home.project.pairs:
        _empty_backend(missing, environ, home.backend)
    else:
        home.backend.mkdir(parents=True, exist_ok=True)
        for pair in missing:
            _make(pair, environ)


def _empty_backend(pairs: list[tuple[str, str]], environ: Mapping[str, str], backend: Path) -> None:
    """A backend with empty stacks. They are the same for every lab, so Pulumi makes them once per CLI and project."""
    found = shutil.which("pulumi", path=environ["PATH"])
    if found is None:
        raise ToolchainError("there is no pulumi on the lab's PATH: run `lab setup`")
    cli = Path(found).stat()
    kind = hashlib.sha256(json.dumps([cli.st_size, cli.st_mtime_ns, pairs]).encode()).hexdigest()[:16]
    template = cache_folder(environ).parent / "stacks" / kind
    if not template.is_dir():
        template.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=template.parent) as scratch:
            made = Path(scratch, "state")
            made.mkdir()
            there = {**environ, "PULUMI_BACKEND_URL": f"file://{made}"}
            _make(pairs[0], there)  # the first one lays out the backend
            with ThreadPoolExecutor() as pool:
                list(pool.map(lambda pair: _make(pair, there), pairs[1:]))
            with contextlib.suppress(OSError):  # somebody was quicker
                made.rename(template)
    shutil.copytree(template, backend, dirs_exist_ok=True)


def forget(home: Home) -> None:
    """Drop the state of every stack: what it describes is gone with the emulator's memory.

    The salts of these very stacks, and of those that a person made beside them, leave the project's stack files with
    it, unless a file holds secrets under one.
    """
    for folder, name in home.project.projects.items():
        for state in sorted(_state(home, name, "*").parent.glob("*.json")):
            if home.project.root:
                _drop_salt(home.project.root / folder / f"Pulumi.{state.stem}.yaml", _salt(state))
    shutil.rmtree(home.backend, ignore_errors=True)
    shutil.rmtree(home.pulumi_home / "workspaces", ignore_errors=True)


def _state(home: Home, project: str, stack: str) -> Path:
    return home.backend / ".pulumi" / "stacks" / project / f"{stack}.json"


def _salt(state: Path) -> str | None:
    """The salt of a stack with a passphrase, as its state has it."""
    try:
        checkpoint = json.loads(state.read_text())["checkpoint"]["latest"]
        return str(checkpoint["secrets_providers"]["state"]["salt"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _drop_salt(file: Path, salt: str | None) -> None:
    line = f"encryptionsalt: {salt}\n"
    if salt is None or not file.is_file():
        return
    text = file.read_text()
    if line in text and "secure:" not in text:
        file.write_text(text.replace(line, ""))


def _make(missing: tuple[str, str], environ: Mapping[str, str]) -> None:
    project, stack = missing
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch, "Pulumi.yaml").write_text(f"name: {project}\nruntime: python\n")
        run = subprocess.run(
            ["pulumi", "stack", "init", stack, "--no-select", "--non-interactive"],
            cwd=scratch,
            env=dict(environ),
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
    if run.returncode != 0 and "already exists" not in run.stderr:
        raise ToolchainError(f"pulumi could not make the stack {project}/{stack}: {run.stderr.strip()}")
