"""The trend's picture."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

from standby.history.rows import rows
from standby.history.trend import trend
from tests.standby.record.records import move


def test_each_measured_move_has_a_bar_with_its_lost_writes() -> None:
    moves = [
        move().model_copy(update={"run": f"r{number}", "started": move().started + timedelta(days=90 * number)})
        for number in range(3)
    ]
    words = list(ElementTree.fromstring(trend(rows(moves), 60.0)).itertext())
    assert words.count("2") >= 3
    assert any(word.startswith("r2: 35.0 s") for word in words)
    assert "objective: 60 s" in words


def test_an_objective_far_above_is_said_instead_of_drawn() -> None:
    assert "far above this chart" in trend(rows([move()]), 6000.0)


def test_nothing_measured_is_no_picture() -> None:
    assert trend(rows([move().model_copy(update={"measured": None})]), 60.0) == ""
