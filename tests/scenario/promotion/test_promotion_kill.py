"""`kill -9` at every AWS call, then `--resume` on another laptop: the right end state, one irreversible call.

The lab holds the chosen call, the whole process group is killed, then the lab lets go: held `before`, the call never
reaches AWS; held `after`, AWS has done it and nobody has heard. A standard run takes a spread sample; all points with
`STANDBY_FULL=1`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from lab.process import Emulator
from tests.scenario.promotion.points import FULL, Point, points_of, spread
from tests.scenario.promotion.runs import (
    ANSWERED,
    Promoter,
    assert_promoted,
    assert_safe,
    promotions,
    raise_above_production,
)
from tests.scenario.promotion.seed_pair import seed_pair

pytestmark = pytest.mark.scenario
SHARDS = 4 if FULL else 1
ALWAYS = {
    ("FailoverGlobalCluster", "before"),
    ("FailoverGlobalCluster", "after"),
    ("ChangeResourceRecordSets", "after"),
}


def kill_at(point: Point, phase: str, lab: Emulator, promote: Promoter) -> bool:
    """Start a promotion and kill it at the call; False when it ended without making that call."""
    rule = lab.client.add_fault(**point.rule(error="hold", phase=phase, times=1))
    started = promote.start(*ANSWERED)
    while started.process.poll() is None:
        if any(found["id"] == rule["id"] and found["held"] for found in lab.client.faults()):
            started.kill()
            break
        time.sleep(0.02)
    else:
        started.wait()
        lab.client.clear_faults()
        return False
    time.sleep(0.2)  # connections of the killed close
    lab.client.clear_faults()
    while any(call["outcome"] in ("in flight", "held") for call in lab.client.calls()):
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("shard", range(SHARDS))
def test_killed_anywhere_it_resumes_to_the_right_end(
    shard: int, lab: Emulator, aws: Callable[..., Any], promote: Promoter
) -> None:
    points = clean_run(lab, aws, promote)
    assert len(points) > 40
    pairs = [(point, phase) for point in points for phase in ("before", "after")]
    chosen = spread(pairs, 3, offset=3)[shard::SHARDS]
    if not FULL:
        chosen += [(p, phase) for p, phase in pairs if (p.operation, phase) in ALWAYS]
    wrong, killed = [], 0
    for point, phase in chosen:
        fresh_pair = fresh(lab, aws)
        killed += kill_at(point, phase, lab, promote)
        try:
            assert_safe(aws, fresh_pair)
            run = promote.resume(*ANSWERED)
            assert run.code == 0, run.err
            assert_promoted(lab, aws, fresh_pair)
            assert promotions(lab) == 1
        except AssertionError as failure:
            wrong.append(f"{point} {phase}: {failure}")
    print(f"killed at {killed} of {len(chosen)} points")
    assert not wrong, "\n\n".join(wrong)
    assert killed >= 0.8 * len(chosen)


_clean: list[Point] = []


def clean_run(lab: Emulator, aws: Callable[..., Any], promote: Promoter) -> list[Point]:
    """The calls of a promotion without trouble; made once per worker."""
    if not _clean:
        made = fresh(lab, aws)
        assert promote(*ANSWERED).code == 0
        _clean.extend(points_of(lab))
        assert_promoted(lab, aws, made)
    return _clean


def fresh(lab: Emulator, aws: Callable[..., Any]) -> Any:
    """An empty lab with a new pair in it, and an empty journal of calls."""
    lab.client.clear_faults()
    lab.client.reset()
    made = seed_pair(aws)
    raise_above_production(aws, made)
    lab.client.forget_calls()
    return made
