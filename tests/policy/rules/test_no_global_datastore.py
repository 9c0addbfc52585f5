"""Caches over regions."""

from __future__ import annotations

from policy.rules.no_global_datastore import RULE
from tests.policy.blueprint import Blueprint, Later
from tests.policy.clean import REDIS
from tests.policy.verdicts import said

NAME = RULE.name


def test_a_member_is_refused_also_where_the_id_is_unknown() -> None:
    made = Blueprint()
    made.add(REDIS, "member", globalReplicationGroupId=Later("ldgnf-x"))
    for mode in ("preview", "up"):
        (verdict,) = said(NAME, made, mode=mode)
        assert "found a member of a Global Datastore (globalReplicationGroupId). Required: a cache of one region" in (
            verdict.message
        )


def test_a_regional_cache_passes_and_a_decision_may_be_listed() -> None:
    made = Blueprint()
    made.add(REDIS, "regional", numCacheClusters=2)
    for mode in ("preview", "up"):
        assert said(NAME, made, mode=mode) == []
    made.add("aws:elasticache/globalReplicationGroup:GlobalReplicationGroup", "wanted")
    assert len(said(NAME, made)) == 1
    assert said(NAME, made, policy_config={NAME: {"allowed": ["wanted"]}}) == []
