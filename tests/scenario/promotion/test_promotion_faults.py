"""Every call of a promotion meets every kind of trouble: it succeeds after bounded retries, or stops and says where.

Whatever happens, DNS is never ahead of the writer and nothing is scaled down; when the trouble is over, `--resume`
reaches the right end, with one irreversible call. A standard run takes a spread sample; all with `STANDBY_FULL=1`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from lab.process import Emulator
from tests.scenario.promotion.points import FULL, Point, first_of_each, spread
from tests.scenario.promotion.runs import ANSWERED, Promoter, assert_promoted, assert_safe, promotions
from tests.scenario.promotion.test_promotion_kill import clean_run, fresh

pytestmark = pytest.mark.scenario
KINDS = ("Throttling", "InternalFailure", "timeout", "drop", "AccessDenied", "ExpiredToken")
SHARDS = 4 if FULL else 1
IMPATIENT = {
    "STANDBY_READ_SECONDS": "1",
    "STANDBY_TRIES": "2",
    "STANDBY_VERIFY_SECONDS": "5",
    "STANDBY_PROBE_SECONDS": "4",
}
LONGEST_SECONDS = 100  # of one run under a fault that stays: bounded, whatever the fault


@pytest.mark.parametrize("shard", range(SHARDS))
def test_trouble_that_passes_is_survived(shard: int, lab: Emulator, aws: Callable[..., Any], promote: Promoter) -> None:
    """One failing answer of a kind that passes by itself."""
    points = first_of_each(clean_run(lab, aws, promote))
    pairs = [(point, kind) for point in points for kind in KINDS[:4]]
    wrong = []
    for point, kind in spread(pairs, 3)[shard::SHARDS]:
        print(point, kind, flush=True)
        made = fresh(lab, aws)
        lab.client.add_fault(**point.rule(error=kind, times=1))
        run = promote(*ANSWERED, environ={"STANDBY_READ_SECONDS": "1"})
        try:
            assert run.code == 0, run.err
            assert_promoted(lab, aws, made)
            assert promotions(lab) == 1
        except AssertionError as failure:
            wrong.append(f"{point} {kind}: {failure}")
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_trouble_that_stays_stops_it_with_words(
    shard: int, lab: Emulator, aws: Callable[..., Any], promote: Promoter
) -> None:
    points = first_of_each(clean_run(lab, aws, promote))
    pairs = [(point, kind) for point in points for kind in KINDS]
    wrong = []
    for point, kind in spread(pairs, 4, offset=7)[shard::SHARDS]:
        print(point, kind, flush=True)
        try:
            stays(point, kind, lab, aws, promote)
        except AssertionError as failure:
            wrong.append(f"{point} {kind}: {failure}")
    assert not wrong, "\n\n".join(wrong)


def stays(point: Point, kind: str, lab: Emulator, aws: Callable[..., Any], promote: Promoter) -> None:
    """The fault stays until the run has ended; then it goes, and the run is resumed."""
    made = fresh(lab, aws)
    lab.client.add_fault(**point.rule(error=kind))
    began = time.monotonic()
    run = promote(*ANSWERED, "--timeout", "30", "--dns-timeout", "5", environ=IMPATIENT)
    assert time.monotonic() - began < LONGEST_SECONDS
    lab.client.clear_faults()
    assert_safe(aws, made)
    if run.code == 0:
        assert_tolerated(point, run.err)
        return
    acting = point.acting or (point.operation in TRIED_LATER and kind in KINDS[:4])
    assert run.code == (4 if acting else 3), run.err
    assert "Traceback" not in run.err
    call = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", point.operation).lower().replace("dbc", "db-c").replace("dbi", "db-i")
    assert call in run.err.replace("--", "-"), run.err
    if acting:
        assert re.search(r"STOPPED in step [a-z-]+\n  what: aws .*\n  do:   \S", run.err), run.err
    again = promote.resume(*ANSWERED)
    assert again.code == 0, again.err
    assert_promoted(lab, aws, made)
    assert promotions(lab) == 1


# a silent Route 53 is a warning of the preflight; the move of the record tries it again, and stops in the end
TRIED_LATER = {"ListResourceRecordSets"}
# what a promotion can do without, and says so: freeze and journal copies, protections, lag
BEST_EFFORT = {"Publish", "DescribeImages", "DescribePendingMaintenanceActions", "GetHostedZone"}
TOLERATED = {"PutParameter", "GetMetricData", "ListResourceRecordSetProtections", "DescribeRule", *BEST_EFFORT}


def assert_tolerated(point: Point, told: str) -> None:
    assert point.operation in TOLERATED, f"{point}: a fault that stays was not noticed"
    assert re.search(r"WARNING|warn |advice |NOT SET", told), told
