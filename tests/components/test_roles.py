"""Roles that services assume, on mocks."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pulumi

from components.roles import ServiceRoleArgs, service_role

TRUST = {"Statement": [{"Action": "sts:AssumeRole"}]}


class Holder(pulumi.ComponentResource):
    def __init__(self, args: ServiceRoleArgs) -> None:
        super().__init__("test:Holder", "holder")
        self.arn = service_role(self, "holder-role", args).arn


def test_a_role_has_just_the_policies_that_it_is_given(build: Callable[..., Any]) -> None:
    built = build(lambda: Holder(ServiceRoleArgs("r", TRUST, {"Statement": []}, "arn:managed")))
    role = built.one("aws:iam/role:Role")
    assert (role.inputs["name"], json.loads(role.inputs["assumeRolePolicy"]), role.parent) == ("r", TRUST, "holder")
    assert json.loads(built.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"]) == {"Statement": []}
    assert built.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment").inputs["policyArn"] == "arn:managed"


def test_a_role_without_policies_is_a_role_alone(build: Callable[..., Any]) -> None:
    built = build(lambda: Holder(ServiceRoleArgs("r", pulumi.Output.from_input(TRUST))))
    assert {one.type for one in built.resources} == {"test:Holder", "aws:iam/role:Role"}
