"""The gate's bench: its states and its launchers; its timings are measured, not tested."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from bench.gate import SIZES, launcher, measured, packs, state


@pytest.mark.parametrize("count", SIZES)
def test_a_state_has_as_many_resources_as_it_says(count: int) -> None:
    resources = state(count)["deployment"]["resources"]
    managed = [one for one in resources if one["type"].startswith("aws:")]
    assert len(managed) == count
    assert len({one["urn"] for one in resources}) == len(resources)


def test_a_launcher_runs_with_the_engines_address(tmp_path: Path) -> None:
    made = launcher(tmp_path, "pack", 'echo "address $1"')
    done = subprocess.run([str(made), "127.0.0.1:1"], capture_output=True, text=True, check=True)
    assert done.stdout == "address 127.0.0.1:1\n"


def test_a_pack_that_fails_is_no_measurement(tmp_path: Path) -> None:
    fake = launcher(tmp_path, "pulumi", "echo broken >&2; exit 3")
    environ = {**os.environ, "PATH": f"{fake.parent}{os.pathsep}{os.environ['PATH']}"}
    with pytest.raises(RuntimeError, match=r"pack ended with 3:\nbroken"):
        measured(Path("pack"), tmp_path / "state.json", environ)


def test_without_npm_there_are_our_packs_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    found = packs(tmp_path, {"XDG_CACHE_HOME": str(tmp_path / "cache")})
    assert list(found) == ["standby", "standby, each policy reading for itself", "floor: one rule that does nothing"]
    assert all(os.access(pack, os.X_OK) for pack in found.values())
