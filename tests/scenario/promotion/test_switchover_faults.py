"""The calls of a planned move meet trouble that stays: it stops with words, and resumes to the right end afterwards.

Whatever happens, one cluster writes, no work runs in two regions, and a switchover that did not happen leaves the old side
serving with its work. A standard run takes a spread sample; every call with every kind with `STANDBY_FULL=1`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from lab.process import Emulator
from tests.scenario.promotion import seed_pair as seeding
from tests.scenario.promotion.points import FULL, Point, first_of_each, spread
from tests.scenario.promotion.runs import Promoter
from tests.scenario.promotion.seed_pair import OFF, Pair
from tests.scenario.promotion.switchovers import (
    PLANNED,
    assert_moved,
    assert_one_runner,
    fresh_pair,
    rule_of,
    runs_in,
    switchovers,
    writers,
)
from tests.scenario.promotion.test_switchover_kill import clean_points

pytestmark = pytest.mark.scenario
KINDS = ("Throttling", "InternalFailure", "timeout", "refuse", "AccessDenied", "ExpiredToken")
SHARDS = 6 if FULL else 1
IMPATIENT = {
    "STANDBY_READ_SECONDS": "1",
    "STANDBY_TRIES": "2",
    "STANDBY_VERIFY_SECONDS": "5",
    "STANDBY_PROBE_SECONDS": "4",
}


@pytest.mark.parametrize("shard", range(SHARDS))
def test_trouble_that_stays_stops_it_with_words(
    shard: int, lab: Emulator, aws: Callable[..., Any], promote: Promoter
) -> None:
    points = first_of_each(clean_points(lab, aws, promote))
    pairs = [(point, kind) for point in points for kind in KINDS]
    chosen = spread(pairs, 3, offset=5)[shard::SHARDS]
    if not FULL:
        chosen += [(p, kind) for p, kind in pairs if p.operation == "SwitchoverGlobalCluster" and kind in KINDS[2:5:2]]
    wrong = []
    for point, kind in chosen:
        print(point, kind, flush=True)
        try:
            stays(point, kind, lab, aws, promote)
        except AssertionError as failure:
            wrong.append(f"{point} {kind}: {failure}")
    assert not wrong, "\n\n".join(wrong)


def stays(point: Point, kind: str, lab: Emulator, aws: Callable[..., Any], promote: Promoter) -> None:
    """The fault stays until the run has ended; then it goes, and the run is resumed."""
    pair = fresh_pair(lab, aws)
    lab.client.add_fault(**point.rule(error=kind))
    run = promote(*PLANNED, "--timeout", "15", "--dns-timeout", "5", environ=IMPATIENT)
    lab.client.clear_faults()
    assert run.code in (0, 3, 4), run.err
    assert "Traceback" not in run.err
    assert "unbound" not in run.err
    assert_safe(aws, pair, run.err)
    if run.code == 0:
        assert re.search(r"WARNING|warn |NOT SET", run.err), f"not noticed: {run.err}"
        assert_moved(lab, aws, pair.dr, pair.primary, frozen=False)
        return
    again = promote.resume(*PLANNED)
    assert again.code == 0, again.err
    assert_moved(lab, aws, pair.dr, pair.primary)
    assert switchovers(lab) == 1


def assert_safe(aws: Callable[..., Any], pair: Pair, told: str) -> None:
    """One writer, no work in two regions; what is said of the old side is so."""
    (writer,) = writers(aws, pair.dr.name)
    assert_one_runner(aws, pair)
    serves = pair.primary.name
    if "serves as before" in told:
        assert writer == pair.primary.values["database/cluster-arn"]
        assert runs_in(aws, serves)[OFF] == seeding.DESIRED
        assert rule_of(aws, serves) == "ENABLED"
