"""One operator at a time, and what becomes of a dead one's lock."""

from __future__ import annotations

import subprocess
import sys

import pytest

from standby.errors import RefusedError, UnreachableError
from standby.lock import held, text
from tests.standby.fake_ground import START
from tests.standby.fake_world import DR, PRIMARY, FakePair

KEY = "incident/lock"


@pytest.fixture
def dead_pid() -> int:
    """A process ID that was somebody's a moment ago."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def places(pair: FakePair):  # type: ignore[no-untyped-def]
    return (pair.region(DR).parameters, pair.region(PRIMARY).parameters)


def test_held_in_dr_and_given_back_also_after_an_error() -> None:
    pair = FakePair()
    mine = text("run-1", START)
    seen = []

    def fail() -> None:
        seen.append(pair.parameters[DR][KEY])
        raise RuntimeError

    with pytest.raises(RuntimeError), held(places(pair), mine, None, print):
        fail()
    assert seen == [mine]
    assert KEY not in pair.parameters[DR]
    assert KEY not in pair.parameters[PRIMARY]


def test_held_at_home_while_dr_is_silent_and_nowhere_is_an_error() -> None:
    pair = FakePair()
    pair.ground.down.add(DR)
    with held(places(pair), "failback run=a", None, print):
        assert KEY in pair.parameters[PRIMARY]
    pair.ground.down.add(PRIMARY)
    with pytest.raises(UnreachableError), held(places(pair), "failback run=a", None, print):
        pass


@pytest.mark.parametrize(
    ("other", "hint"),
    [
        ("failback run=other host=elsewhere pid=1 since=x", "--take-over other"),
        ("run=p host=elsewhere pid=1", "promote-dr.sh --resume"),
    ],
)
def test_somebody_else_s_lock_is_respected(other: str, hint: str) -> None:
    pair = FakePair()
    pair.parameters[DR][KEY] = other
    with pytest.raises(RefusedError, match=hint) as refused, held(places(pair), "failback run=a", None, print):
        pass
    assert refused.value.reason == "locked"
    assert pair.parameters[DR][KEY] == other


def test_named_lock_is_taken_over_and_a_wrong_name_is_not() -> None:
    pair = FakePair()
    pair.parameters[DR][KEY] = "failback run=other host=elsewhere pid=1 since=x"
    with pytest.raises(RefusedError), held(places(pair), "failback run=a", "another", print):
        pass
    with held(places(pair), "failback run=a", "other", print):
        assert pair.parameters[DR][KEY] == "failback run=a"


def test_lock_of_a_dead_process_of_this_machine_is_taken_over_aloud(dead_pid: int) -> None:
    pair, said = FakePair(), list[str]()
    mine = text("old", START)
    pair.parameters[DR][KEY] = " ".join(f"pid={dead_pid}" if w.startswith("pid=") else w for w in mine.split())
    with held(places(pair), "failback run=a", None, said.append):
        assert pair.parameters[DR][KEY] == "failback run=a"
    assert said == ["taking over from run old, whose process is gone"]


def test_lock_that_another_took_meanwhile_is_not_removed() -> None:
    pair = FakePair()
    with held(places(pair), "failback run=a", None, print):
        pair.parameters[DR][KEY] = "failback run=b"
    assert pair.parameters[DR][KEY] == "failback run=b"
