"""S3 buckets and their replication, in the shapes that the provider has for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from policy.engine.stack import Estate, Stack
from policy.engine.subject import Resource
from policy.engine.unknown import UNKNOWN, elements, read

BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
CONFIGS = (
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    "aws:s3/bucketReplicationConfiguration:BucketReplicationConfiguration",
)
VERSIONING = ("aws:s3/bucketVersioning:BucketVersioning", "aws:s3/bucketVersioningV2:BucketVersioningV2")
ENCRYPTION = (
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
)
ROLE = "aws:iam/role:Role"


@dataclass(frozen=True)
class Replication:
    """One rule that replicates: what declares it, its source bucket's name (or resource), and the rule itself."""

    config: Resource
    bucket: str | None
    source: Resource | None
    rule: Any
    role: Resource | None


def replications(stack: Stack) -> Iterator[Replication]:
    """Every rule that is enabled, or whose status is not known yet."""
    for config in stack.of(*CONFIGS):
        buckets = stack.links(config, "bucket", *BUCKETS).resources
        roles = stack.links(config, "role", ROLE).resources
        for rule in elements(config.get("rules")):
            if rule is not UNKNOWN and read(rule, "status") != "Disabled":
                source = buckets[0] if buckets else None
                yield Replication(config, config.text("bucket"), source, rule, roles[0] if roles else None)
    for bucket in stack.of(*BUCKETS):  # rules inside the bucket, the older way
        for rule in elements(bucket.get("replicationConfiguration", "rules")):
            if rule is not UNKNOWN and read(rule, "status") != "Disabled":
                yield Replication(bucket, bucket.text("bucket"), bucket, rule, None)


def settings(stack: Stack, types: tuple[str, ...], bucket: str | None, of: Resource | None) -> Iterator[Resource]:
    """The resources of `types` that are about a bucket: by dependency, or by the same name."""
    for one in stack.of(*types):
        held = stack.links(one, "bucket", *BUCKETS).resources
        named = bucket is not None and one.text("bucket") == bucket
        if named or (of is not None and any(resource.urn == of.urn for resource in held)):
            yield one


def kms_encrypted(stack: Stack, bucket: str | None, of: Resource | None) -> bool:
    """Whether the bucket encrypts with a KMS key by default, as far as the stack shows it."""
    found = [read(rule, "applyServerSideEncryptionByDefault", "sseAlgorithm")
             for one in settings(stack, ENCRYPTION, bucket, of) for rule in elements(one.get("rules"))]  # fmt: skip
    inside = ("serverSideEncryptionConfiguration", "rule", "applyServerSideEncryptionByDefault", "sseAlgorithm")
    found += [of.get(*inside)] if of else []
    return any(isinstance(algorithm, str) and algorithm.startswith("aws:kms") for algorithm in found)


def versioned(stack: Stack, bucket: str | None, of: Resource | None) -> bool | None:
    """Whether the bucket keeps versions; None where the stack does not make the bucket, or a value is not known."""
    for one in settings(stack, VERSIONING, bucket, of):
        status = one.get("versioningConfiguration", "status")
        return None if status is UNKNOWN else status == "Enabled"
    if of is None:
        return None
    flag = of.get("versioning", "enabled")
    return None if flag is UNKNOWN else flag is True


def destination(estate: Estate, rule: Any) -> tuple[Stack, Resource] | None:
    """The bucket that a rule copies to, where one of the stacks makes it."""
    arn = read(rule, "destination", "bucket")
    name = arn.rpartition(":")[2] if isinstance(arn, str) else None
    for stack, bucket in estate.of(*BUCKETS):
        if name and name in (bucket.text("bucket"), bucket.text("id")):
            return stack, bucket
    return None
