"""Buckets and their settings on the lab."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

BUCKET = "aws:s3/bucket:Bucket"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
PUBLIC = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"


@pytest.fixture
def bucket(engine: Any) -> str:
    return str(engine.create(BUCKET, "Logs", {}).ident)


def test_bucket_lives(engine: Any) -> None:
    inputs = {"bucket": "app-logs", "tags": {"app": "x"}}
    made = engine.create(BUCKET, "logs", inputs)
    assert made.outputs["arn"] == "arn:aws:s3:::app-logs"
    bare = engine.update(made, {"bucket": "app-logs"})
    assert bare.outputs["tagsAll"] == {}
    engine.lives_through(bare, {"bucket": "app-logs"})


def test_bucket_in_another_region(engine_in: Callable[..., Any], aws: Callable[..., Any]) -> None:
    engine_in("us-west-2").create(BUCKET, "logs", {"bucket": "app-logs-dr"})
    assert aws("s3").get_bucket_location(Bucket="app-logs-dr")["LocationConstraint"] == "us-west-2"


def test_made_up_names_are_lower_case(bucket: str) -> None:
    assert bucket.startswith("logs-")


def test_a_bucket_with_objects_goes_only_by_force(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(BUCKET, "logs", {"bucket": "app-logs"})
    aws("s3").put_object(Bucket="app-logs", Key="a", Body=b"1")
    with pytest.raises(Exception, match="BucketNotEmpty"):
        engine.delete(made)
    engine.delete(engine.update(made, {"bucket": "app-logs", "forceDestroy": True}))
    assert engine.refresh(made) is None


def test_inline_settings_are_refused_by_name(engine: Any) -> None:
    _, failures = engine.check(BUCKET, "logs", {"acl": "private", "versioning": {"enabled": True}})
    assert len(failures) == 2
    assert all("does not emulate" in text for text in failures)


def test_versioning_lives_but_never_goes_back(engine: Any, bucket: str) -> None:
    inputs = {"bucket": bucket, "versioningConfiguration": {"status": "Enabled"}}
    made = engine.create(VERSIONING, "v", inputs)
    with pytest.raises(Exception, match="cannot be updated from 'Enabled' to 'Disabled'"):
        engine.update(made, {"bucket": bucket, "versioningConfiguration": {"status": "Disabled"}})
    assert engine.diff(engine.refresh(made), inputs).changed == set()
    engine.delete(made)
    assert engine.refresh(made).outputs["versioningConfiguration"] == {"status": "Suspended"}


@pytest.mark.parametrize(
    ("token", "more"),
    [
        (PUBLIC, {"blockPublicAcls": True, "blockPublicPolicy": True}),
        (POLICY, {"policy": json.dumps({"Version": "2012-10-17", "Statement": []})}),
    ],
)
def test_settings_live(engine: Any, bucket: str, token: str, more: dict[str, Any]) -> None:
    inputs = {"bucket": bucket, **more}
    made = engine.create(token, "x", inputs)
    assert engine.diff(made, {**inputs, "bucket": "other"}).replaces == {"bucket"}
    engine.lives_through(made, inputs)


def test_encryption_lives(engine: Any, bucket: str) -> None:
    key = engine.create("aws:kms/key:Key", "k", {}).outputs["arn"]
    default = {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": key}
    inputs = {"bucket": bucket, "rules": [{"applyServerSideEncryptionByDefault": default, "bucketKeyEnabled": True}]}
    made = engine.create(ENCRYPTION, "e", inputs)
    assert engine.diff(engine.refresh(made), inputs).changed == set()
    engine.delete(made)
