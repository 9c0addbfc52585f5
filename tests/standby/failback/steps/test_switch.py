"""The switchover and the record: each single thing wrong is refused by its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from standby.errors import StepError
from standby.failback.steps.switch import may_move_record, may_switch_over, move_record_to_primary
from standby.pair.database import Lag
from standby.pair.observe import observe
from standby.pair.topology import Topology, topology
from tests.standby.fake_world import FakePair
from tests.standby.situations import (
    COMMON,
    Change,
    at_work,
    dr_cluster_with,
    member_with,
    primary_with,
    ready_to_delete_global,
    ready_to_switch,
)


def test_everything_right_passes() -> None:
    assert may_switch_over(ready_to_switch()) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        *COMMON,
        (lambda f: replace(f, lag=None), "the lag is unknown"),
        (lambda f: replace(f, lag=Lag(5001.0, f.at)), "the lag is 5001 ms, at most 5000 is allowed"),
        (lambda f: replace(f, lag=Lag(1.0, f.at - timedelta(hours=1))), "the lag is unknown"),
        (member_with(sync="pending-resync"), "the primary is not connected"),
        (member_with(sync=""), "the primary is not connected"),
        (dr_cluster_with(engine_version="17.4"), "the engine versions differ"),
        (primary_with(services=()), "the primary has no services"),
        (
            lambda f: primary_with(services=tuple(replace(s, running=0) for s in f.primary.services))(f),
            "the primary does not run production yet: api, worker",
        ),
        (lambda f: replace(f, dr=at_work(f.dr)), "us-west-2 still runs mailer, nightly"),
    ],
)
def test_switchover_is_refused(change: Change, reason: str) -> None:
    assert any(reason in found for found in may_switch_over(change(ready_to_switch())))


def test_record_moves_only_to_a_writer_that_dr_replicates_from() -> None:
    normal = observe(FakePair().world())
    assert may_move_record(normal) == []
    detached = ready_to_delete_global()
    assert topology(detached) is Topology.DETACHED
    assert any("the current data is not at the primary" in reason for reason in may_move_record(detached))
    assert any("not available" in reason for reason in may_move_record(primary_with(cluster=None)(normal)))


def test_record_that_does_not_reach_the_servers_is_a_failed_step() -> None:
    pair = FakePair()
    world = pair.world()
    world.zone.in_sync = lambda _: False  # type: ignore[method-assign,assignment]
    with pytest.raises(StepError, match="not INSYNC after"):
        move_record_to_primary(world, observe(world))
