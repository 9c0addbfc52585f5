"""A standby that could not carry production is advised against, in either direction of the pair."""

from __future__ import annotations

from policy.rules.promotable_database import RULE
from tests.policy.blueprint import Blueprint
from tests.policy.clean import CLUSTER, INSTANCE, platform
from tests.policy.verdicts import said

NAME = RULE.name
ACU = "serverlessv2ScalingConfiguration"


def pair() -> tuple[Blueprint, Blueprint]:
    return platform(), platform(True)


def test_members_alike_pass_and_one_state_alone_cannot_tell() -> None:
    assert said(NAME, *pair(), mode="analyze", refuses=False) == []
    _, dr = pair()
    for index in (1, 2):
        dr.edit(f"{INSTANCE}::instance-{index}", instanceClass="db.r6g.large")
    assert said(NAME, dr, refuses=False) == []


def test_a_smaller_class_is_advice() -> None:
    primary, dr = pair()
    primary.edit(f"{INSTANCE}::instance-1", instanceClass="db.r6g.4xlarge")
    assert said(NAME, primary, dr, mode="analyze") == []
    (advice,) = said(NAME, primary, dr, mode="analyze", refuses=False)
    assert "found instanceClass 'db.r6g.large', beside 'db.r6g.4xlarge' of" in advice.message
    assert "(stack dr)" in advice.message
    config = {NAME: {"smaller": ["cluster"]}}
    assert said(NAME, primary, dr, mode="analyze", refuses=False, policy_config=config) == []


def test_a_lower_ceiling_is_advice() -> None:
    primary, dr = pair()
    primary.edit(f"{CLUSTER}::cluster", **{ACU: {"minCapacity": 8, "maxCapacity": 128}})
    dr.edit(f"{CLUSTER}::cluster", **{ACU: {"minCapacity": 0.5, "maxCapacity": 2}})
    (advice,) = said(NAME, primary, dr, mode="analyze", refuses=False)
    assert "found a ceiling of 2 ACU, beside 128 of" in advice.message


def test_a_group_that_cannot_grow_to_the_other_regions_size_is_advice() -> None:
    made = []
    for stack, region, most in (("prod", "us-east-1", 12), ("dr", "us-west-2", 4)):
        one = Blueprint(stack, "shop", region)
        one.add("aws:autoscaling/group:Group", "web", maxSize=most, vpcZoneIdentifiers=["s-1", "s-2"])
        made.append(one)
    (advice,) = said(NAME, *made, mode="analyze", refuses=False)
    assert "found maxSize 4, beside 12 in the other region" in advice.message
