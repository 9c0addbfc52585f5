"""The role of a promotion, on mocks: named with the suffix, limited to what the contract names."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from components.promotion_role import PromotionRole, PromotionRoleArgs, promotion_policy
from pattern.contract import PLATFORM_KEYS
from pattern.naming import Names

HOME = Names("myapp", "prod", "us-east-1")
DR = Names("myapp", "prod", "us-west-2", "-dr")
RESOURCES = {key.name: key.example for key in PLATFORM_KEYS if key.name != "iam/promotion-role-arn"}
FIXED = {
    "partition": "aws",
    "account": "123456789012",
    "region": "us-west-2",
    "stem": "myapp-prod",
    "contract_path": "/myapp/prod/standby",
}


@pytest.mark.parametrize(("names", "role"), [(HOME, "myapp-prod-promotion"), (DR, "myapp-prod-dr-promotion")])
def test_each_region_has_a_role_of_its_own(build: Callable[..., Any], names: Names, role: str) -> None:
    args = PromotionRoleArgs(names, "123456789012", "aws", (), RESOURCES)
    built = build(lambda: PromotionRole("promotion-role", args))
    assert built.one("aws:iam/role:Role").inputs["name"] == role
    policy = json.loads(built.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])
    assert policy["Statement"]


@pytest.mark.parametrize(
    ("principals", "trusted"),
    [((), ["arn:aws:iam::123456789012:root"]), (("arn:aws:iam::123456789012:role/on-call",),) * 2],
)
def test_who_may_assume_it(build: Callable[..., Any], principals: tuple[str, ...], trusted: list[str]) -> None:
    args = PromotionRoleArgs(DR, "123456789012", "aws", principals, RESOURCES)
    role = build(lambda: PromotionRole("promotion-role", args)).one("aws:iam/role:Role")
    (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    assert statement["Principal"]["AWS"] == list(trusted)


def test_every_placeholder_is_filled_and_writes_are_limited_to_named_resources() -> None:
    text = promotion_policy({**FIXED, **RESOURCES})
    assert "${" not in text
    writes = ("Put", "Delete", "Modify", "Failover", "Remove", "Update", "Register", "Change", "Create")
    for statement in json.loads(text)["Statement"]:
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        if any(action.split(":")[1].startswith(writes) for action in actions):
            assert statement["Resource"] != "*", statement["Sid"]


def test_no_role_to_assume_is_no_statement() -> None:
    plain = json.loads(promotion_policy({**FIXED, **RESOURCES}))["Statement"]
    elsewhere = json.loads(
        promotion_policy({**FIXED, **RESOURCES, "dns/role-arn": "arn:aws:iam::210987654321:role/dns"})
    )["Statement"]
    assert "sts:AssumeRole" not in json.dumps(plain)
    assert "arn:aws:iam::210987654321:role/dns" in json.dumps(elsewhere)


def test_a_placeholder_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        promotion_policy(FIXED)
