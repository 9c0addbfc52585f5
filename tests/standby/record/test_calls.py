"""The lists of calls that runs left: in order, of all folders, and what cannot be read is left out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from standby.record.calls import made_calls, with_calls
from tests.standby.record.records import made, move

LINE = '{"ms":"%d","seconds":"0.350","region":"us-west-2","call":"ecs describe-services","result":"answered"}\n'


def test_the_lists_of_all_folders_are_one_in_order(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    (here / "r1.calls").write_text(LINE % 2000 + '{"ms":"x"}\n{"ms":"3000","sec')
    (there / "r1.calls").write_text(LINE % 1000)
    (there / "r2.calls").write_text(LINE % 500)
    found = made_calls("r1", (here, there, tmp_path / "none"))
    assert [call.time for call in found] == [datetime.fromtimestamp(second, UTC) for second in (1, 2)]
    assert (found[0].seconds, found[0].region, found[0].call) == (0.35, "us-west-2", "ecs describe-services")


def test_a_move_keeps_the_calls_that_it_has(tmp_path: Path) -> None:
    (tmp_path / f"{move().run}.calls").write_text(LINE % 1000)
    told = move().model_copy(update={"made": made()})
    assert [len(one.made) for one in with_calls([move(), told], [tmp_path])] == [1, len(made())]
