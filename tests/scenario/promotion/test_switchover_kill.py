"""`kill -9` at the calls of a planned move, then `--resume`: the right end each time, one switchover call, no writer lost.

A standard run takes the calls that matter most and a spread sample; all calls, before and after, with `STANDBY_FULL=1`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from lab.process import Emulator
from tests.scenario.promotion.points import FULL, Point, points_of, spread
from tests.scenario.promotion.runs import Promoter
from tests.scenario.promotion.seed_pair import Pair
from tests.scenario.promotion.switchovers import (
    PLANNED,
    assert_moved,
    assert_one_runner,
    fresh_pair,
    switchovers,
    writers,
)

pytestmark = pytest.mark.scenario
SHARDS = 6 if FULL else 1
ALWAYS = {("SwitchoverGlobalCluster", "before"), ("SwitchoverGlobalCluster", "after"), ("DisableRule", "after")}


@pytest.mark.parametrize("shard", range(SHARDS))
def test_killed_anywhere_it_resumes_to_the_right_end(
    shard: int, lab: Emulator, aws: Callable[..., Any], promote: Promoter
) -> None:
    points = clean_points(lab, aws, promote)
    assert len(points) > 60
    pairs = [(point, phase) for point in points for phase in ("before", "after")]
    chosen = spread(pairs, 2, offset=11)[shard::SHARDS]
    if not FULL:
        chosen += [(p, phase) for p, phase in pairs if (p.operation, phase) in ALWAYS]
    wrong, killed = [], 0
    for point, phase in chosen:
        print(point, phase, flush=True)
        pair = fresh_pair(lab, aws)
        killed += kill_at(point, phase, lab, promote)
        try:
            after_the_kill(lab, aws, promote, pair)
        except AssertionError as failure:
            wrong.append(f"{point} {phase}: {failure}")
    print(f"killed at {killed} of {len(chosen)} points")
    assert not wrong, "\n\n".join(wrong)
    assert killed >= 0.8 * len(chosen)


def after_the_kill(lab: Emulator, aws: Callable[..., Any], promote: Promoter, pair: Pair) -> None:
    assert len(writers(aws, pair.dr.name)) == 1
    assert_one_runner(aws, pair)
    run = promote.resume(*PLANNED)
    assert run.code == 0, run.err
    assert_moved(lab, aws, pair.dr, pair.primary)
    assert switchovers(lab) == 1
    assert [one["lost_writes"] for one in lab.client.truth()["promotions"]] == [0]


def kill_at(point: Point, phase: str, lab: Emulator, promote: Promoter) -> bool:
    """Start a planned move and kill it at the call; False when it ended without making that call."""
    rule = lab.client.add_fault(**point.rule(error="hold", phase=phase, times=1))
    started = promote.start(*PLANNED, environ={"STANDBY_READ_SECONDS": "60"})
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


_clean: list[Point] = []


def clean_points(lab: Emulator, aws: Callable[..., Any], promote: Promoter) -> list[Point]:
    """The calls of a planned move without trouble; made once per worker."""
    if not _clean:
        pair = fresh_pair(lab, aws)
        run = promote(*PLANNED)
        assert run.code == 0, run.err
        _clean.extend(points_of(lab))
        assert_moved(lab, aws, pair.dr, pair.primary)
    return _clean
