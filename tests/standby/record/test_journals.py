"""Journals of several places become one list of lines for each run; a region that is silent is said."""

from __future__ import annotations

import json
from pathlib import Path

from standby.errors import UnreachableError
from standby.record.journals import Lines, journals


class Region:
    """Journals of a region that answers, or not."""

    def __init__(self, region: str, runs: dict[str, Lines] | None) -> None:
        self.region, self.runs = region, runs

    def lines(self) -> dict[str, Lines]:
        if self.runs is None:
            raise UnreachableError(self.region, "get_parameters_by_path", "ConnectTimeoutError", "no answer")
        return self.runs


def line(number: int | str, **more: str) -> dict[str, object]:
    return {"n": number, "run": "r1", "step": "s", "event": "done", **more}


def test_files_and_regions_are_one_journal(tmp_path: Path) -> None:
    (tmp_path / "r1.jsonl").write_text("\n".join([json.dumps(line("1")), json.dumps(line("2")), '{"n": "3", "ru']))
    dr = Region("us-west-2", {"r1": [line("2"), line("10")], "r2": [{"n": 1, "run": "r2", "step": "x"}]})
    found = journals([tmp_path, tmp_path / "none"], [dr])
    assert [one["n"] for one in found.runs["r1"]] == ["1", "2", "10"]
    assert set(found.runs) == {"r1", "r2"}
    assert found.unread == ()


def test_a_silent_region_is_said_and_the_rest_is_there() -> None:
    found = journals([], [Region("us-east-2", None), Region("us-west-2", {"r1": [line(1)]})])
    assert set(found.runs) == {"r1"}
    assert len(found.unread) == 1
    assert found.unread[0].startswith("us-east-2: get_parameters_by_path in us-east-2")


def test_a_log_of_a_client_is_no_journal(tmp_path: Path) -> None:
    (tmp_path / "client.jsonl").write_text(json.dumps({"started": 1.0, "kind": "read"}))
    assert journals([tmp_path]).runs == {}
