"""The committed page of the contract is fresh."""

from __future__ import annotations

from pathlib import Path

from pattern.contract import PLATFORM_KEYS
from pattern.contract_table import table


def test_the_page_is_made_from_the_tables() -> None:
    assert table() in (Path(__file__).parents[2] / "docs" / "contract.md").read_text()


def test_keys_that_may_be_none_are_marked() -> None:
    marked = [row for row in table().splitlines() if " | yes | " in row]
    assert len(marked) == sum(key.may_be_none for key in PLATFORM_KEYS)
