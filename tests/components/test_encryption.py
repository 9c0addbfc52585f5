"""The region's key, on mocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from components.encryption import Encryption, EncryptionArgs, key_policy
from pattern.naming import Names

DR = Names("myapp", "prod", "us-west-2", "-dr")
ARGS = EncryptionArgs(DR, "123456789012", "aws")


def test_the_key_rotates_and_its_alias_is_regional(build: Callable[..., Any]) -> None:
    built = build(lambda: Encryption("encryption", ARGS))
    key = built.one("aws:kms/key:Key").inputs
    assert (key["enableKeyRotation"], key["deletionWindowInDays"]) == (True, 30)
    assert built.one("aws:kms/alias:Alias").inputs["name"] == "alias/myapp-prod"
    assert built.value["key_arn"] == "arn:aws:mock:us-west-2:123456789012:encryption-key"


def test_the_policy_admits_the_account_and_only_this_regions_logs() -> None:
    by_sid = {statement["Sid"]: statement for statement in key_policy(ARGS)["Statement"]}
    assert by_sid["AccountAdministersTheKey"]["Principal"] == {"AWS": "arn:aws:iam::123456789012:root"}
    logs = by_sid["LogGroupsOfThisRegion"]
    assert logs["Principal"] == {"Service": "logs.us-west-2.amazonaws.com"}
    assert "arn:aws:logs:us-west-2:123456789012:log-group:*" in str(logs["Condition"])


def test_an_existing_key_is_used_and_none_is_made(build: Callable[..., Any]) -> None:
    arn = "arn:aws:kms:us-west-2:123456789012:key/1234abcd"
    built = build(lambda: Encryption("encryption", replace(ARGS, existing_arn=arn)))
    assert not [one for one in built.resources if one.type.startswith("aws:")]
    assert built.value["key_arn"] == arn
