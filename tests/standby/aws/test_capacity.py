"""ECS and its auto scaling through the seam on the lab."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from pattern.contract import ServiceEntry
from standby.aws.capacity import EcsRegion
from standby.aws.cloud import Cloud
from standby.errors import CloudError
from tests.scenario.promotion.seed_pair import DESIRED, MAXIMUM, MINIMUM, STEM, seed_pair

DR = "us-west-2"
Prepared = tuple[EcsRegion, tuple[ServiceEntry, ...]]


@pytest.fixture
def dr(cloud: Callable[[str], Cloud], aws: Any) -> Prepared:
    """DR of a pair in its normal state, with twelve services, one of them off."""
    pair = seed_pair(aws, services=12)
    return EcsRegion(cloud(DR)), pair.dr.services


def test_all_services_of_more_than_one_batch(dr: Prepared) -> None:
    region, entries = dr
    found = region.services(STEM, entries)
    assert [service.wanted.name for service in found] == [entry.name for entry in entries]
    assert all(service.found for service in found)
    counts = {(s.wanted.standby, s.desired, s.minimum, s.maximum) for s in found}
    assert counts == {("warm", 1, 1, MAXIMUM), ("off", 0, 0, MAXIMUM)}


def test_service_that_is_not_there_is_said_so(dr: Prepared) -> None:
    region, entries = dr
    (found,) = region.services(STEM, [replace(entries[0], ecs_service="nope")])
    assert not found.found


def test_raised_to_production_and_never_lowered(dr: Prepared) -> None:
    region, entries = dr
    region.raise_to(STEM, entries[0])
    (found,) = region.services(STEM, entries[:1])
    assert (found.desired, found.minimum, found.maximum) == (DESIRED, MINIMUM, MAXIMUM)
    assert found.running == DESIRED
    region.raise_to(STEM, replace(entries[0], desired=2, min=1))
    (found,) = region.services(STEM, entries[:1])
    assert (found.desired, found.minimum) == (DESIRED, MINIMUM)


def test_front_service_counts_its_healthy_targets(dr: Prepared) -> None:
    region, entries = dr
    healthy = {s.wanted.name: s.healthy_targets for s in region.services(STEM, entries)}
    assert healthy[entries[0].name] == 1
    assert None in healthy.values()


def test_lowered_as_told(dr: Prepared) -> None:
    region, entries = dr
    region.lower_to(STEM, entries[1].ecs_service, 3)
    assert region.services(STEM, entries[1:2])[0].desired == 3


def test_groups_that_are_known_beforehand_and_others_count_alike(
    cloud: Callable[[str], Cloud], aws: Any, dr: Prepared
) -> None:
    """A known one may also be nobody's: the color that does not serve."""
    region, entries = dr
    groups = [one["TargetGroupArn"] for one in aws("elbv2", DR).describe_target_groups()["TargetGroups"]]
    assert EcsRegion(cloud(DR), groups).services(STEM, entries) == region.services(STEM, entries)


def test_no_call_asks_for_more_than_aws_takes() -> None:
    """DescribeScalableTargets takes fifty, DescribeServices ten."""
    asked: list[tuple[str, int]] = []

    class Counting(Cloud):
        def call(self, _: str, operation: str, /, **params: Any) -> dict[str, Any]:
            asked.append((operation, len(params["services"])))
            return {"services": [], "failures": [{"arn": f"x/{n}", "reason": "MISSING"} for n in params["services"]]}

        def pages(self, _: str, operation: str, __: str, /, **params: Any) -> list[Mapping[str, Any]]:
            asked.append((operation, len(params["ResourceIds"])))
            return []

    entries = [ServiceEntry(f"s{n}", f"s{n}", 4, 2, 10, {}) for n in range(61)]
    assert not any(one.found for one in EcsRegion(Counting(DR)).services("c", entries))
    assert sorted(asked) == sorted(
        [("describe_services", 10)] * 6
        + [("describe_services", 1), ("describe_scalable_targets", 50), ("describe_scalable_targets", 11)]
    )


@pytest.mark.parametrize("failures", [[], [{"arn": "arn:aws:ecs:us-west-2:1:service/c/api", "reason": "INTERNAL"}]])
def test_a_service_that_the_answer_leaves_out_was_not_looked_up(failures: list[dict[str, str]]) -> None:
    """Else work that runs would read as work that does not, and a guard would let a switchover through."""

    class Short(Cloud):
        def call(self, *_: str, **__: Any) -> dict[str, Any]:
            return {"services": [], "failures": failures}

    entry = ServiceEntry("api", "api", 4, 2, 10, {})
    with pytest.raises(CloudError, match="the answer says nothing of api"):
        EcsRegion(Short(DR)).services("c", [entry])
