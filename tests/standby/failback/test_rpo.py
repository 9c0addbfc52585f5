"""The procedure for what was lost: real names, a scratch cluster, and its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from standby.failback.rpo import rpo_report
from standby.pair.database import Snapshot
from standby.pair.observe import observe
from tests.standby.fake_world import FakePair


def test_newest_available_snapshot_is_restored_and_the_scratch_taken_down() -> None:
    pair = FakePair()
    pair.promote("managed")
    facts = observe(pair.world())
    old = Snapshot("standby-stale-c-1", "c", "available", facts.at - timedelta(days=9))
    new = Snapshot("standby-final-c-2", "c", "available", facts.at, size_gib=7)
    unfinished = Snapshot("standby-final-c-3", "c", "creating", facts.at + timedelta(days=1))
    text = rpo_report(replace(facts, primary=replace(facts.primary, snapshots=(old, new, unfinished))), "myapp-prod")
    assert "restore-db-cluster-from-snapshot --region us-east-1 --snapshot-identifier standby-final-c-2" in text
    assert "--engine-version 16.8" in text
    assert "--db-subnet-group-name myapp-prod" in text
    assert "2026-03-01 03:00:00+00" in text
    assert text.index("create-db-instance") < text.index("SELECT") < text.index("delete-db-cluster")


def test_nothing_to_compare_says_so() -> None:
    assert "no available snapshot" in rpo_report(observe(FakePair().world()), "myapp-prod")
