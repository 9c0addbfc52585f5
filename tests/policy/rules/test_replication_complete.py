"""Replication that leaves nothing out: keys, versions, roles, markers, streams."""

from __future__ import annotations

from typing import Any

import pytest

from policy.rules.replication_complete import RULE
from tests.policy.blueprint import Blueprint, Ref
from tests.policy.knowledge.test_s3_replication import CONFIG, KMS, SSE, VERSIONING, pair
from tests.policy.verdicts import Mode, said

NAME = RULE.name
CHOSEN = {"sseKmsEncryptedObjects": {"status": "Enabled"}}
TRUST = '{"Statement": [{"Principal": {"Service": "%s.amazonaws.com"}}]}'
MODES: tuple[Mode, ...] = ("preview", "up", "analyze")


def complete(**rule: Any) -> Blueprint:
    """An encrypted bucket that is replicated with everything."""
    made = pair("one")
    made.add(SSE, "sse", bucket="one", rules=KMS)
    role = made.add("aws:iam/role:Role", "copy", name="copy-a1b2c3d4", assumeRolePolicy=TRUST % "s3")
    key = {"replicaKmsKeyId": "arn:aws:kms:us-west-2:123456789012:key/k"}
    whole = {
        "status": "Enabled",
        "sourceSelectionCriteria": CHOSEN,
        "deleteMarkerReplication": {"status": "Enabled"},
        "destination": {"bucket": "arn:aws:s3:::two", "encryptionConfiguration": key},
        **rule,
    }
    made.edit(f"{CONFIG}::r", role=Ref(role, "arn"), rules=[whole])
    return made


@pytest.mark.parametrize("mode", MODES)
def test_a_complete_replication_passes_without_a_word(mode: Mode) -> None:
    assert said(NAME, complete(), mode=mode) == []
    assert said(NAME, complete(), mode=mode, refuses=False) == []


@pytest.mark.parametrize("mode", MODES)
def test_what_kms_encrypted_is_chosen_or_left_out_and_said(mode: Mode) -> None:
    made = complete(sourceSelectionCriteria={})
    (verdict,) = said(NAME, made, mode=mode)
    assert (
        "found a rule without sourceSelectionCriteria.sseKmsEncryptedObjects, on a bucket that encrypts with KMS. "
        "Required: objects that KMS has encrypted chosen for replication: S3 leaves them out, silently."
        in verdict.message
    )
    assert '{"replication-complete": {"partial": ["r"]}}' in verdict.message
    assert said(NAME, made, mode=mode, policy_config={NAME: {"partial": ["r"]}}) == []


def test_a_bucket_without_versions_a_role_without_trust_and_a_key_of_the_wrong_region() -> None:
    made = complete()
    made.edit(f"{VERSIONING}::source", versioningConfiguration={"status": "Suspended"})
    (verdict,) = said(NAME, made)
    assert "replication while the source bucket keeps no versions" in verdict.message
    made = complete()
    made.edit("aws:iam/role:Role::copy", assumeRolePolicy=TRUST % "ec2")
    (verdict,) = said(NAME, made)
    assert "which S3 may not assume" in verdict.message
    made = complete()
    rule = made.nodes[f"{CONFIG}::r"].inputs["rules"][0]
    rule["destination"]["encryptionConfiguration"]["replicaKmsKeyId"] = "arn:aws:kms:us-east-1:123456789012:key/k"
    (verdict,) = said(NAME, made)
    assert "of us-east-1 for copies in us-west-2" in verdict.message


def test_delete_markers_are_advice() -> None:
    made = complete(deleteMarkerReplication={"status": "Disabled"})
    assert said(NAME, made) == []
    (advice,) = said(NAME, made, refuses=False)
    assert "found a rule that does not replicate delete markers" in advice.message


def test_a_table_with_replicas_streams() -> None:
    made = Blueprint("prod", "shop")
    made.add("aws:dynamodb/table:Table", "t", replicas=[{"regionName": "us-west-2"}], streamEnabled=False)
    (verdict,) = said(NAME, made)
    assert "found replicas beside streamEnabled: false" in verdict.message
    made.edit("aws:dynamodb/table:Table::t", streamEnabled=None)
    assert said(NAME, made) == [], "the provider switches it on"
