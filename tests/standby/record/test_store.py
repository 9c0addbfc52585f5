"""Records as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from standby.errors import UsageError
from standby.record.store import read, stored, write
from tests.standby.record.records import drill


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    file = write(drill(), tmp_path / "records")
    assert read(file) == drill()
    assert stored(tmp_path / "records") == (file,)
    assert '"rtoSeconds"' in file.read_text()


@pytest.mark.parametrize(("text", "told"), [("{", "Invalid JSON"), ('{"kind": "drill"}', "name: Field required")])
def test_a_file_that_is_no_record_is_told(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "x.record.json"
    file.write_text(text)
    with pytest.raises(UsageError, match=rf"(?s)is no record of a drill.*{told}"):
        read(file)
    with pytest.raises(UsageError, match="cannot be read"):
        read(tmp_path / "none")
