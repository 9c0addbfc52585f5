"""Every cross-region copy of data is encrypted with an explicit key of its own region, not an AWS-managed one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policy.engine.finding import Finding, unchecked
from policy.engine.options import option
from policy.engine.rule import Rule
from policy.engine.severity import Severity
from policy.engine.stack import Estate
from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource, arn_region
from policy.engine.unknown import UNKNOWN, elements, is_set, read

KEY_TYPES = (
    "aws:kms/key:Key",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:kms/externalKey:ExternalKey",
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
    "aws:kms/alias:Alias",
)
CLUSTERS = ("aws:rds/cluster:Cluster", "aws:docdb/cluster:Cluster", "aws:neptune/cluster:Cluster")
GLOBALS = ("aws:rds/globalCluster:GlobalCluster", "aws:docdb/globalCluster:GlobalCluster")
SOURCE = "sourceDbClusterIdentifier"
TABLE, REPLICA = "aws:dynamodb/table:Table", "aws:dynamodb/tableReplica:TableReplica"
_AWS_MANAGED = "alias/aws/"
_CLUSTER_MARKS = ("globalClusterIdentifier", "sourceRegion", "replicationSourceIdentifier")


@dataclass(frozen=True)
class Options:
    """What the rule leaves alone."""

    exempt_types: tuple[str, ...] = option((), "resource types that are not judged (aws:dynamodb/table:Table, …)")


@dataclass(frozen=True)
class Copy:
    """A copy that crosses regions: where its key stands, and the region that the key must be of (None: not known).

    `own_default`: without a key AWS encrypts the copy with one of the copy's own region, so none is needed.
    """

    key: tuple[str | int, ...]
    region: str | None
    what: str
    own_default: bool = False


# type -> the inputs of which one makes it a member of a global cluster or a copy of another region's cluster
MEMBERS: Mapping[str, tuple[str, ...]] = {
    "aws:rds/cluster:Cluster": _CLUSTER_MARKS,
    "aws:docdb/cluster:Cluster": _CLUSTER_MARKS,
    "aws:neptune/cluster:Cluster": _CLUSTER_MARKS,
    "aws:elasticache/replicationGroup:ReplicationGroup": ("globalReplicationGroupId",),
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": ("sourceDbInstanceArn",),
    REPLICA: ("globalTableArn",),
    "aws:ebs/snapshotCopy:SnapshotCopy": ("sourceRegion",),
    "aws:ec2/amiCopy:AmiCopy": ("sourceAmiRegion",),
}
# type -> the input that names the source; it crosses regions where that is an ARN of another one
COPIES: Mapping[str, str] = {
    "aws:rds/instance:Instance": "replicateSourceDb",
    "aws:rds/snapshotCopy:SnapshotCopy": "sourceDbSnapshotIdentifier",
    "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy": "sourceDbClusterSnapshotIdentifier",
}
# type -> (list of destinations, its key, its region)
DESTINATIONS: Mapping[str, tuple[str, str, str]] = {
    "aws:efs/replicationConfiguration:ReplicationConfiguration": ("destination", "kmsKeyId", "region"),
    TABLE: ("replicas", "kmsKeyArn", "regionName"),
    "aws:secretsmanager/secret:Secret": ("replicas", "kmsKeyId", "region"),
}
# S3 replication: its rules, the key of the copies; a bucket's ARN names no region
S3_RULES = (
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    "aws:s3/bucketReplicationConfiguration:BucketReplicationConfiguration",
)
_S3_KEY = ("destination", "encryptionConfiguration", "replicaKmsKeyId")
_KEYS = {REPLICA: "kmsKeyArn"}
# what AWS encrypts with a key of the copy's own region where none is given
_OWN_DEFAULT = frozenset((*DESTINATIONS, REPLICA, "aws:ebs/snapshotCopy:SnapshotCopy", "aws:ec2/amiCopy:AmiCopy"))


def copies(resource: Resource, region: str | None) -> Iterator[Copy]:
    """The cross-region copies that a resource makes or is. `region` is its own."""
    key = _KEYS.get(resource.type, "kmsKeyId")
    free = resource.type in _OWN_DEFAULT and not is_set(resource.get("serverSideEncryption", "kmsKeyArn"))
    for mark in MEMBERS.get(resource.type, ()):
        value = resource.get(mark)
        if is_set(value) and value != region and not _in_own_region(value, region):
            told = "" if value is UNKNOWN else f" {value!r}"
            yield Copy((key,), region, f"{mark}{told}", free)
            return
    source = COPIES.get(resource.type)
    if source:
        other = arn_region(resource.text(source))
        if other and other != region:
            yield Copy((key,), region, f"{source} in {other}")
    if resource.type in DESTINATIONS:
        listed, inner, where = DESTINATIONS[resource.type]
        value = resource.get(listed)
        single = isinstance(value, Mapping)
        for index, item in enumerate([value] if single else elements(value)):
            destination = read(item, where)
            path: tuple[str | int, ...] = (listed, inner) if single else (listed, index, inner)
            if isinstance(destination, str) and destination != region:
                yield Copy(path, destination, f"a copy in {destination}", free)
    if resource.type in S3_RULES:
        yield from _s3(resource)


def _s3(replication: Resource) -> Iterator[Copy]:
    """The rules that replicate what KMS has encrypted: each names a key of the destination."""
    for index, rule in enumerate(elements(replication.get("rules"))):
        chosen = read(rule, "sourceSelectionCriteria", "sseKmsEncryptedObjects", "status")
        if chosen == "Enabled" and read(rule, "status") != "Disabled":
            yield Copy(("rules", index, *_S3_KEY), None, "S3 replication of objects that KMS has encrypted")


def _in_own_region(source: object, region: str | None) -> bool:
    """Whether a source is an ARN of the copy's own region: then nothing crosses regions."""
    other = arn_region(source) if isinstance(source, str) else None
    return other is not None and other == region


def judge_key(key: str, region: str | None) -> str | None:
    """What is wrong with a known key, in words; None where it is right."""
    if _AWS_MANAGED in key:
        return f"the AWS-managed key {key!r}"
    other = arn_region(key)
    if other and region and other != region:
        return f"the key {key!r} of {other}"
    return None


def _on_resource(resource: Resource, config: StackConfig, options: Options) -> Iterator[Finding]:
    if resource.type in options.exempt_types:
        return
    for copy in copies(resource, resource.region(config.region)):
        yield from _judge(resource, copy, options)


def _judge(resource: Resource, copy: Copy, options: Options) -> Iterator[Finding]:
    value = resource.get(*copy.key)
    if value is not UNKNOWN and (
        is_set(value) or not copy.own_default
    ):  # an unknown one: the stack policy knows where it comes from
        wrong = judge_key(value, copy.region) if isinstance(value, str) and value else f"no {_path(copy)}"
        if wrong:
            yield _finding(resource, copy, wrong, options)
    if is_set(value) and resource.type in CLUSTERS and resource.flag("storageEncrypted") is False:
        yield _finding(resource, copy, "storageEncrypted: false beside a key", options)


def _finding(resource: Resource, copy: Copy, found: str, options: Options) -> Finding:
    where = f" in {copy.region}" if copy.region else " in its own region"
    return Finding(
        resource,
        f"{found}, on what crosses regions ({copy.what})",
        f"storageEncrypted and an explicit customer-managed key{where}: an encrypted copy in another region is refused "
        "without one, and an AWS-managed key cannot be shared or kept",
        f"make an aws:kms/key:Key{where} and set {_path(copy)} to its ARN",
        accept={"exemptTypes": [*options.exempt_types, resource.type]},
    )


def _path(copy: Copy) -> str:
    return ".".join(map(str, copy.key))


def _on_stack(estate: Estate, options: Options) -> Iterator[Finding]:
    for token in (*MEMBERS, *COPIES, *DESTINATIONS, *S3_RULES):
        for stack, resource in estate.of(token) if token not in options.exempt_types else ():
            given = estate.inputs(resource)
            for copy in copies(given, resource.region(stack.config.region)):
                value = given.get(*copy.key)
                if not is_set(value) and copy.own_default:
                    yield _default_key(resource, copy)
                if value is UNKNOWN:
                    yield from _by_dependency(resource, copy, stack.config.region, options)
            source = COPIES.get(token)
            if source and given.unknown(source):
                why = f"its {source} is not known before it is made"
                yield unchecked(resource, "whether it is a copy of another region's data", why, "run `pulumi up`")
    yield from _founders(estate, options)


def _default_key(resource: Resource, copy: Copy) -> Finding:
    return Finding(
        resource,
        f"no {_path(copy)}, on what crosses regions ({copy.what})",
        "a customer-managed key of that region where the copy is shared or audited: AWS encrypts it with its own key",
        f"make an aws:kms/key:Key there and set {_path(copy)} to its ARN, or leave it to AWS",
        advice=True,
    )


def _founders(estate: Estate, options: Options) -> Iterator[Finding]:
    """A cluster that a global cluster is made from is a member, though nothing on itself says so."""
    for stack, whole in estate.of(*GLOBALS):
        for cluster in stack.links(whole, SOURCE, *CLUSTERS).resources:
            given, region = estate.inputs(cluster), cluster.region(stack.config.region)
            if cluster.type in options.exempt_types or any(True for _ in copies(given, region)):
                continue
            copy = Copy(("kmsKeyId",), region, f"{SOURCE} of {whole.label}")
            yield from _judge(given, copy, options)
            if given.unknown("kmsKeyId"):
                yield from _by_dependency(cluster, copy, stack.config.region, options)


def _by_dependency(resource: Resource, copy: Copy, fallback: str | None, options: Options) -> Iterator[Finding]:
    """A key that is not known yet: right where it comes from a key of this stack and region."""
    name = str(copy.key[0])
    keys = [other for other in resource.behind(name) if other.type in KEY_TYPES]
    regions = {key.region(fallback) for key in keys}
    if keys and (copy.region is None or copy.region in regions or None in regions):
        return
    if keys:
        yield _finding(
            resource, copy, f"the key {keys[0].label} of {', '.join(sorted(filter(None, regions)))}", options
        )
        return
    origin = ", ".join(sorted({other.label for other in resource.behind(name)})) or "something outside the stack"
    why = f"its {_path(copy)} comes from {origin} and is not known in a preview"
    then = "run `pulumi up` or `pulumi policy analyze`, which judge the key that it got"
    yield unchecked(resource, "whether the key is explicit and of its own region", why, then)


RULE = Rule(
    name="cross-region-customer-key",
    description="What crosses regions must be encrypted with an explicit, customer-managed key of its own region.",
    fix="Create a customer-managed KMS key in the copy's region and set it explicitly.",
    severity=Severity.CRITICAL,
    options=Options,
    types=frozenset((*MEMBERS, *COPIES, *DESTINATIONS, *S3_RULES)),
    on_resource=_on_resource,
    on_stack=_on_stack,
)
