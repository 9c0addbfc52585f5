"""The client's count beside the lab's."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.ground_truth import agreement, newest_record
from demo.runner import DemoError
from standby.record.store import write
from tests.standby.record.records import drill, move


def test_the_client_may_miss_fewer_than_the_lab_lost_but_never_more() -> None:
    assert agreement(drill(), [{"lost_commits": 2}]) == "2 acknowledged writes lost; the lab's own count: 2 commits"
    assert "3 commits" in agreement(drill(), [{"target": "x"}, {"lost_commits": 3}, {"lost_commits": 9}])
    with pytest.raises(DemoError, match="misses 2 acknowledged writes, the lab says that 1 commits"):
        agreement(drill(), [{"lost_commits": 1}])


def test_a_drill_that_counted_nothing_is_no_agreement() -> None:
    bare = drill().model_copy(update={"moves": (move().model_copy(update={"measured": None}),)})
    with pytest.raises(DemoError, match="did not count lost writes"):
        agreement(bare, [])


def test_the_newest_record(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match="left no record"):
        newest_record(tmp_path)
    write(drill(), tmp_path / "standby" / "myapp-prod")
    assert newest_record(tmp_path) == drill()
