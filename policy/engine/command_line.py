"""The policy config file that the CLI was given, as far as the pack can see it: in its parent's command line.

The engine hands the config over only once it has read it, and it ends with `invalid enforcement level ""` where a name
is unknown and no level stands beside it. So the pack looks at the file itself when it starts. Where it cannot (another
system than Linux, several packs), the engine's own word stands.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

OPTION = "--policy-pack-config"
PACK = "--policy-pack"
_ANCESTORS = 6


def given_config(proc: Path = Path("/proc"), start: int | None = None) -> Mapping[str, Any]:
    """The one config of the one pack of this run; nothing where it cannot be told."""
    for pid in _ancestors(proc, start or os.getppid()):
        arguments = _arguments(proc, pid)
        if list(_values(arguments, OPTION)):
            files, packs = list(_values(arguments, OPTION)), list(_values(arguments, PACK))
            return _read(proc / str(pid) / "cwd" / files[0]) if len(files) == len(packs) == 1 else {}
    return {}


def _ancestors(proc: Path, pid: int) -> Iterator[int]:
    for _ in range(_ANCESTORS):
        if pid <= 1:
            return
        yield pid
        try:
            after_name = (proc / str(pid) / "stat").read_text(encoding="utf-8").rpartition(")")[2]
            pid = int(after_name.split()[1])
        except (OSError, ValueError, IndexError):
            return


def _arguments(proc: Path, pid: int) -> list[str]:
    try:
        return (proc / str(pid) / "cmdline").read_text(encoding="utf-8").split("\0")
    except (OSError, UnicodeDecodeError):
        return []


def _values(arguments: Sequence[str], option: str) -> Iterator[str]:
    """What follows an option, as the next argument or after an equals sign."""
    for at, argument in enumerate(arguments):
        if argument == option and at + 1 < len(arguments):
            yield arguments[at + 1]
        elif argument.startswith(f"{option}="):
            yield argument.partition("=")[2]


def _read(path: Path) -> Mapping[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # the engine says what is wrong with it
    return value if isinstance(value, dict) else {}
