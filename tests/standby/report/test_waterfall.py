"""The waterfall of steps."""

from __future__ import annotations

from xml.etree import ElementTree

from standby.report.waterfall import waterfall
from tests.standby.record.records import move


def test_every_step_is_there_and_the_critical_path_is_marked_without_color() -> None:
    text = waterfall(move())
    words = list(ElementTree.fromstring(text).itertext())
    assert {step.name for step in move().steps} <= set(words)
    assert any(word.endswith("write-probe, move-dns, verify.") for word in words)
    assert text.count("<circle") == sum(step.critical for step in move().steps)


def test_no_steps_no_chart() -> None:
    assert waterfall(move().model_copy(update={"steps": ()})) == ""
