"""Global names: what is explicit, what is drawn, what marks a side. The rule's own test holds the suffix itself."""

from __future__ import annotations

import pytest

from policy.engine.subject import Resource
from policy.knowledge.namespaces import EXEMPT, MORE_GLOBAL, TYPES, ends_at_random, example, explicit, reason


@pytest.mark.parametrize("name", ["shop-task-4f2a9c1b", "app-0a1b2c3", "x-deadbeef01"])
def test_a_drawn_name_meets_no_other(name: str) -> None:
    assert ends_at_random(name)


@pytest.mark.parametrize("name", ["shop-task-20260101", "shop-facade", "shop-a1b2", "task4f2a9c1b"])
def test_a_date_and_a_word_are_not_drawn(name: str) -> None:
    assert not ends_at_random(name)


def test_only_what_the_program_has_named_is_explicit() -> None:
    role = Resource("aws:iam/role:Role", "task", "urn", {"name": "task-0a1b2c3", "namePrefix": "shop-"})
    assert list(explicit(role, 7)) == [("namePrefix", "shop-")]


def test_the_example_stands_where_the_pattern_puts_it() -> None:
    assert example("myapp-prod-task", "-dr", "prod") == "myapp-prod-dr-task"
    assert example("shop-task-", "-dr", None) == "shop-task-dr"


def test_every_type_has_its_reason() -> None:
    assert all(reason(token) for token in TYPES)
    assert not EXEMPT.keys() & MORE_GLOBAL.keys()
