"""Records as files: written whole or not at all, read with every problem told."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from standby.errors import UsageError
from standby.private_files import private_folder, private_write
from standby.record.model import DrillRecord

SUFFIX = ".record.json"


def write(record: DrillRecord, folder: Path) -> Path:
    """The record's file in `folder`, named after the record."""
    private_folder(folder)
    file = folder / f"{record.name}{SUFFIX}"
    draft = file.with_suffix(".draft")
    private_write(draft, record.model_dump_json(by_alias=True, indent=1) + "\n")
    draft.replace(file)
    return file


def read(file: Path) -> DrillRecord:
    """A record from its file.

    Raises:
        UsageError: no such file, or no record; every problem at once.
    """
    try:
        return DrillRecord.model_validate_json(file.read_text())
    except OSError as problem:
        raise UsageError(f"the record {file} cannot be read: {problem.strerror}") from None
    except ValidationError as problem:
        told = [f"  - {'.'.join(map(str, one['loc'])) or 'file'}: {one['msg']}" for one in problem.errors()]
        raise UsageError("\n".join([f"{file} is no record of a drill ({len(told)} problems):", *told[:10]])) from None


def stored(folder: Path) -> tuple[Path, ...]:
    """All records of a folder, oldest first by name."""
    return tuple(sorted(folder.glob(f"*{SUFFIX}")))
