"""One operator at a time, and what becomes of a dead one's lock."""

from __future__ import annotations

import subprocess
import sys

import pytest

from standby.errors import CloudError, OvertakenError, RefusedError, UnreachableError
from standby.failback.plan import plan
from standby.lock import CHECK_SECONDS, SETTLE_SECONDS, claim_text, held
from standby.pair.observe import observe
from standby.pair.ownership import holder
from tests.standby.fake_ground import START
from tests.standby.fake_world import DR, PRIMARY, FakePair

FIRST, SECOND = "incident/lock/000001", "incident/lock/000002"
OTHER = "run=other kind=failback by=bob@elsewhere at=x host=elsewhere pid=1"


@pytest.fixture
def dead_pid() -> int:
    """A process ID that was somebody's a moment ago."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def owner_of(pair: FakePair, region: str) -> str | None:
    found = holder(pair.parameters[region])
    return found.run if found else None


def test_held_in_both_regions_and_released_also_after_an_error() -> None:
    pair, seen = FakePair(), list[str | None]()

    def fail() -> None:
        seen.extend(owner_of(pair, region) for region in (DR, PRIMARY))
        raise RuntimeError

    with pytest.raises(RuntimeError), held(pair.lock()):
        fail()
    assert seen == ["run-1", "run-1"]
    assert [owner_of(pair, region) for region in (DR, PRIMARY)] == [None, None]
    assert FIRST in pair.parameters[DR]  # nothing is deleted


def test_held_at_the_primary_while_dr_is_silent_and_nowhere_is_an_error() -> None:
    pair = FakePair()
    pair.ground.down.add(DR)
    with held(pair.lock()):
        assert owner_of(pair, PRIMARY) == "run-1"
        pair.ground.down.clear()
        pair.lock().demand()
        assert owner_of(pair, DR) == "run-1"  # taken as soon as the region answers
    pair.ground.down |= {PRIMARY, DR}
    with pytest.raises(UnreachableError), held(pair.lock(run="run-2")):
        pass


@pytest.mark.parametrize(
    ("key", "other", "hint"),
    [
        (FIRST, OTHER, "--take-over other"),
        (FIRST, "run=p kind=promotion by=ann@x at=y", r"promote-dr.sh --resume"),
        ("incident/lock", "failback run=other host=elsewhere pid=1 since=x", "--take-over other"),
        ("incident/lock", "run=p host=elsewhere pid=1", r"promote-dr.sh --resume"),
        ("incident/lock", "x", "delete that parameter by hand"),
    ],
)
@pytest.mark.parametrize("region", [DR, PRIMARY])
def test_somebody_else_s_lock_is_respected_in_either_region(region: str, key: str, other: str, hint: str) -> None:
    pair = FakePair()
    pair.parameters[region][key] = other
    with pytest.raises(RefusedError, match=hint) as refused, held(pair.lock()):
        pass
    assert refused.value.reason == "locked"
    assert pair.parameters[region][key] == other
    free = PRIMARY if region == DR else DR
    assert owner_of(pair, free) is None  # what was taken before that is released


def test_a_promotion_s_lock_is_not_taken_over_even_by_name() -> None:
    pair = FakePair()
    pair.parameters[DR][FIRST] = "run=p kind=promotion"
    with pytest.raises(RefusedError, match="--resume"):
        pair.lock(take_over="p").take()


def test_named_lock_is_taken_over_after_a_while_and_a_wrong_name_is_not() -> None:
    pair = FakePair()
    pair.parameters[DR][FIRST] = OTHER
    with pytest.raises(RefusedError):
        pair.lock(take_over="another").take()
    begun = pair.ground.now
    with held(pair.lock(take_over="other")):
        assert owner_of(pair, DR) == "run-1"
        assert pair.parameters[DR][SECOND].endswith("takes-over=000001")
        assert (pair.ground.now - begun).total_seconds() >= SETTLE_SECONDS
    assert pair.parameters[DR][FIRST] == OTHER


def test_lock_of_a_dead_process_of_this_machine_is_taken_over_aloud(dead_pid: int) -> None:
    pair, said = FakePair(), list[str]()
    pair.parameters[DR][FIRST] = claim_text("old", START, dead_pid)
    lock = pair.lock()
    lock.say = said.append
    with held(lock):
        assert owner_of(pair, DR) == "run-1"
    assert said == ["taking over from run old, whose process is gone"]


def test_overtaken_says_by_whom_and_releases_nothing_of_the_other() -> None:
    pair = FakePair()
    first, second = pair.lock(run="first"), pair.lock(take_over="first", run="second", pid=2)
    first.take()
    second.take()
    with pytest.raises(OvertakenError, match="overtaken by failback second"):
        first.demand()
    first.release()
    assert owner_of(pair, DR) == "second"
    second.demand()


def test_check_counts_for_a_while_and_not_longer() -> None:
    pair = FakePair()
    lock = pair.lock()
    lock.take()
    before = len(pair.ground.calls)
    lock.demand_fresh()
    assert len(pair.ground.calls) == before
    pair.ground.advance(CHECK_SECONDS)
    lock.demand_fresh()
    assert len(pair.ground.calls) > before


def test_empty_answer_is_no_answer() -> None:
    pair = FakePair()
    lock = pair.lock()
    lock.take()
    pair.parameters[DR].pop(FIRST)  # the answer, not the truth: nothing ever deletes it
    with pytest.raises(CloudError, match="was not answered"):
        lock.demand()


def test_own_claim_whose_answer_was_lost_is_known_again() -> None:
    pair = FakePair()
    lost = pair.lock()
    pair.parameters[DR][FIRST] = claim_text("run-1", START, 1)
    lost.take()
    assert [key for key in pair.parameters[DR] if key.startswith("incident/lock/")] == [FIRST]


MOVED = f"run=p kind=promotion by=ann@x at=y mode=switchover region={DR}"


def test_what_a_finished_promotion_left_in_a_region_that_it_lost_is_taken_over() -> None:
    pair = FakePair()
    pair.parameters[PRIMARY][FIRST] = MOVED
    pair.parameters[DR] |= {FIRST: MOVED, SECOND: f"{MOVED} takes-over=000001", f"{SECOND}/released": "run=p at=z"}
    assert plan(observe(pair.world())).stop is None
    with held(pair.lock()):
        assert "takes-over=000001" in pair.parameters[PRIMARY][SECOND]
        assert owner_of(pair, PRIMARY) == owner_of(pair, DR) == "run-1"


@pytest.mark.parametrize(
    "there",
    [
        {},  # nothing is known of it
        {FIRST: MOVED},  # it goes on
        {FIRST: MOVED, f"{FIRST}/released": "run=p at=z", SECOND: MOVED},  # it was resumed
        {FIRST: OTHER, f"{FIRST}/released": "run=other at=z"},  # somebody else's
    ],
)
def test_a_promotion_that_may_go_on_keeps_both_regions(there: dict[str, str]) -> None:
    pair = FakePair()
    pair.parameters[PRIMARY][FIRST] = MOVED
    pair.parameters[DR] |= there
    found = plan(observe(pair.world())).stop
    assert found is not None
    assert found.reason == "promotion-running"
    with pytest.raises(RefusedError, match=r"promote-dr\.sh --resume"), held(pair.lock()):
        pass


def test_a_switchover_that_gave_the_peer_back_first_still_owns_the_region_it_moves_to() -> None:
    pair = FakePair()
    pair.parameters[DR][FIRST] = MOVED
    pair.parameters[PRIMARY] |= {FIRST: MOVED, f"{FIRST}/released": "run=p at=z"}
    assert plan(observe(pair.world())).stop is not None
    with pytest.raises(RefusedError, match=r"promote-dr\.sh --resume"), held(pair.lock()):
        pass


def test_a_check_is_as_old_as_its_first_read() -> None:
    """Suspended between the reads of the two regions, and the second one silent: what follows must look again."""
    pair = FakePair()
    lock = pair.lock()
    lock.take()
    asked = pair.ground.now
    lock.demand()
    assert pair.ground.now > asked
    assert lock.checked == asked
