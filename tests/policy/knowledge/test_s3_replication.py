"""Buckets and their replication: which settings are about which bucket, and where a rule copies to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.policy.blueprint import Blueprint, Ref
from tests.policy.verdicts import said

NAME = "replication-complete"
BUCKET = "aws:s3/bucket:Bucket"
CONFIG = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
SSE = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
KMS = [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms"}}]


def pair(bucket: object, **inside: Any) -> Blueprint:
    """A source bucket with its settings, found by `bucket`, and a rule that copies to another one."""
    made = Blueprint("prod", "shop")
    made.add(BUCKET, "source", bucket="one", **inside)
    made.add(BUCKET, "target", bucket="two", _region="us-west-2")
    made.add(VERSIONING, "source", bucket=bucket, versioningConfiguration={"status": "Enabled"})
    made.add(VERSIONING, "target", bucket="two", versioningConfiguration={"status": "Enabled"})
    rules = [{"status": "Enabled", "destination": {"bucket": "arn:aws:s3:::two"}}]
    made.add(CONFIG, "r", bucket="one", rules=rules)
    return made


@pytest.mark.parametrize("bucket", ["one", Ref(f"{BUCKET}::source")])
@pytest.mark.parametrize("mode", ["preview", "up", "analyze"])
def test_settings_are_found_by_name_and_by_dependency(bucket: object, mode: Any) -> None:
    made = pair(bucket)
    assert said(NAME, made, mode=mode) == []
    made.add(SSE, "sse", bucket=bucket, rules=KMS)
    (verdict,) = said(NAME, made, mode=mode)
    assert "sseKmsEncryptedObjects" in verdict.message
    made.edit(f"{VERSIONING}::source", versioningConfiguration={"status": "Suspended"})
    assert len(said(NAME, made, mode=mode)) == 2


def test_the_destination_is_found_by_its_arn() -> None:
    made = pair("one")
    del made.nodes[f"{VERSIONING}::target"]
    (verdict,) = said(NAME, made)
    assert "while the destination bucket keeps no versions" in verdict.message


def test_a_rule_that_is_off_and_a_bucket_of_elsewhere_are_not_judged() -> None:
    made = pair("one")
    made.add(SSE, "sse", bucket="one", rules=KMS)
    made.edit(f"{CONFIG}::r", rules=[{"status": "Disabled"}])
    assert said(NAME, made) == []
    made.edit(f"{CONFIG}::r", bucket="three", rules=[{"status": "Enabled"}])
    assert said(NAME, made) == []


def test_rules_and_settings_inside_a_bucket_count() -> None:
    made = Blueprint()
    inside = {"rules": [{"status": "Enabled", "deleteMarkerReplication": {"status": "Enabled"}}]}
    made.add(BUCKET, "b", bucket="b", replicationConfiguration=inside, versioning={"enabled": True})
    assert said(NAME, made) == []
    made.edit(f"{BUCKET}::b", versioning=None)
    assert len(said(NAME, made)) == 1
    rule = {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms"}}
    made.edit(f"{BUCKET}::b", serverSideEncryptionConfiguration={"rule": rule})
    assert len(said(NAME, made)) == 2
