"""One promotion at a time; a dead one is taken over by one other, on any laptop."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from lab.process import Emulator
from tests.scenario.promotion.runs import ANSWERED, Promoter, assert_promoted, held_at, promotions
from tests.scenario.promotion.seed_pair import Pair, put
from tests.scenario.promotion.truth import truth

pytestmark = pytest.mark.scenario


def test_a_second_promotion_is_refused_and_told_who_runs(
    lab: Emulator, aws: Callable[..., Any], pair: Pair, promote: Promoter
) -> None:
    first = held_at("FailoverGlobalCluster", lab, promote)

    second = promote(*ANSWERED)
    resumed = promote("--resume", *ANSWERED)

    assert second.code == resumed.code == 3
    assert f"process {first.process.pid}" in second.err
    assert "still running here" in resumed.err
    lab.client.clear_faults()
    assert first.wait().code == 0
    assert_promoted(lab, aws, pair)
    assert promotions(lab) == 1


def test_two_that_start_together_make_one_promotion(
    lab: Emulator, aws: Callable[..., Any], pair: Pair, promote: Promoter
) -> None:
    runs = [promote.start(*ANSWERED) for _ in range(2)]
    codes = sorted(run.wait().code for run in runs)
    assert codes[0] == 0
    assert set(codes[1:]) <= {3, 4}
    assert_promoted(lab, aws, pair)
    assert promotions(lab) == 1


def test_a_stale_lock_is_explained_and_resume_takes_it_over(
    lab: Emulator, aws: Callable[..., Any], pair: Pair, promote: Promoter
) -> None:
    held_at("FailoverGlobalCluster", lab, promote).kill()
    time.sleep(0.3)
    lab.client.clear_faults()

    again = promote(*ANSWERED)
    assert again.code == 3
    assert "held by run " in again.err
    assert "last heard of at " in again.err
    assert "with --resume" in again.err

    assert promote("--resume", *ANSWERED).code == 0
    found = assert_promoted(lab, aws, pair)
    assert len({line["run"] for line in found["journal"]}) == 1
    assert [line["n"] for line in found["journal"]] == [str(n) for n in range(1, len(found["journal"]) + 1)]
    assert ("run", "resumed") in {(line["step"], line["event"]) for line in found["journal"]}


def test_a_promotion_that_was_taken_over_stops_before_the_irreversible_call(
    lab: Emulator, aws: Callable[..., Any], pair: Pair, promote: Promoter
) -> None:
    """The first laptop only slept; the second believed it dead."""
    suspended = held_at("DescribeGlobalClusters", lab, promote, after=1)

    awake = promote("--resume", *ANSWERED, environ={"HOSTNAME": "another-laptop"})
    assert awake.code == 0, awake.err
    assert "taking over run" in awake.err
    lab.client.clear_faults()
    late = suspended.wait()

    assert late.code == 4, late.err
    assert "overtaken: generation 000002" in late.err
    assert "on another-laptop" in late.err
    assert "Another run owns this promotion now" in late.err
    assert "--resume" not in late.err.split("STOPPED")[1]
    assert promotions(lab) == 1
    assert truth(aws, pair)["lock"] is None
    assert truth(aws, pair)["writers"] == [pair.dr.values["database/cluster-arn"]]


@pytest.mark.usefixtures("pair")
def test_a_finished_run_has_nothing_to_resume(lab: Emulator, promote: Promoter) -> None:
    assert promote(*ANSWERED).code == 0
    lab.client.forget_calls()
    again = promote("--resume", *ANSWERED)
    assert again.code == 0
    assert "is finished: nothing to resume" in again.err
    assert promotions(lab) == 0


@pytest.mark.parametrize("resume", [(), ("--resume",)])
def test_a_failbacks_lock_is_refused_and_left_alone(
    resume: tuple[str, ...], lab: Emulator, aws: Callable[..., Any], pair: Pair, promote: Promoter
) -> None:
    held = "run=failback-1 kind=failback by=someone at=2026-03-01T03:12:00Z"
    put(aws, pair.dr, "incident/lock/000001", held)
    run = promote(*resume, *ANSWERED)
    assert run.code == 3, run.err
    assert "refuse  failback" in run.err
    assert promotions(lab) == 0
    assert truth(aws, pair)["lock"] == held


def test_a_lock_of_an_earlier_version_is_taken_over_with_its_journal(
    lab: Emulator, aws: Callable[..., Any], pair: Pair, promote: Promoter
) -> None:
    put(aws, pair.dr, "incident/lock", "run=R1 host=far pid=1 who=bob since=2026-03-01T03:12:00Z mode=managed")
    put(aws, pair.dr, "incident/journal/R1/0001", '{"n":"1","step":"run","event":"started","ms":"1"}')
    assert promote(*ANSWERED).code == 3
    run = promote("--resume", *ANSWERED)
    assert run.code == 0, run.err
    found = assert_promoted(lab, aws, pair)
    assert found["journal"][0]["n"] == "2"
    assert promote("--force", "already-writer", *ANSWERED).code == 0, "the old lock is settled"
