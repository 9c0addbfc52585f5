"""Files that only their owner may read: journals, logs and reports name accounts, resources and people."""

from __future__ import annotations

import os
from pathlib import Path


def private_folder(folder: Path) -> Path:
    """The folder, made if it is missing; nobody else may enter it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    return folder


def private_write(file: Path, text: str) -> None:
    """The file with this text, whatever was in it."""
    _private_open(file, os.O_TRUNC, text)


def private_append(file: Path, text: str, *, sync: bool = False) -> None:
    """The text at the end of the file; with `sync` it is on disk before this returns."""
    _private_open(file, os.O_APPEND, text, sync=sync)


def _private_open(file: Path, flag: int, text: str, *, sync: bool = False) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | flag, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(text)
        opened.flush()
        if sync:
            os.fsync(descriptor)
