"""Which account a resource is in."""

from __future__ import annotations

from typing import Any

import pytest

from policy.engine.subject import Resource
from policy.knowledge.accounts import account, credentials
from tests.policy.blueprint import Blueprint
from tests.policy.clean import ROLE
from tests.policy.verdicts import said

ROLE_ARN = "arn:aws:iam::210987654321:role/deploy"


@pytest.mark.parametrize(
    ("props", "provider", "found"),
    [
        ({"arn": "arn:aws:iam::123456789012:role/x"}, {"allowedAccountIds": ["210987654321"]}, "123456789012"),
        ({}, {"assumeRoles": [{"roleArn": ROLE_ARN}]}, "210987654321"),
        ({}, {"assumeRole": {"roleArn": ROLE_ARN}}, "210987654321"),
        ({}, {"allowedAccountIds": ["210987654321"]}, "210987654321"),
        ({}, {"allowedAccountIds": ["1", "2"]}, None),
        ({}, None, None),
    ],
)
def test_an_account_shows_in_the_arn_or_in_the_provider(props: Any, provider: Any, found: str | None) -> None:
    assert account(Resource("aws:iam/role:Role", "n", "urn", props, provider)) == found


def test_credentials_tell_profiles_apart_where_no_account_shows() -> None:
    assert credentials(Resource("t", "n", "urn", {}, {"profile": "dr"})) == "dr"
    assert credentials(Resource("t", "n", "urn", {}, {})) == ""


def test_two_states_of_two_accounts_need_no_suffix_and_of_one_account_do() -> None:
    def side(stack: str, region: str, number: str) -> Blueprint:
        made = Blueprint(stack, "shop", region)
        made.add(ROLE, "task", name="shop-task")
        made.nodes[f"{ROLE}::task"].answered = {"arn": f"arn:aws:iam::{number}:role/shop-task"}
        return made

    one, other = side("prod", "us-east-1", "111111111111"), side("dr", "us-west-2", "222222222222")
    assert said("dr-iam-name-suffix", one, other, mode="analyze") == []
    same = side("dr", "us-west-2", "111111111111")
    assert said("dr-iam-name-suffix", one, same, mode="analyze") != []
