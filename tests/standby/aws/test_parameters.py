"""The contract in SSM through the seam on the lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import Mock

import pytest

from lab.process import Emulator
from pattern.contract import FREEZE, LOCK
from standby.aws.cloud import Cloud
from standby.aws.parameters import KEYS, SsmRegion
from standby.errors import CloudError
from tests.scenario.promotion.seed_pair import PATH, seed_pair


@pytest.fixture
def dr(cloud: Callable[[str], Cloud], aws: Any) -> SsmRegion:
    """DR's contract in its normal state."""
    seed_pair(aws, services=12)
    return SsmRegion(cloud("us-west-2"), PATH)


def test_reads_what_it_needs_and_all_services_but_no_journal(dr: SsmRegion, lab: Emulator) -> None:
    for number in range(30):
        dr.put(f"incident/journal/run/{number:04d}", "{}")
    lab.client.forget_calls()
    found = dr.read()
    assert found["ecs/cluster"] == "myapp-prod"
    assert len([key for key in found if key.startswith("services/")]) == 12
    assert not any(key.startswith("incident/journal") for key in found)
    assert len(lab.client.calls()) <= 5  # keys, services in two pages, schedules, lock


def test_keys_fit_into_one_call() -> None:
    assert len(KEYS) <= 10
    assert {FREEZE, LOCK} <= set(KEYS)


def test_put_new_leaves_what_is_there(dr: SsmRegion) -> None:
    assert dr.put_new(LOCK, "mine")
    assert not dr.put_new(LOCK, "other")
    assert dr.read()[LOCK] == "mine"
    dr.put(LOCK, "other")
    assert dr.read()[LOCK] == "other"


def test_generations_of_the_lock_are_read_without_the_rest(dr: SsmRegion) -> None:
    assert dr.put_new(f"{LOCK}/000001", "run=a")
    assert dr.put_new(f"{LOCK}/000001/released", "run=a")
    assert dr.locks() == {f"{LOCK}/000001": "run=a", f"{LOCK}/000001/released": "run=a"}
    assert dr.read()[f"{LOCK}/000001"] == "run=a"
    assert dr.some([f"{LOCK}/000001", f"{LOCK}/000002"]) == {f"{LOCK}/000001": "run=a"}


def test_delete_of_what_is_gone_is_as_good(dr: SsmRegion) -> None:
    dr.put(FREEZE, "x")
    dr.delete(FREEZE)
    dr.delete(FREEZE)
    assert FREEZE not in dr.read()


def test_other_refusals_are_errors(dr: SsmRegion, lab: Emulator) -> None:
    lab.client.add_fault(service="ssm", operation="PutParameter", error="AccessDenied", status=400)
    with pytest.raises(CloudError, match="AccessDenied"):
        dr.put_new(LOCK, "mine")


@pytest.mark.parametrize(
    "answer", [{}, {"Parameters": []}, {"Parameters": [], "InvalidParameters": [f"{PATH}/{LOCK}"]}]
)
def test_a_key_that_is_neither_there_nor_said_to_be_missing_was_not_answered(answer: dict[str, Any]) -> None:
    region = SsmRegion(Mock(spec=Cloud, region="us-west-2", call=Mock(return_value=answer)), PATH)
    with pytest.raises(CloudError, match=f"EmptyAnswer: {PATH}/{FREEZE} was not answered"):
        region.some([FREEZE, LOCK])


def test_a_key_that_aws_says_it_does_not_have_is_missing(dr: SsmRegion) -> None:
    assert dr.some([FREEZE, "version"]).keys() == {"version"}
