"""What is replicated can be used on the other side: keys, versions, delete markers, and a role that may copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policy.engine.finding import Finding
from policy.engine.options import option
from policy.engine.rule import Rule
from policy.engine.severity import Severity
from policy.engine.stack import Estate, Stack
from policy.engine.subject import Resource, arn_region
from policy.engine.unknown import UNKNOWN, is_set, read
from policy.knowledge.s3_replication import Replication, destination, kms_encrypted, replications, versioned

TABLE = "aws:dynamodb/table:Table"
_CHOSEN = ("sourceSelectionCriteria", "sseKmsEncryptedObjects", "status")
_KEY = ("destination", "encryptionConfiguration", "replicaKmsKeyId")


@dataclass(frozen=True)
class Options:
    """What is replicated in part, knowingly."""

    partial: tuple[str, ...] = option((), "logical names of replications that leave something out on purpose")


def _on_stack(estate: Estate, options: Options) -> Iterator[Finding]:
    for stack in estate.stacks:
        for one in replications(stack):
            if one.config.name not in options.partial:
                yield from _encrypted(stack, one, options)
                yield from _versions(estate, stack, one, options)
                yield from _role(one, options)
                yield from _key_region(estate, one, options)
                yield from _delete_markers(one)
        for table in stack.of(TABLE):
            if table.name not in options.partial:
                yield from _table(estate.inputs(table), options)


def _accept(resource: Resource, options: Options) -> dict[str, object]:
    return {"partial": [*options.partial, resource.name]}


def _encrypted(stack: Stack, one: Replication, options: Options) -> Iterator[Finding]:
    """S3 leaves out what KMS has encrypted, unless it is told to take it along."""
    chosen = read(one.rule, *_CHOSEN)
    if chosen not in ("Enabled", UNKNOWN) and kms_encrypted(stack, one.bucket, one.source):
        yield Finding(
            one.config,
            "a rule without sourceSelectionCriteria.sseKmsEncryptedObjects, on a bucket that encrypts with KMS",
            "objects that KMS has encrypted chosen for replication: S3 leaves them out, silently",
            "set sourceSelectionCriteria.sseKmsEncryptedObjects.status to Enabled, and "
            "destination.encryptionConfiguration.replicaKmsKeyId to a key of the destination's region",
            accept=_accept(one.config, options),
        )


def _versions(estate: Estate, stack: Stack, one: Replication, options: Options) -> Iterator[Finding]:
    """Both buckets keep versions: S3 refuses to replicate without."""
    target = destination(estate, one.rule)
    sides = [("the source", versioned(stack, one.bucket, one.source))]
    if target:
        sides.append(("the destination", versioned(target[0], target[1].text("bucket"), target[1])))
    for side, keeps in sides:
        if keeps is False:
            yield Finding(
                one.config,
                f"replication while {side} bucket keeps no versions",
                "versioning on both buckets: S3 replicates versions",
                "make an aws:s3/bucketVersioning:BucketVersioning with status Enabled, and let this depend on it",
                accept=_accept(one.config, options),
            )


def _role(one: Replication, options: Options) -> Iterator[Finding]:
    """The role may be taken by S3."""
    trust = one.role.text("assumeRolePolicy") if one.role else None
    if one.role and trust and trust != "{}" and "s3.amazonaws.com" not in trust:
        yield Finding(
            one.config,
            f"the role {one.role.label}, which S3 may not assume",
            "a role that trusts s3.amazonaws.com: without it nothing is copied, and nothing fails aloud",
            "add the service s3.amazonaws.com to its assumeRolePolicy",
            accept=_accept(one.config, options),
        )


def _key_region(estate: Estate, one: Replication, options: Options) -> Iterator[Finding]:
    """The key of the copies is one of the destination's region."""
    key, target = read(one.rule, *_KEY), destination(estate, one.rule)
    region = arn_region(key) if isinstance(key, str) else None
    there = target[1].region(target[0].region()) if target else None
    if region and there and region != there:
        yield Finding(
            one.config,
            f"the key {key!r} of {region} for copies in {there}",
            f"a key of {there}: S3 cannot encrypt there with another region's",
            f"set destination.encryptionConfiguration.replicaKmsKeyId to a key of {there}",
            accept=_accept(one.config, options),
        )


def _delete_markers(one: Replication) -> Iterator[Finding]:
    if read(one.rule, "deleteMarkerReplication", "status") not in ("Enabled", UNKNOWN):
        yield Finding(
            one.config,
            "a rule that does not replicate delete markers",
            "delete markers replicated where the other side must not serve what was deleted",
            "set deleteMarkerReplication.status to Enabled, unless deletions are to stay on this side",
            advice=True,
        )


def _table(table: Resource, options: Options) -> Iterator[Finding]:
    """A global table streams its changes."""
    if is_set(table.get("replicas")) and table.flag("streamEnabled") is False:
        yield Finding(
            table,
            "replicas beside streamEnabled: false",
            "a stream of new and old images: replicas are fed by it",
            "set streamEnabled to true and streamViewType to NEW_AND_OLD_IMAGES",
            accept=_accept(table, options),
        )


RULE = Rule(
    name="replication-complete",
    description="What is replicated can be used on the other side.",
    fix="Replicate keys, versions and delete markers along, with a role that may.",
    severity=Severity.HIGH,
    options=Options,
    on_stack=_on_stack,
)
