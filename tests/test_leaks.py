"""The scan for secrets finds what is planted, in each form, and nothing else."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from tests.leaks import leaks

SECRET, QUOTED = "pa55/word+of=the-database", 'pa55"word\\of-the-cache'


@pytest.mark.parametrize(
    "planted",
    [
        f"password={SECRET}",
        json.dumps({"password": QUOTED}),
        base64.b64encode(SECRET.encode()).decode(),
        *(base64.b64encode(f"{'u' * shift}:{SECRET}@host".encode()).decode() for shift in range(3)),
    ],
)
def test_a_planted_secret_is_found(tmp_path: Path, planted: str) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "state.json").write_text(f"... {planted} ...")
    (tmp_path / "clean.json").write_text(json.dumps({"password": "pa55"}))
    (found,) = leaks([SECRET, QUOTED], [tmp_path])
    assert found == f"{tmp_path}/deep/state.json holds secret {int('cache' in planted)}"


def test_a_value_that_is_too_short_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="fewer than 8"):
        leaks(["app"], [tmp_path])
