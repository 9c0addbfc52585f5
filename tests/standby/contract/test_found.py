"""One candidate is an answer; several are a question, unless the name decides."""

from __future__ import annotations

from standby.contract.found import Found


def test_one_candidate_is_the_value() -> None:
    found = Found()
    assert found.settle("k", ["a", "a"], "things") == "a"
    assert found.values == {"k": "a"}
    assert found.notes == {}


def test_none_and_several_say_so() -> None:
    found = Found()
    assert found.settle("none", [], "things") is None
    assert found.settle("two", ["a", "b"], "things") is None
    assert found.notes == {"none": "missing: no things was found", "two": "ambiguous: 2 things; keep one of a, b"}
    assert found.candidates == {"two": ("a", "b")}


def test_the_preferred_name_decides_when_it_is_the_only_one() -> None:
    assert Found().settle("k", ["shop-db", "other-db"], "databases", prefer="shop") == "shop-db"
    assert Found().settle("k", ["shop-a", "shop-b"], "databases", prefer="shop") is None
