"""Capacity only rises at the primary, and DR's falls only behind a verified primary."""

from __future__ import annotations

from dataclasses import replace

from standby.failback.steps import STEPS
from standby.failback.steps.capacity import may_lower_dr
from standby.pair.facts import PublicAnswer
from standby.pair.observe import observe
from standby.pair.topology import database_to_lower
from tests.standby.fake_world import DR, PRIMARY, FakePair
from tests.standby.situations import after, calls_of, ready_to_switch


def test_raising_the_primary_never_lowers() -> None:
    pair = after("managed")
    api = pair.services[PRIMARY]["api"]
    pair.services[PRIMARY]["api"] = replace(api, desired=9, running=9, minimum=1)
    calls_of(pair, "raise-primary")
    assert (pair.services[PRIMARY]["api"].desired, pair.services[PRIMARY]["api"].minimum) == (9, 2)


def test_the_primary_s_database_is_raised_and_never_twice() -> None:
    pair = after("managed")
    for region in (PRIMARY, DR):
        pair.aurora.change(pair.arn(region), min_acu=1.0, max_acu=8.0)
        pair.parameters[region]["database/min-acu"] = "4"
    assert f"{PRIMARY}:ModifyDBCluster" in calls_of(pair, "raise-primary")
    cluster = pair.aurora.clusters[pair.arn(PRIMARY)]
    assert (cluster.min_acu, cluster.max_acu) == (4.0, 8.0)
    assert f"{PRIMARY}:ModifyDBCluster" not in calls_of(pair, "raise-primary")


def test_dr_s_database_goes_back_to_what_normal_operation_asks() -> None:
    pair = FakePair()
    pair.aurora.change(pair.arn(DR), min_acu=4.0, max_acu=8.0)
    world = pair.world()
    facts = replace(observe(world), limits=replace(world.limits, dr_min_acu=0.5), public=PublicAnswer(200, 200))
    assert database_to_lower(facts)
    STEPS["lower-database"].run(world, facts)
    assert (pair.aurora.clusters[pair.arn(DR)].min_acu, pair.aurora.clusters[pair.arn(DR)].max_acu) == (0.5, 8.0)
    assert not database_to_lower(observe(world))


def test_dr_is_lowered_only_behind_a_verified_primary() -> None:
    facts = observe(FakePair().world())
    assert any("not verified" in reason for reason in may_lower_dr(facts))
    assert may_lower_dr(replace(facts, public=PublicAnswer(200, 200))) == []
    assert may_lower_dr(ready_to_switch())
