"""Safe reading: through Pulumi's own proxies, which raise on an unknown."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi_policy.proxy import UNKNOWN_OBJECT_VALUE, UNKNOWN_STRING_VALUE, UnknownValueError, unknown_checking_proxy

from policy.engine.unknown import UNKNOWN, elements, flag, is_set, known_texts, read, whole

PROPS = unknown_checking_proxy(
    {
        "name": "a",
        "later": UNKNOWN_STRING_VALUE,
        "list": ["x", UNKNOWN_STRING_VALUE, ""],
        "all": UNKNOWN_OBJECT_VALUE,
        "deep": {"one": [{"key": UNKNOWN_STRING_VALUE}]},
    }
)


def test_pulumis_own_reading_raises_and_ours_does_not() -> None:
    with pytest.raises(UnknownValueError):
        PROPS.get("later")
    assert read(PROPS, "later") is UNKNOWN
    assert read(PROPS, "list", 1) is UNKNOWN
    assert read(PROPS, "deep", "one", 0, "key") is UNKNOWN
    assert read(PROPS, "all", "inside", 3) is UNKNOWN, "what is inside an unknown is unknown"


def test_what_is_not_there_is_none() -> None:
    assert read(PROPS, "missing") is None
    assert read(PROPS, "name", "inside") is None
    assert read(PROPS, "list", 9) is None
    assert read(None, "x") is None


def test_lists_are_walked_with_unknowns_in_their_places() -> None:
    assert list(elements(read(PROPS, "list"))) == ["x", UNKNOWN, ""]
    assert list(elements(read(PROPS, "all"))) == [UNKNOWN]
    assert list(elements(None)) == []
    assert list(elements("text")) == ["text"]
    assert known_texts(read(PROPS, "list")) == ["x"]


def test_set_means_known_or_not_but_not_empty() -> None:
    given: list[Any] = [UNKNOWN, "a", 0, False, ["x"]]
    empty: list[Any] = [None, "", [], {}]
    assert [is_set(value) for value in given] == [True] * 5
    assert [is_set(value) for value in empty] == [False] * 4


def test_numbers_and_flags_as_the_wire_gives_them() -> None:
    assert [whole(value) for value in (3.0, "7", "-1", 2)] == [3, 7, -1, 2]
    others: list[Any] = [None, UNKNOWN, True, "many", []]
    assert [whole(value) for value in others] == [None] * 5
    assert [flag(value) for value in (True, "true", "False", UNKNOWN)] == [True, True, False, UNKNOWN]
    assert flag("yes") is None
    assert repr(UNKNOWN) == "UNKNOWN"
