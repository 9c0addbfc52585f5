"""Config of a stack file: which keys Pulumi is told to set or remove, the original bytes, and the diff that is shown.

Pulumi's own commands write the file: they keep comments, but turn a bare `true` into a quoted one.
"""

from __future__ import annotations

import difflib
from pathlib import Path

import yaml

from standby.pair.facts import ConfigRole
from standby.private_files import private_folder, private_write

SECONDARY, SOURCE = "standby:isAuroraSecondary", "standby:auroraSourceRegion"
CAPACITY = "standby:capacity"
Commands = tuple[tuple[str, str | None], ...]  # key and value; None removes


def commands(role: ConfigRole) -> Commands:
    """What Pulumi is told so that the file says `role`."""
    return (
        (SECONDARY, "true" if role.is_aurora_secondary else "false"),
        (SOURCE, role.aurora_source_region),
    )


def commands_back(original: str | None) -> Commands:
    """What Pulumi is told so that both keys are as in `original`, the file's text before the flip (None: not known)."""
    before = config(original) if original is not None else {SECONDARY: "false"}
    return tuple((key, before.get(key)) for key in (SECONDARY, SOURCE))


def capacity_of(text: str) -> str | None:
    """What a workloads file says of its capacity."""
    return config(text).get(CAPACITY)


def keep_original(file: Path, kept: Path) -> None:
    """Keep what the file says now, beside the journal."""
    private_folder(kept.parent)
    private_write(kept, file.read_text())


def put_back(file: Path, kept: Path) -> None:
    """The very bytes of before, if the file means the same by now."""
    if kept.is_file() and config(kept.read_text()) == config(file.read_text()):
        file.write_text(kept.read_text())
        kept.unlink()


def diff(before: str, after: str, name: str) -> str:
    """What changed in the file, as a unified diff; empty if nothing did."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), name, name, lineterm="", n=1)
    return "\n".join(lines)


def config(text: str) -> dict[str, str]:
    """The config block as texts: `true` and `"true"` mean the same."""
    block = (yaml.safe_load(text) or {}).get("config") or {}
    return {
        key: str(value).lower() if isinstance(value, bool) else value if isinstance(value, str) else repr(value)
        for key, value in block.items()
    }
