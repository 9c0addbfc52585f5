"""The page: all of the record, escaped, in one file."""

from __future__ import annotations

import re

from standby.record.model import incident
from standby.report.page import made_rows, page
from tests.standby.record.records import drill, load, made, move


def test_everything_that_an_auditor_asks_for_is_on_the_page() -> None:
    text = page(drill())
    for words in (
        "Objectives met",
        "2 writes lost, the oldest 2.0 s before the cut",
        "promote DR: the region does not answer (typed in afterwards)",
        "the outage began",
        "failover-global-cluster",
        "order-0180, order-0190",
        "myapp/web:1.0.0",
        "Auditor",
        "This ran on the lab",
    ):
        assert words in text, words


def test_the_load_around_a_move_is_told_or_said_to_be_not_measured() -> None:
    assert "Database load while the cache warms: not measured." in page(drill())
    text = page(drill().model_copy(update={"load": load()}))
    assert "Promotion us-east-2 → us-west-2: 20 reads/s in us-east-2 before" in text
    assert "60 reads/s in the first 15 s, at most 90 reads/s in us-west-2" in text
    assert "not measured.</p>" not in text


def test_every_call_is_in_the_report_or_said_to_be_not_recorded() -> None:
    assert "Not recorded: the list of a run's calls lies beside its journal" in page(drill())
    record = drill().model_copy(update={"moves": (move().model_copy(update={"made": made()}),)})
    assert [(row.call, row.region, row.times, row.median, row.slowest, row.failed) for row in made_rows(record)] == [
        ("rds describe-global-clusters", "us-west-2", 3, 0.5, 0.6, "1 throttled"),
        ("ssm get-parameter", "us-east-2", 1, 3.0, 3.0, "1 timeout"),
    ]
    text = page(record)
    assert "4 calls, reads too" in text
    assert text.count("<td>rds describe-global-clusters</td>") == 1 + 3
    assert "Not recorded" not in text


def test_it_needs_no_other_file() -> None:
    text = page(drill())
    assert not re.findall(r'(?:src|href)="', text)
    assert "<script" not in text
    assert text.count("<svg") == 3


def test_what_was_typed_is_escaped() -> None:
    bad = move().model_copy(update={"host": "<script>alert(1)</script>"})
    text = page(drill().model_copy(update={"moves": (bad,), "notes": ("<b>",)}))
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_a_move_that_nobody_measured_says_so() -> None:
    text = page(incident(move().model_copy(update={"measured": None, "calls": ()})))
    assert "Report of a promotion" in text
    assert "Objectives not measured" in text
    assert "The journal names none." in text
    assert "Replication lag: not measured." in text
    assert "Database load while the cache warms: not measured." in text
    assert "This ran on the lab" not in text


def test_every_section_has_a_name_of_its_own() -> None:
    text = page(drill())
    names = re.findall(r'aria-labelledby="([a-z0-9-]+)"', text)
    assert len(names) == len(set(names))
    assert all(f'id="{name}"' in text for name in names)
