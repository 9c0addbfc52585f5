"""What the account says, on mocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from components.account import Account, read_account
from pattern.zones import Zone


def test_zones_pair_their_names_and_ids(build: Callable[..., Any]) -> None:
    found: list[Account] = []

    class Holder:
        def __init__(self) -> None:
            found.append(read_account())

    build(Holder)
    assert found == [Account("123456789012", "aws", (Zone("us-west-2a", "usw2-az1"), Zone("us-west-2b", "usw2-az2")))]
