"""What `standby` writes is for its owner only, whatever the shell's umask says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from standby.private_files import private_append, private_folder, private_write


@pytest.fixture(autouse=True)
def _lax() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_folder_is_closed_also_when_it_was_open(tmp_path: Path) -> None:
    assert mode(private_folder(tmp_path / "a" / "b")) == 0o700
    (tmp_path / "open").mkdir(mode=0o755)
    assert mode(private_folder(tmp_path / "open")) == 0o700


def test_files_are_written_and_appended_for_the_owner(tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    private_append(file, "one\n", sync=True)
    private_append(file, "two\n")
    assert (file.read_text(), mode(file)) == ("one\ntwo\n", 0o600)
    private_write(file, "three\n")
    assert (file.read_text(), mode(file)) == ("three\n", 0o600)
