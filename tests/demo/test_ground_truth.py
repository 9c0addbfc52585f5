"""The client's count beside the lab's."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.ground_truth import agreement, newest_record, uncountable
from demo.runner import DemoError
from standby.record.store import write
from standby.stacks.project import open_project
from tests.demo.team import team
from tests.standby.record.records import drill, move


def test_the_client_may_miss_fewer_than_the_lab_lost_but_never_more() -> None:
    assert (
        agreement(drill(), {"moves": [{"lost_commits": 2}]})
        == "2 acknowledged writes lost; the lab's own count: 2 commits"
    )
    assert "3 commits" in agreement(drill(), {"moves": [{"target": "x"}, {"lost_commits": 3}, {"lost_commits": 9}]})
    with pytest.raises(DemoError, match="misses 2 acknowledged writes, the lab says that 1 commits"):
        agreement(drill(), {"moves": [{"lost_commits": 1}]})


def test_a_drill_that_counted_nothing_is_no_agreement() -> None:
    moves = (move().model_copy(update={"measured": None}),)
    bare = drill().model_copy(update={"moves": moves, "notes": ("Nobody was asked.",)})
    with pytest.raises(DemoError, match=r"did not count lost writes: Nobody was asked\."):
        agreement(bare, {"moves": []})


def test_who_has_no_drill_path_or_no_process_is_told_why_nothing_is_counted(tmp_path: Path) -> None:
    pair = open_project(team(tmp_path / "with"))
    tasks = [{"service": "shop-live-mailer"}, {"service": "shop-live-storefront"}]
    assert uncountable(pair, {"tasks": tasks}) is None
    without = uncountable(pair, {"tasks": tasks[:1]})
    assert without is not None
    assert "no process of the lab stands for the service storefront" in without
    silent = uncountable(open_project(team(tmp_path / "without", drill_path=None)), {"tasks": tasks})
    assert silent is not None
    assert "standby:probe has no drillPath" in silent


def test_the_newest_record(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match="left no record"):
        newest_record(tmp_path)
    write(drill(), tmp_path / "standby" / "myapp-prod")
    assert newest_record(tmp_path) == drill()
