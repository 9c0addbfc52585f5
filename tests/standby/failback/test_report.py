"""The report: what was done, what is kept, what it costs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from standby.failback.report import FileReport, kept_snapshots, report, snapshot_lines
from standby.pair.database import Snapshot
from standby.pair.facts import Facts
from standby.pair.observe import observe
from tests.standby.fake_world import DR, FakePair


def facts_with_snapshots() -> Facts:
    pair = FakePair()
    pair.parameters[DR]["incident/freeze"] = "promotion run=p since=2026-03-01T03:00:00Z"
    facts = observe(pair.world())
    kept = (
        Snapshot("standby-stale-c-2", "c", "available", facts.at, manual=True, size_gib=100),
        Snapshot("standby-copy-x", "c", "copying", None, manual=True, size_gib=50),
        Snapshot("nightly", "c", "available", facts.at, manual=True, size_gib=9),
        Snapshot("rds:unplanned-global-failover-c", "c", "available", facts.at, manual=False),
    )
    return replace(facts, primary=replace(facts.primary, snapshots=kept))


def test_only_what_a_failback_made_is_listed() -> None:
    names = [one.identifier for one in kept_snapshots(facts_with_snapshots())]
    assert names == ["standby-copy-x", "standby-stale-c-2"]


def test_cost_is_size_times_price() -> None:
    lines = snapshot_lines(facts_with_snapshots(), 0.021)
    assert lines[2] == "| `standby-copy-x` | copying | ? | 50 | $1.05 |"
    assert lines[3].endswith("| 100 | $2.10 |")
    assert snapshot_lines(observe(FakePair().world()), 0.021) == ["None."]


def test_report_has_the_run_the_incident_and_every_step() -> None:
    lines = [
        {"n": 1, "time": "2026-03-01T03:00:00Z", "step": "switchover", "event": "start"},
        {"n": 2, "time": "2026-03-01T03:01:00Z", "step": "switchover", "event": "done", "seconds": 60.0},
    ]
    text = report(facts_with_snapshots(), lines, "run-1")
    assert text.startswith("# Failback run-1\n\nFrom 2026-03-01T03:00:00Z to 2026-03-01T03:0")
    assert "promotion run=p" in text
    assert "| 2026-03-01T03:01:00Z | switchover | done | 60.0 |" in text
    assert "--rpo-report" in text


def test_report_lies_beside_the_journal_and_is_for_its_owner(tmp_path: Path) -> None:
    journal = tmp_path / "run-1.jsonl"
    journal.write_text('{"time": "2026-03-01T03:00:00Z", "step": "prove", "event": "done"}\n')
    FileReport(journal, "run-1").write(observe(FakePair().world()))
    file = journal.with_suffix(".md")
    assert "| 2026-03-01T03:00:00Z | prove | done |" in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
