"""Looking: silence is a fact, an error is an error, and what is not worth asking is not asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from standby.errors import CloudError, RefusedError
from standby.pair.observe import observe
from tests.standby.fake_seams import ENTRIES
from tests.standby.fake_world import DR, PRIMARY, FakePair


def test_silent_region_is_a_fact_with_its_reason() -> None:
    pair = FakePair()
    pair.die()
    facts = observe(pair.world())
    assert not facts.primary.answers
    assert PRIMARY in facts.primary.why
    assert facts.primary.cluster is None
    assert facts.dr.answers


def test_refusal_is_not_silence() -> None:
    pair = FakePair()
    pair.ground.faults["DescribeDBClusters"] = ["AccessDenied"]
    with pytest.raises(CloudError, match="AccessDenied"):
        observe(pair.world())


def test_record_that_cannot_be_read_is_unknown_with_its_reason() -> None:
    pair = FakePair()
    pair.ground.faults["ListResourceRecordSets"] = ["AccessDenied"]
    record = observe(pair.world()).record
    assert record.target is None
    assert "AccessDenied" in record.why


def test_lag_and_public_name_are_asked_only_where_they_decide() -> None:
    pair = FakePair()
    normal = observe(pair.world())
    assert (normal.lag, normal.public) == (None, None)
    pair.promote("managed")
    copying = observe(pair.world())
    assert copying.lag is not None
    assert copying.public is None
    pair = FakePair()
    pair.parameters[DR]["incident/freeze"] = "x"
    assert observe(pair.world()).public is not None


def test_both_regions_at_once_or_in_order_see_the_same() -> None:
    world = FakePair().world()
    one = observe(world)
    world.at_once = 3
    assert replace(observe(world), at=one.at) == one


def test_an_answer_without_a_contract_is_no_region_in_which_nothing_runs() -> None:
    pair = FakePair()
    pair.parameters[PRIMARY].clear()
    with pytest.raises(RefusedError, match=f"{PRIMARY} answers, but no failover contract was found there") as refused:
        observe(pair.world())
    assert refused.value.reason == "contract-missing"


@pytest.mark.parametrize("region", [PRIMARY, DR])
def test_an_answer_without_services_is_unread_where_the_other_region_has_some(region: str) -> None:
    pair = FakePair()
    whole = dict(pair.parameters[region])
    pair.parameters[region] = {key: text for key, text in whole.items() if not key.startswith("services/")}
    with pytest.raises(
        CloudError, match=rf"{region}: EmptyAnswer: no service was answered, while .* has {len(ENTRIES)};"
    ):
        observe(pair.world())
    for one in (PRIMARY, DR):  # a pair whose workloads are not deployed yet
        pair.parameters[one] = {key: text for key, text in whole.items() if not key.startswith("services/")}
    assert observe(pair.world()).primary.services == ()
