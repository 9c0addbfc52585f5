"""What counts as equal."""

from __future__ import annotations

from typing import Any

import pytest

from lab.provider.equality import same, spoken_of


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["a", "b"], ["b", "a"]),
        ("2", 2),
        (True, "true"),
        (None, ""),
        (None, False),
        ([], None),
        ('{"a": [1, 2]}', '{"a":[1,2]}'),
        ({"a": 1, "b": None}, {"a": 1}),
        ([{"a": "1"}], [{"a": 1}]),
    ],
)
def test_same(old: Any, new: Any) -> None:
    assert same(old, new)
    assert same(new, old)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["a"], ["a", "b"]),
        ("a", "b"),
        (None, True),
        (None, "x"),
        ('{"a": 1}', '{"a": 2}'),
        ("{not json", "{not json either"),
        ([{"a": 1}, {"a": 2}], [{"a": 2}, {"a": 1}]),
        ({"a": 1}, {"a": 1, "b": 2}),
        (["a"], "a"),
        ([], "a"),
    ],
)
def test_different(old: Any, new: Any) -> None:
    assert not same(old, new)
    assert not same(new, old)


def test_only_what_the_program_set_is_spoken_of() -> None:
    wanted = {"status": "Enabled", "__defaults": []}
    assert spoken_of(wanted, {"status": "Off", "made": "by AWS"}) == {"status": "Off"}


def test_live_blocks_come_in_the_order_of_the_program() -> None:
    wanted = [{"name": "a", "value": "1"}, {"name": "b", "value": "2"}]
    live = [{"name": "b", "value": "3", "more": 1}, {"name": "a", "value": "1"}]
    assert spoken_of(wanted, live) == [{"name": "a", "value": "1"}, {"name": "b", "value": "3"}]


def test_another_number_of_blocks_is_shown_whole() -> None:
    live = [{"name": "a"}, {"name": "b"}]
    assert spoken_of([{"name": "a"}], live) == live
