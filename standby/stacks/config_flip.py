"""The config flip of the primary platform stack: which keys to set or remove, and the file back to the byte at the end.

Pulumi's own commands write the file (they keep comments, but turn a bare `true` into a quoted one). What stood there
before is kept beside the journal, so that the working tree ends as it began; without that copy, on another machine, the
end is the same in meaning.
"""

from __future__ import annotations

import difflib
from pathlib import Path

import yaml

from standby.pair.facts import ConfigRole
from standby.private_files import private_folder, private_write
from standby.stacks.project import role_of

SECONDARY, SOURCE = "standby:isAuroraSecondary", "standby:auroraSourceRegion"
Commands = tuple[tuple[str, str | None], ...]  # key and value; None removes


def commands(role: ConfigRole) -> Commands:
    """What Pulumi is told so that the file says `role`."""
    return (
        (SECONDARY, "true" if role.is_aurora_secondary else "false"),
        (SOURCE, role.aurora_source_region),
    )


def commands_back(original: str | None) -> Commands:
    """What Pulumi is told so that both keys are as in `original`, the file's text before the flip (None: not known)."""
    before = _config(original) if original is not None else {SECONDARY: "false"}
    return tuple((key, before.get(key)) for key in (SECONDARY, SOURCE))


def keep_original(file: Path, kept: Path) -> None:
    """Keep what the file says before the flip; a file that is flipped already is not the original."""
    text = file.read_text()
    if not role_of(_config(text)).flipped:
        private_folder(kept.parent)
        private_write(kept, text)


def put_back(file: Path, kept: Path) -> None:
    """The very bytes of before, if the file means the same by now."""
    if kept.is_file() and _config(kept.read_text()) == _config(file.read_text()):
        file.write_text(kept.read_text())
        kept.unlink()


def diff(before: str, after: str, name: str) -> str:
    """What changed in the file, as a unified diff; empty if nothing did."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), name, name, lineterm="", n=1)
    return "\n".join(lines)


def _config(text: str) -> dict[str, str]:
    """The config block as texts: `true` and `"true"` mean the same."""
    block = (yaml.safe_load(text) or {}).get("config") or {}
    return {
        key: str(value).lower() if isinstance(value, bool) else value if isinstance(value, str) else repr(value)
        for key, value in block.items()
    }
