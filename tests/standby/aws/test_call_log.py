"""The list of calls: each call and each page is a line, failures too, and a look leaves no file behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from lab.process import Emulator
from standby.aws import cloud as seam
from standby.aws.call_log import CallLog
from standby.aws.cloud import Cloud
from standby.errors import CloudError, UnreachableError

MakeCloud = Callable[[str], Cloud]


def test_every_call_of_a_run_is_a_line_beside_its_journal(
    cloud: MakeCloud, lab: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seam, "READ_SECONDS", 1)
    journal = tmp_path / "run-1.jsonl"
    watched = cloud("us-west-2")
    watched._log = CallLog(journal)
    watched.pages("rds", "describe_db_clusters", "DBClusters")
    assert list(tmp_path.iterdir()) == [], "a look, which has no journal"

    journal.touch()
    with pytest.raises(CloudError):
        watched.call("ssm", "get_parameter", Name="/hidden")
    lab.client.outage("us-west-2", "hang")
    with pytest.raises(UnreachableError):
        watched.call("rds", "describe_db_clusters")
    lines = [json.loads(line) for line in (tmp_path / "run-1.calls").read_text().splitlines()]
    assert [(line["call"], line["region"], line["result"]) for line in lines] == [
        ("rds describe-db-clusters", "us-west-2", "answered"),
        ("ssm get-parameter", "us-west-2", "ParameterNotFound"),
        ("rds describe-db-clusters", "us-west-2", "ReadTimeoutError"),
    ]
    assert float(lines[2]["seconds"]) > 1
    assert "hidden" not in str(lines)


def test_a_list_that_cannot_be_written_stops_nothing(cloud: MakeCloud, tmp_path: Path) -> None:
    journal = tmp_path / "run-1.jsonl"
    journal.touch()
    (tmp_path / "run-1.calls").mkdir()
    watched = cloud("us-west-2")
    watched._log = CallLog(journal)
    assert watched.call("rds", "describe_db_clusters")["DBClusters"] == []
