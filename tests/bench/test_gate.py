"""The gate's bench: its states and its launchers; its timings are measured, not tested."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from bench.figures import Cost
from bench.gate import SIZES, compared, comparisons, gate, guard, launcher, measured, state


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
    with pytest.raises(RuntimeError, match=r"analyze .* ended with 3:\nbroken"):
        measured(Path("pack"), tmp_path / "state.json", environ)


def test_processor_time_and_memory_are_the_childs_own(tmp_path: Path) -> None:
    busy = "python3 -c 'x = bytearray(80 << 20); [n * n for n in range(2_000_000)]'"
    fake = launcher(tmp_path, "pulumi", busy)
    environ = {**os.environ, "PATH": f"{fake.parent}{os.pathsep}{os.environ['PATH']}"}
    found = measured(Path("pack"), tmp_path / "state.json", environ)
    assert found.cpu > 0.02
    assert 80 < found.peak < 400


def test_each_cost_stays_with_its_pack(tmp_path: Path) -> None:
    busy = 'for pack; do :; done; [ "$pack" = one ] || python3 -c "[n * n for n in range(2_000_000)]"'
    fake = launcher(tmp_path, "pulumi", busy)
    environ = {**os.environ, "PATH": f"{fake.parent}{os.pathsep}{os.environ['PATH']}"}
    costs = compared(100, {"one": Path("one"), "two": Path("two")}, tmp_path, environ, 2)
    assert [len(found) for found in costs.values()] == [2, 2]
    assert min(found.cpu for found in costs["two"]) > max(found.cpu for found in costs["one"])


def test_without_npm_there_is_nothing_to_compare_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    assert guard(tmp_path, {"XDG_CACHE_HOME": str(tmp_path / "cache")}) is None
    assert os.access(gate(tmp_path), os.X_OK)


def test_growth_and_memory_stand_beside_the_largest_state() -> None:
    costs = {
        count: {"standby": [Cost(9.0, seconds, 200.0)], "AWSGuard": [Cost(9.0, 2 * seconds, 300.0)]}
        for count, seconds in zip(SIZES, (1.0, 1.5, 15.0), strict=True)
    }
    few, middle, many = comparisons(costs)
    assert (few.goal, middle.goal, many.goal) == (None, 0.6, 1.0)
    assert (middle.ratio, middle.verdict) == (0.5, "met")
    assert "exponent 1.00 (goal 1.1)" in many.note
    assert "Largest process 200 MiB (goal 300 MiB)" in many.note
