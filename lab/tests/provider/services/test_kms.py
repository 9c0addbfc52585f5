"""KMS types: their life on the lab, drift, import, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

KEY = "aws:kms/key:Key"
ALIAS = "aws:kms/alias:Alias"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:*", "Resource": "*"}
    ],
}


def test_key_lives(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = {"description": "data", "enableKeyRotation": True, "policy": json.dumps(POLICY), "tags": {"app": "x"}}
    made = engine.create(KEY, "data", inputs)
    live = aws("kms").describe_key(KeyId=made.ident)["KeyMetadata"]
    assert live["Description"] == "data"
    assert made.outputs["arn"] == live["Arn"]
    assert aws("kms").get_key_rotation_status(KeyId=made.ident)["KeyRotationEnabled"] is True
    engine.lives_through(made, inputs)


def test_key_changes_in_place(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(KEY, "data", {"description": "one", "enableKeyRotation": True, "tags": {"a": "1", "b": "2"}})
    new = {"description": "two", "enableKeyRotation": False, "tags": {"a": "3"}}
    assert engine.diff(made, new).replaces == set()
    changed = engine.update(made, new)
    assert aws("kms").describe_key(KeyId=made.ident)["KeyMetadata"]["Description"] == "two"
    assert aws("kms").get_key_rotation_status(KeyId=made.ident)["KeyRotationEnabled"] is False
    assert changed.outputs["tagsAll"] == {"a": "3"}
    assert engine.diff(changed, new).changed == set()


def test_drift_of_a_key_shows_after_a_refresh(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = {"description": "mine", "enableKeyRotation": True}
    made = engine.create(KEY, "data", inputs)
    aws("kms").disable_key_rotation(KeyId=made.ident)
    refreshed = engine.refresh(made)
    assert engine.diff(refreshed, inputs).changed == {"enableKeyRotation"}


def test_a_key_that_waits_for_its_deletion_is_gone(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(KEY, "data", {"description": "x"})
    aws("kms").schedule_key_deletion(KeyId=made.ident, PendingWindowInDays=7)
    assert engine.refresh(made) is None


def test_key_import_then_no_change(engine: Any) -> None:
    inputs = {"description": "data", "enableKeyRotation": True}
    made = engine.create(KEY, "data", inputs)
    imported = engine.imported(KEY, "data", made.ident)
    assert imported.outputs["arn"] == made.outputs["arn"]
    assert engine.diff(imported, inputs).changed == set()


def test_custom_key_stores_are_refused_by_name(engine: Any) -> None:
    _, failures = engine.check(KEY, "data", {"customKeyStoreId": "cks-1"})
    assert [text for text in failures if "does not emulate customKeyStoreId of aws:kms/key:Key" in text]


@pytest.mark.parametrize("days", [6, 31])
def test_deletion_window_has_bounds(engine: Any, days: int) -> None:
    _, failures = engine.check(KEY, "data", {"deletionWindowInDays": days})
    assert failures == [
        f"expected deletionWindowInDays to be in the range (7 - 30), got {days}. "
        "Examine values at 'data.deletionWindowInDays'."
    ]


def test_alias_lives_and_moves_to_another_key(engine: Any, aws: Callable[..., Any]) -> None:
    one, two = (engine.create(KEY, name, {}).ident for name in ("one", "two"))
    made = engine.create(ALIAS, "db", {"name": "alias/db", "targetKeyId": one})
    moved = engine.update(made, {"name": "alias/db", "targetKeyId": two})
    assert moved.outputs["targetKeyId"] == two
    assert aws("kms").describe_key(KeyId="alias/db")["KeyMetadata"]["KeyId"] == two
    engine.lives_through(moved, {"name": "alias/db", "targetKeyId": two})


def test_alias_makes_up_a_name_with_its_prefix(engine: Any) -> None:
    found = engine.checked(ALIAS, "db", {"targetKeyId": "k"})
    assert found["name"].startswith("alias/db-")
    assert len(found["name"]) == len("alias/db-") + 7
    assert "name" in found["__defaults"]


def test_alias_name_needs_its_prefix(engine: Any) -> None:
    _, failures = engine.check(ALIAS, "db", {"name": "db", "targetKeyId": "k"})
    assert len(failures) == 1
    assert "must begin with 'alias/'" in failures[0]


def test_a_resource_of_another_region_than_its_provider(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(KEY, "west", {"description": "west", "region": "us-west-2"})
    assert aws("kms", "us-west-2").describe_key(KeyId=made.ident)["KeyMetadata"]["Description"] == "west"
    assert engine.diff(made, {"description": "west", "region": "us-east-2"}).replaces == {"region"}
    imported = engine.imported(KEY, "west", f"{made.ident}@us-west-2")
    assert (imported.ident, imported.inputs["region"]) == (made.ident, "us-west-2")
    assert engine.imported(KEY, "west", made.ident) is None
    engine.lives_through(made, {"description": "west", "region": "us-west-2"})
