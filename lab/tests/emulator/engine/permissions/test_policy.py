"""IAM's evaluation logic as a pure function."""

from __future__ import annotations

from typing import Any

import pytest

from lab.emulator.engine.permissions.policy import Decision, evaluate, trusts

ROLE = "arn:aws:iam::123456789012:role/promote"


def allow(action: Any = "rds:*", resource: Any = "*", effect: str = "Allow", **more: Any) -> dict[str, Any]:
    return {"Statement": [{"Effect": effect, "Action": action, "Resource": resource} | more]}


def decide(
    *documents: dict[str, Any], action: str = "rds:FailoverGlobalCluster", resource: str = "arn:a", **keys: Any
) -> Any:
    return evaluate(documents, action, [resource], {key.replace("__", ":"): value for key, value in keys.items()})


@pytest.mark.parametrize(
    ("action", "resource", "expected"),
    [
        ("rds:*", "*", Decision.ALLOWED),
        ("RDS:failoverglobalcluster", "*", Decision.ALLOWED),
        (["ecs:*", "rds:Failover*"], ["arn:b", "arn:?"], Decision.ALLOWED),
        ("rds:Describe*", "*", Decision.IMPLICIT_DENY),
        ("rds:*", "arn:b", Decision.IMPLICIT_DENY),
        ("rds.FailoverGlobalCluster", "*", Decision.IMPLICIT_DENY),
    ],
)
def test_actions_and_resources_match_by_iams_wildcards(action: Any, resource: Any, expected: Decision) -> None:
    assert decide(allow(action, resource)) is expected


def test_an_explicit_deny_wins_and_nothing_said_is_no() -> None:
    assert decide(allow(), allow(effect="Deny")) is Decision.EXPLICIT_DENY
    assert decide() is Decision.IMPLICIT_DENY
    assert decide({"Statement": {"Effect": "Allow", "NotAction": "ecs:*", "NotResource": "arn:b"}}) is Decision.ALLOWED


def test_every_resource_must_be_allowed() -> None:
    document = allow(resource="arn:a")
    assert evaluate([document], "rds:X", ["arn:a", "arn:b"], {}) is Decision.IMPLICIT_DENY


@pytest.mark.parametrize(
    ("condition", "values", "expected"),
    [
        ({"StringEquals": {"k": "a"}}, ["a"], True),
        ({"StringEquals": {"k": ["a", "b"]}}, ["c"], False),
        ({"StringEquals": {"k": "a"}}, None, False),
        ({"StringEqualsIfExists": {"k": "a"}}, None, True),
        ({"StringLike": {"k": "a*"}}, ["abc"], True),
        ({"StringNotEquals": {"k": "a"}}, ["b"], True),
        ({"StringNotEquals": {"k": "a"}}, ["a"], False),
        ({"ForAllValues:StringEquals": {"k": ["a", "b"]}}, ["a", "b"], True),
        ({"ForAllValues:StringEquals": {"k": ["a"]}}, ["a", "b"], False),
        ({"ForAllValues:StringEquals": {"k": ["a"]}}, None, True),
        ({"ForAnyValue:StringEquals": {"k": ["a"]}}, ["a", "b"], True),
        ({"ArnEquals": {"k": "arn:*:x"}}, ["arn:aws:x"], True),
        ({"Bool": {"k": True}}, ["true"], True),
        ({"Null": {"k": "true"}}, None, True),
        ({"NumericLessThan": {"k": "3"}}, ["2"], False),
    ],
)
def test_conditions(condition: dict[str, Any], values: list[str] | None, expected: bool) -> None:
    keys = {} if values is None else {"k": values}
    decision = evaluate([allow(Condition=condition)], "rds:X", ["*"], keys)
    assert (decision is Decision.ALLOWED) is expected


def trust(principal: Any, effect: str = "Allow", **more: Any) -> dict[str, Any]:
    return {"Statement": [{"Effect": effect, "Principal": principal, "Action": "sts:AssumeRole"} | more]}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (trust({"AWS": ROLE}), ROLE),
        (trust("*"), "*"),
        (trust({"AWS": ["arn:other", ROLE]}), ROLE),
        (trust({"Service": "ecs-tasks.amazonaws.com"}), None),
        (trust({"AWS": "arn:other"}), None),
        (trust({"AWS": ROLE}, Condition={"StringEquals": {"sts:ExternalId": "secret"}}), None),
        ({"Statement": trust({"AWS": ROLE})["Statement"] + trust({"AWS": ROLE}, "Deny")["Statement"]}, None),
    ],
)
def test_trust(document: dict[str, Any], expected: str | None) -> None:
    assert trusts(document, [ROLE], "sts:AssumeRole", {}) == expected
