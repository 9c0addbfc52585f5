"""IAM roles on the lab."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

ROLE = "aws:iam/role:Role"
LINKED = "aws:iam/serviceLinkedRole:ServiceLinkedRole"
ALLOW = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})


def trust(service: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_role_lives_and_changes(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = {"name": "task-dr", "assumeRolePolicy": trust("ecs-tasks.amazonaws.com"), "tags": {"app": "x"}}
    made = engine.create(ROLE, "task", inputs)
    assert made.outputs["arn"] == "arn:aws:iam::123456789012:role/task-dr"
    new = {
        **inputs,
        "assumeRolePolicy": trust("ec2.amazonaws.com"),
        "description": "new",
        "maxSessionDuration": 7200,
        "tags": {"app": "y"},
    }
    changed = engine.update(made, new)
    live = aws("iam").get_role(RoleName="task-dr")["Role"]
    assert live["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": "ec2.amazonaws.com"}
    assert (live["Description"], live["MaxSessionDuration"]) == ("new", 7200)
    engine.lives_through(changed, new)


def test_the_same_trust_laid_out_differently_is_no_change(engine: Any) -> None:
    made = engine.create(ROLE, "task", {"assumeRolePolicy": trust("ec2.amazonaws.com")})
    spaced = json.dumps(json.loads(trust("ec2.amazonaws.com")), indent=4)
    assert engine.diff(made, {"assumeRolePolicy": spaced}).changed == set()


def test_role_with_policies_of_its_own_lives(engine: Any, aws: Callable[..., Any]) -> None:
    managed = aws("iam").create_policy(PolicyName="m", PolicyDocument=ALLOW)["Policy"]["Arn"]
    inputs = {
        "assumeRolePolicy": trust("ec2.amazonaws.com"),
        "inlinePolicies": [{"name": "in", "policy": ALLOW}],
        "managedPolicyArns": [managed],
    }
    made = engine.create(ROLE, "task", inputs)
    assert engine.diff(engine.refresh(made), inputs).changed == set()
    bare = engine.update(made, {**inputs, "inlinePolicies": [], "managedPolicyArns": []})
    assert aws("iam").list_role_policies(RoleName=made.ident)["PolicyNames"] == []
    assert aws("iam").list_attached_role_policies(RoleName=made.ident)["AttachedPolicies"] == []
    engine.delete(bare)
    assert engine.refresh(bare) is None


def test_a_role_in_use_is_not_deleted(engine: Any, aws: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_RETRY_SECONDS", "0.05")
    made = engine.create(ROLE, "task", {"assumeRolePolicy": trust("ec2.amazonaws.com")})
    aws("iam").put_role_policy(RoleName=made.ident, PolicyName="by-hand", PolicyDocument=ALLOW)
    with pytest.raises(Exception, match="DeleteConflict"):
        engine.delete(made)


def test_names_are_limited(engine: Any) -> None:
    _, failures = engine.check(ROLE, "r" * 57, {"assumeRolePolicy": trust("x")})
    assert len(failures) == 1
    assert "longer than maximum length 64" in failures[0]
    _, failures = engine.check(ROLE, "r", {"assumeRolePolicy": "not json", "name": "a b"})
    assert len(failures) == 2
