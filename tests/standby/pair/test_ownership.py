"""Whose move it is, read from a contract."""

from __future__ import annotations

import pytest

from standby.pair.ownership import Claim, claims, holder, key_of

PROMOTION = "run=p-1 kind=promotion by=ann@laptop at=2026-03-01T03:00:00Z"


def test_highest_generation_that_is_not_released_owns() -> None:
    contract = {"incident/lock/000001": "run=a kind=failback", "incident/lock/000002": PROMOTION}
    owner = holder(contract)
    assert owner is not None
    assert (owner.generation, owner.run, owner.kind) == (2, "p-1", "promotion")
    assert owner.story == "promotion p-1 by ann@laptop since 2026-03-01T03:00:00Z"
    assert holder({**contract, "incident/lock/000002/released": "run=p-1 at=x"}) is None
    assert holder({**contract, "incident/lock/000001/released": "x"}) == owner
    assert holder({}) is None


def test_numbers_are_decimal_and_strangers_are_ignored() -> None:
    contract = {key_of(8): "a", key_of(10): "b", "incident/lock/9": "c", "incident/lock/000008/released": "x"}
    assert [(claim.generation, claim.released) for claim in claims(contract)] == [(8, True), (10, False)]


def test_lock_of_an_earlier_version_is_held_until_a_generation_names_its_run() -> None:
    old = {"incident/lock": "run=old host=h pid=1 who=bob"}
    owner = holder(old)
    assert owner is not None
    assert (owner.generation, owner.kind, owner.run) == (0, "promotion", "old")
    assert holder({"incident/lock": "failback run=f"}).kind == "failback"  # type: ignore[union-attr]
    taken = {**old, key_of(1): "run=new kind=promotion takes-over=old", f"{key_of(1)}/released": "x"}
    assert holder(taken) is None
    assert holder({**old, key_of(1): "run=other kind=failback", f"{key_of(1)}/released": "x"}) == owner


@pytest.mark.parametrize("text", ["x", "", "run=../../etc", "run=a/b kind=failback", "run=.hidden"])
def test_a_text_without_a_run_still_holds_and_names_none(text: str) -> None:
    assert Claim(1, text).run == ""
    assert holder({"incident/lock": text}) is not None
