"""What keeps data from a mistake."""

from __future__ import annotations

from typing import Any

import pytest

from policy.rules.data_protection import RULE
from tests.policy.blueprint import Blueprint, Later
from tests.policy.clean import CLUSTER, GLOBAL, KEY, platform
from tests.policy.verdicts import said

NAME = RULE.name
INSTANCE = "aws:rds/instance:Instance"
SAFE: dict[str, Any] = {"deletionProtection": True, "finalSnapshotIdentifier": "final", "backupRetentionPeriod": 7}


def cluster(token: str = CLUSTER, /, protect: bool = True, **changed: Any) -> Blueprint:
    """One database with one thing changed; None leaves it out."""
    made = Blueprint()
    values = {key: value for key, value in {**SAFE, **changed}.items() if value is not None}
    made.add(token, "data", _protect=protect, **values)
    return made


@pytest.mark.parametrize("token", [CLUSTER, INSTANCE, "aws:docdb/cluster:Cluster", "aws:neptune/cluster:Cluster"])
def test_a_safe_database_passes_and_each_gap_is_refused(token: str) -> None:
    assert said(NAME, cluster(token)) == []
    gaps: list[tuple[dict[str, Any], str]] = [
        ({"deletionProtection": False}, "found deletionProtection false."),
        ({"deletionProtection": None}, "found deletionProtection not set."),
        ({"skipFinalSnapshot": True}, "found skipFinalSnapshot: true."),
        ({"finalSnapshotIdentifier": None}, "found no finalSnapshotIdentifier."),
        ({"backupRetentionPeriod": 6}, "found backups kept for 6 days. Required: at least 7 days"),
        ({"backupRetentionPeriod": None}, "found backups kept for the default of 1 day."),
        ({"protect": False}, "found no `protect`."),
    ]
    for change, words in gaps:
        for mode in ("preview", "up"):
            (verdict,) = said(NAME, cluster(token, **change), mode=mode)
            assert words in verdict.message
            assert verdict.policy == NAME


@pytest.mark.parametrize("key", ["deletionProtection", "skipFinalSnapshot", "backupRetentionPeriod"])
def test_an_unknown_value_is_neither_a_pass_nor_a_gap(key: str) -> None:
    unknown: dict[str, Any] = {key: Later(SAFE.get(key, False))}
    made = cluster(**unknown)
    assert said(NAME, made, mode="preview") == []
    (advice,) = said(NAME, made, mode="preview", refuses=False)
    assert f"{key} is not known before something else is made" in advice.message
    assert said(NAME, made, mode="up") == []
    assert said(NAME, made, mode="up", refuses=False) == []


def test_a_name_that_is_made_up_later_is_a_name() -> None:
    assert said(NAME, cluster(finalSnapshotIdentifier=Later("final-1")), mode="preview") == []


def test_a_global_cluster_needs_protection_but_no_snapshot() -> None:
    made = Blueprint()
    made.add(GLOBAL, "whole", deletionProtection=True, _protect=True)
    assert said(NAME, made) == []


def test_a_read_replica_needs_no_backups() -> None:
    made = Blueprint()
    made.add(INSTANCE, "replica", replicateSourceDb="main", deletionProtection=True, _protect=True)
    assert said(NAME, made) == []


def test_a_key_can_be_brought_back_for_a_week() -> None:
    made = Blueprint()
    made.add(KEY, "key", deletionWindowInDays=7)
    assert said(NAME, made) == []
    config = {NAME: {"minKeyDeletionDays": 14}}
    (verdict,) = said(NAME, made, policy_config=config)
    assert "found deletionWindowInDays 7. Required: at least 14 days to notice" in verdict.message


def test_thresholds_and_exemptions_come_by_config() -> None:
    made = cluster(backupRetentionPeriod=2, protect=False)
    lax = {NAME: {"minBackupDays": 2, "requireProtect": False}}
    assert said(NAME, made, policy_config=lax) == []
    exempt = {NAME: {"exempt": ["data"]}, f"{NAME}-stack": {"exempt": ["data"]}}
    assert said(NAME, made, policy_config=exempt) == []


def test_a_global_cluster_that_takes_its_members_with_it_is_refused_but_where_it_is_made_from_one() -> None:
    made = platform()
    made.edit("aws:rds/globalCluster:GlobalCluster::global", forceDestroy=True)
    (verdict,) = said(NAME, made)
    assert "found forceDestroy: true" in verdict.message
    assert '{"data-protection": {"exempt": ["global"]}}' in verdict.message
    made.edit(
        "aws:rds/globalCluster:GlobalCluster::global", sourceDbClusterIdentifier="arn:aws:rds:us-east-1:1:cluster:c"
    )
    assert said(NAME, made) == [], "the provider demands it there"
