"""The record of a drill, from its journals and its client."""

from __future__ import annotations

import json
from pathlib import Path

from standby.drill.client import Client, Paths
from standby.drill.course import Course, Span
from standby.drill.door import Door
from standby.drill.evidence import evidence, tools
from standby.drill.samples import LagSamples
from standby.errors import StepError
from standby.record.measure import measure
from standby.record.model import DrillRecord, LagPoint
from standby.stacks.project import open_project
from tests.checkout import CHECKOUT
from tests.standby.drill.fake_app import App
from tests.standby.drill.test_course import FakeMoves
from tests.standby.record.records import T0, at, requests, survivors
from tests.standby.record.test_moves import promotion
from tests.standby.status.statuses import status


def course(tmp_path: Path) -> Course:
    client = Client(Door("x"), Paths("/", None), tmp_path / "client.jsonl", "d")
    client._seen = requests()
    made = Course("failover", client, FakeMoves(App()), LagSamples(lambda: None), print)
    made.lag.points.append(LagPoint(time=T0, milliseconds=None))
    start = T0.timestamp()
    made.spans.append(Span("promotion", start + 20, start + 55, measure(requests(), survivors())))
    made.outage_started = start + 20
    return made


def journal(folder: Path) -> None:
    """A promotion's journal of that time, and one of long ago."""
    shift = int(at(24).timestamp() * 1000)
    lines = [{**line, "ms": str(int(str(line["ms"])) + shift)} for line in promotion()]
    (folder / "run.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    (folder / "old.jsonl").write_text("\n".join(json.dumps({**line, "run": "old"}) for line in promotion()))
    (folder / "client.jsonl").write_text("\n".join(one.line() for one in requests()[:3]))


def record(tmp_path: Path) -> DrillRecord:
    journal(tmp_path)
    return evidence(open_project(CHECKOUT), course(tmp_path), "drill-1", "lab", (tmp_path, tmp_path), status())


def test_moves_of_this_drill_only_each_with_what_was_measured(tmp_path: Path) -> None:
    found = record(tmp_path)
    (move,) = found.moves
    assert move.kind == "promotion"
    assert move.measured is not None
    assert move.measured.lost is not None
    assert len(move.measured.lost.missing) == 2
    assert found.outage_started == at(20)
    assert sum(one.good + one.failed for one in found.timeline) == 900


def test_both_sides_the_objectives_and_the_notes(tmp_path: Path) -> None:
    found = record(tmp_path)
    assert [side.role for side in found.sides] == ["primary", "dr"]
    assert found.sides[1].services["web"] == "1 of 1 running"
    assert found.objectives.rto_seconds == 600
    assert found.notes == ()
    assert found.sides[1].config["standby:isAuroraSecondary"] == "true"
    assert "python" in tools()


def test_a_drill_that_broke_says_so_first(tmp_path: Path) -> None:
    made = course(tmp_path)
    made.problem = StepError("the promotion ended with exit code 4")
    found = evidence(open_project(CHECKOUT), made, "d", "account", (), None)
    assert found.notes[0] == "The drill did not get through: the promotion ended with exit code 4"
    assert (found.moves, found.sides) == ((), ())
