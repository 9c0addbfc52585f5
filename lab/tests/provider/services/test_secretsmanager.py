"""Secrets, versions and policies on the lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

SECRET = "aws:secretsmanager/secret:Secret"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"


def test_secret_with_a_replica_lives(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = {
        "name": "app/master",
        "description": "master password",
        "replicas": [{"region": "us-west-2"}],
        "recoveryWindowInDays": 0,
        "tags": {"app": "x"},
    }
    made = engine.create(SECRET, "master", inputs)
    assert aws("secretsmanager", "us-west-2").describe_secret(SecretId="app/master")["PrimaryRegion"] == "us-east-1"
    engine.lives_through(made, inputs)


def test_replica_is_added_and_taken_away(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = {"name": "app/master", "recoveryWindowInDays": 0}
    made = engine.create(SECRET, "master", inputs)
    more = engine.update(made, {**inputs, "replicas": [{"region": "us-west-2"}]})
    assert [item["region"] for item in more.outputs["replicas"]] == ["us-west-2"]
    less = engine.update(more, {**inputs, "replicas": []})
    assert less.outputs.get("replicas", []) == []
    with pytest.raises(Exception, match="ResourceNotFoundException"):
        aws("secretsmanager", "us-west-2").describe_secret(SecretId="app/master")


def test_version_lives_and_a_new_text_replaces_it(engine: Any, aws: Callable[..., Any]) -> None:
    secret = engine.create(SECRET, "master", {"name": "app/master"})
    inputs = {"secretId": secret.ident, "secretString": "hidden"}
    made = engine.create(VERSION, "master", inputs)
    assert aws("secretsmanager").get_secret_value(SecretId="app/master")["SecretString"] == "hidden"
    assert engine.diff(made, {**inputs, "secretString": "other"}).replaces == {"secretString"}
    refreshed = engine.refresh(made)
    assert refreshed.inputs == made.inputs
    assert engine.diff(refreshed, inputs).changed == set()
    imported = engine.imported(VERSION, "master", made.ident)
    assert imported.inputs["secretString"] == "hidden"
    engine.delete(made)
    engine.delete(secret)
    assert engine.refresh(made) is None


def test_no_secret_in_a_complaint(engine: Any) -> None:
    _, failures = engine.check(VERSION, "master", {"secretId": "x", "secretString": "hidden", "secretBinary": "%%"})
    assert failures
    assert not [text for text in failures if "hidden" in text or "%%" in text]


def test_a_deleted_secret_is_gone(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(SECRET, "master", {"name": "app/master"})
    aws("secretsmanager").delete_secret(SecretId="app/master")
    assert engine.refresh(made) is None


@pytest.mark.parametrize(("days", "fits"), [(0, True), (7, True), (30, True), (3, False), (31, False)])
def test_recovery_window(engine: Any, days: int, fits: bool) -> None:
    _, failures = engine.check(SECRET, "master", {"recoveryWindowInDays": days})
    assert (failures == []) is fits


def test_functions(engine: Any) -> None:
    args = {"passwordLength": 40, "excludePunctuation": True}
    found = engine.invoke("aws:secretsmanager/getRandomPassword:getRandomPassword", args)
    assert len(found["randomPassword"]) == 40
    assert found["randomPassword"].isalnum()
    secret = engine.create(SECRET, "master", {"name": "app/master"}).ident
    engine.create(VERSION, "master", {"secretId": secret, "secretString": "hidden"})
    read = engine.invoke("aws:secretsmanager/getSecretVersion:getSecretVersion", {"secretId": secret})
    assert read["secretString"] == "hidden"


def test_a_version_that_a_label_of_its_own_holds_survives_rotations(engine: Any, aws: Callable[..., Any]) -> None:
    secret = engine.create(SECRET, "master", {"name": "app/master"}).ident
    inputs = {"secretId": secret, "secretString": "first", "versionStages": ["AWSCURRENT", "first-value"]}
    made = engine.create(VERSION, "master", inputs)
    for word in ("second", "third", "fourth"):
        aws("secretsmanager").put_secret_value(SecretId=secret, SecretString=word)
    live = engine.refresh(made)
    assert (live.outputs["secretString"], live.outputs["versionStages"]) == ("first", ["first-value"])


def test_labels_move_to_a_version_and_away(engine: Any) -> None:
    secret = engine.create(SECRET, "master", {"name": "app/master"}).ident
    inputs = {"secretId": secret, "secretString": "first"}
    made = engine.create(VERSION, "master", {**inputs, "versionStages": ["AWSCURRENT"]})
    labelled = engine.update(made, {**inputs, "versionStages": ["AWSCURRENT", "kept"]})
    assert sorted(labelled.outputs["versionStages"]) == ["AWSCURRENT", "kept"]
    bare = engine.update(labelled, {**inputs, "versionStages": ["AWSCURRENT"]})
    assert bare.outputs["versionStages"] == ["AWSCURRENT"]
