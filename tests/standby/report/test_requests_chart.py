"""The chart of requests."""

from __future__ import annotations

from xml.etree import ElementTree

from standby.report.requests_chart import requests_chart
from tests.standby.record.records import drill


def test_good_by_region_and_failed_are_told_apart_and_the_moves_are_marked() -> None:
    text = requests_chart(drill())
    words = list(ElementTree.fromstring(text).itertext())
    assert {"good, from us-east-2", "good, from us-west-2", "failed", "outage", "promotion begins"} <= set(words)
    assert 'class="primary"' in text
    assert 'class="dr"' in text
    assert "900 requests in 91 seconds, 350 of them failed." in words


def test_no_timeline_no_chart() -> None:
    assert requests_chart(drill().model_copy(update={"timeline": ()})) == ""
