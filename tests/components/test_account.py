"""What the account says, on mocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components.account import Account, read_account
from pattern.zones import Zone


def test_zones_pair_their_names_and_ids(build: Callable[..., Any]) -> None:
    found: list[Account] = []

    class Holder:
        def __init__(self) -> None:
            found.append(read_account())

    build(Holder)
    assert found == [Account("123456789012", "aws", (Zone("us-west-2a", "usw2-az1"), Zone("us-west-2b", "usw2-az2")))]


def test_an_account_that_does_not_answer_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**_: object) -> None:
        raise Exception("ExpiredToken: the security token is expired")

    monkeypatch.setattr(aws, "get_availability_zones", refused)
    with pytest.raises(pulumi.RunError, match=r"cannot be read: ExpiredToken.*\nCheck the credentials"):
        read_account()
