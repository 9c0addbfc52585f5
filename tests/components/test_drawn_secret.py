"""A secret that is drawn once, on mocks: nothing that happens later makes a program write a value again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components.drawn_secret import FIRST_VALUE, DrawnSecretArgs, drawn_secret, stored_text


class Holder(pulumi.ComponentResource):
    def __init__(self, **changes: Any) -> None:
        super().__init__("test:Holder", "holder")
        given = {"name": "s", "description": "d", "length": 32, "key_arn": "arn:key", "protect": True}
        secret = drawn_secret(self, "holder-secret", DrawnSecretArgs(**{**given, **changes}))
        self.text = stored_text(secret)


def test_the_first_version_keeps_a_label_of_its_own_and_is_never_looked_at_again(build: Callable[..., Any]) -> None:
    built = build(lambda: Holder(text=lambda word: f"<{word}>"))
    version = built.one("aws:secretsmanager/secretVersion:SecretVersion")
    assert version.inputs["versionStages"] == ["AWSCURRENT", FIRST_VALUE]
    assert set(version.ignores) == {"secretString", "versionStages"}
    assert "secretString" in version.secrets
    assert version.inputs["secretString"] == built.value["text"] == "<drawn-word>"


@pytest.mark.parametrize("region", [None, "us-west-2"])
def test_a_replica_only_where_asked(build: Callable[..., Any], region: str | None) -> None:
    secret = build(lambda: Holder(replica_region=region)).one("aws:secretsmanager/secret:Secret")
    assert [one["region"] for one in secret.inputs.get("replicas") or []] == ([region] if region else [])
    assert secret.protect


def test_a_scratch_environment_can_be_made_again_the_same_day(build: Callable[..., Any]) -> None:
    secret = build(lambda: Holder(recovery_window_days=0, protect=False)).one("aws:secretsmanager/secret:Secret")
    assert secret.inputs["recoveryWindowInDays"] == 0
    assert not secret.protect
