"""IAM policies and attachments on the lab; the document function."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
DOCUMENT = "aws:iam/getPolicyDocument:getPolicyDocument"


def allow(action: str) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]})


@pytest.fixture
def role(engine: Any) -> str:
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    return str(engine.create("aws:iam/role:Role", "role", {"assumeRolePolicy": trust}).ident)


def test_role_policy_lives(engine: Any, role: str) -> None:
    inputs = {"role": role, "name": "read", "policy": allow("s3:Get*")}
    made = engine.create(ROLE_POLICY, "read", inputs)
    new = {**inputs, "policy": allow("s3:*")}
    changed = engine.update(made, new)
    assert json.loads(changed.outputs["policy"])["Statement"][0]["Action"] == "s3:*"
    assert engine.diff(changed, {**new, "role": "other"}).replaces == {"role"}
    engine.lives_through(changed, new)


def test_attachment_lives_and_is_deleted_before_it_is_replaced(engine: Any, role: str, aws: Callable[..., Any]) -> None:
    made = aws("iam").create_policy(PolicyName="p", PolicyDocument=allow("s3:*"))
    arn = made["Policy"]["Arn"]
    inputs = {"role": role, "policyArn": arn}
    made = engine.create(ATTACHMENT, "a", inputs)
    found = engine.diff(made, {"role": role, "policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"})
    assert (found.replaces, found.delete_before_replace) == ({"policyArn"}, True)
    engine.lives_through(made, inputs)


def test_document(engine: Any) -> None:
    statement = {
        "sid": "Read",
        "actions": ["s3:Get*", "s3:List*"],
        "resources": ["*"],
        "principals": [{"type": "Service", "identifiers": ["ecs.amazonaws.com"]}],
        "conditions": [{"test": "StringEquals", "variable": "aws:SourceAccount", "values": ["123456789012"]}],
    }
    found = engine.invoke(DOCUMENT, {"statements": [statement]})
    assert json.loads(found["json"]) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Read",
                "Effect": "Allow",
                "Action": ["s3:Get*", "s3:List*"],
                "Resource": "*",
                "Principal": {"Service": "ecs.amazonaws.com"},
                "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
            }
        ],
    }
    assert json.loads(found["minifiedJson"]) == json.loads(found["json"])


def test_merging_documents_is_refused_by_name(engine: Any) -> None:
    with pytest.raises(Exception, match="does not emulate merging policy documents"):
        engine.invoke(DOCUMENT, {"sourcePolicyDocuments": [allow("s3:*")]})
