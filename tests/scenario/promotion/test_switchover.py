"""The planned move: `--mode switchover`, there and back, with a client that writes all the time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lab.process import Emulator
from tests.scenario.promotion.runs import Promoter
from tests.scenario.promotion.seed_pair import Pair
from tests.scenario.promotion.switchovers import PLANNED, Writer, assert_moved, fresh_pair, switchovers

pytestmark = pytest.mark.scenario
Factory = Callable[..., Any]


def test_there_and_back_twice_loses_no_acknowledged_write(lab: Emulator, aws: Factory, promote: Promoter) -> None:
    pair = fresh_pair(lab, aws)
    with Writer(lab) as writer:
        for serving, other in [(pair.dr, pair.primary), (pair.primary, pair.dr)] * 2:
            run = promote(*PLANNED, region=serving.name)
            assert run.code == 0, run.err
            assert "Lost writes: none" in run.out
            assert "Writes failed for: " in run.out
            assert_moved(lab, aws, serving, other)
    assert switchovers(lab) == 4
    truth = lab.client.truth()
    assert [one["lost_writes"] for one in truth["promotions"]] == [0, 0, 0, 0]
    taken = sum(cluster["writes"] for cluster in truth["writes"].values())
    assert writer.acknowledged > 20
    assert taken >= writer.acknowledged


def test_lag_that_is_too_high_refuses_before_anything_changes(lab: Emulator, aws: Factory, promote: Promoter) -> None:
    pair = fresh_pair(lab, aws)
    lab.client.forget_calls()
    run = promote(*PLANNED, "--max-lag-ms", "1")
    assert run.code == 3, run.err
    assert "refuse  lag" in run.err
    assert "at most 1 ms is required" in run.err
    assert switchovers(lab) == 0
    assert_unmoved(lab, aws, pair)


def assert_unmoved(lab: Emulator, aws: Factory, pair: Pair) -> None:
    assert_moved(lab, aws, pair.primary, pair.dr, frozen=False)


@pytest.mark.parametrize("mode", ["refuse", "5xx"])
def test_a_dead_peer_refuses_and_names_the_other_mode(
    mode: str, lab: Emulator, aws: Factory, promote: Promoter
) -> None:
    fresh_pair(lab, aws)
    lab.client.outage("us-east-1", mode)
    run = promote(*PLANNED)
    assert run.code == 3, run.err
    assert "the contract of us-east-1 cannot be read" in run.err
    assert "--mode managed" in run.err
    assert switchovers(lab) == 0


def test_a_refused_switchover_leaves_the_old_side_serving_with_its_work(
    lab: Emulator, aws: Factory, promote: Promoter
) -> None:
    pair = fresh_pair(lab, aws)
    lab.client.add_fault(
        service="rds", operation="SwitchoverGlobalCluster", error="InvalidGlobalClusterStateFault", status=400
    )
    run = promote(*PLANNED)
    assert run.code == 4, run.err
    assert "us-east-1 serves as before: it is the writer, its single-runner work and schedules run again" in run.err
    assert_unmoved(lab, aws, pair)

    lab.client.clear_faults()
    again = promote(*PLANNED, "--resume")
    assert again.code == 0, again.err
    assert_moved(lab, aws, pair.dr, pair.primary)
    assert switchovers(lab) == 1


def test_a_dry_run_prints_the_calls_of_both_regions_and_changes_nothing(
    lab: Emulator, aws: Factory, promote: Promoter
) -> None:
    pair = fresh_pair(lab, aws)
    run = promote("--mode", "switchover", "--dry-run")
    assert run.code == 0, run.err
    assert_unmoved(lab, aws, pair)
    lines = [line for line in run.out.splitlines() if "] aws " in line]
    (call,) = [line for line in lines if "switchover-global-cluster" in line]
    assert call.endswith("--region us-east-1")
    lowered = [line for line in lines if "--desired-count 0" in line]
    assert lowered
    assert all(line.endswith("--region us-east-1") for line in lowered)
    assert lines.index(lowered[0]) < lines.index(call)
    groups = [line.split("]")[0].strip("[") for line in run.out.splitlines() if line.startswith("[")]
    assert groups == sorted(groups)


def test_the_region_that_serves_already_has_nothing_to_move(lab: Emulator, aws: Factory, promote: Promoter) -> None:
    fresh_pair(lab, aws)
    run = promote(*PLANNED, region="us-east-1")
    assert run.code == 3, run.err
    assert "is the writer already" in run.err
