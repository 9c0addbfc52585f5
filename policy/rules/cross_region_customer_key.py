"""Every cross-region copy of data is encrypted with an explicit key of its own region, not an AWS-managed one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pulumi_policy import Severity

from policy.engine.finding import Finding, unchecked
from policy.engine.options import option
from policy.engine.rule import Rule
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
_AWS_MANAGED = "alias/aws/"
_CLUSTER_MARKS = ("globalClusterIdentifier", "sourceRegion", "replicationSourceIdentifier")


@dataclass(frozen=True)
class Options:
    """What the rule leaves alone."""

    exempt_types: tuple[str, ...] = option((), "resource types that are not judged (aws:dynamodb/table:Table, …)")


@dataclass(frozen=True)
class Copy:
    """A copy that crosses regions: where its key stands, and the region that the key must be of (None: not known)."""

    key: tuple[str | int, ...]
    region: str | None
    what: str


# type -> the inputs of which one makes it a member of a global cluster or a copy of another region's cluster
MEMBERS: Mapping[str, tuple[str, ...]] = {
    "aws:rds/cluster:Cluster": _CLUSTER_MARKS,
    "aws:docdb/cluster:Cluster": _CLUSTER_MARKS,
    "aws:neptune/cluster:Cluster": _CLUSTER_MARKS,
    "aws:elasticache/replicationGroup:ReplicationGroup": ("globalReplicationGroupId",),
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": ("sourceDbInstanceArn",),
    "aws:dynamodb/tableReplica:TableReplica": ("globalTableArn",),
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
    "aws:dynamodb/table:Table": ("replicas", "kmsKeyArn", "regionName"),
}
_KEYS = {"aws:dynamodb/tableReplica:TableReplica": "kmsKeyArn"}


def copies(resource: Resource, region: str | None) -> Iterator[Copy]:
    """The cross-region copies that a resource makes or is. `region` is its own."""
    key = _KEYS.get(resource.type, "kmsKeyId")
    for mark in MEMBERS.get(resource.type, ()):
        value = resource.get(mark)
        if is_set(value) and value != region and not _at_home(value, region):
            told = "" if value is UNKNOWN else f" {value!r}"
            yield Copy((key,), region, f"{mark}{told}")
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
                yield Copy(path, destination, f"a copy in {destination}")


def _at_home(source: object, region: str | None) -> bool:
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
        yield from _judge(resource, copy)


def _judge(resource: Resource, copy: Copy) -> Iterator[Finding]:
    value = resource.get(*copy.key)
    if value is not UNKNOWN:  # else the stack policy knows where it comes from
        wrong = judge_key(value, copy.region) if isinstance(value, str) and value else f"no {_path(copy)}"
        if wrong:
            yield _finding(resource, copy, wrong)
    if is_set(value) and resource.type in CLUSTERS:
        yield from _encrypted(resource, copy)


def _encrypted(resource: Resource, copy: Copy) -> Iterator[Finding]:
    if resource.flag("storageEncrypted") in (None, False):
        found = "storageEncrypted: false" if resource.flag("storageEncrypted") is False else "no storageEncrypted"
        yield _finding(resource, copy, f"{found} beside a key")


def _finding(resource: Resource, copy: Copy, found: str) -> Finding:
    where = f" in {copy.region}" if copy.region else " in its own region"
    return Finding(
        resource,
        f"{found}, on what crosses regions ({copy.what})",
        f"storageEncrypted and an explicit customer-managed key{where}: an encrypted copy in another region is refused "
        "without one, and an AWS-managed key cannot be shared or kept",
        f"make an aws:kms/key:Key{where} and set {_path(copy)} to its ARN",
    )


def _path(copy: Copy) -> str:
    return ".".join(map(str, copy.key))


def _on_stack(estate: Estate, options: Options) -> Iterator[Finding]:
    for token in (*MEMBERS, *COPIES, *DESTINATIONS):
        for stack, resource in estate.of(token) if token not in options.exempt_types else ():
            given = estate.inputs(resource)
            for copy in copies(given, resource.region(stack.config.region)):
                if given.get(*copy.key) is UNKNOWN:
                    yield from _by_dependency(resource, copy, stack.config.region)
            source = COPIES.get(token)
            if source and given.unknown(source):
                why = f"its {source} is not known before it is made"
                yield unchecked(resource, "whether it is a copy of another region's data", why, "run `pulumi up`")
    yield from _founders(estate, options)


def _founders(estate: Estate, options: Options) -> Iterator[Finding]:
    """A cluster that a global cluster is made from is a member, though nothing on itself says so."""
    for stack, whole in estate.of(*GLOBALS):
        for cluster in stack.links(whole, SOURCE, *CLUSTERS).resources:
            given, region = estate.inputs(cluster), cluster.region(stack.config.region)
            if cluster.type in options.exempt_types or any(True for _ in copies(given, region)):
                continue
            copy = Copy(("kmsKeyId",), region, f"{SOURCE} of {whole.label}")
            yield from _judge(given, copy)
            if given.unknown("kmsKeyId"):
                yield from _by_dependency(cluster, copy, stack.config.region)


def _by_dependency(resource: Resource, copy: Copy, fallback: str | None) -> Iterator[Finding]:
    """A key that is not known yet: right where it comes from a key of this stack and region."""
    name = str(copy.key[0])
    keys = [other for other in resource.behind(name) if other.type in KEY_TYPES]
    regions = {key.region(fallback) for key in keys}
    if keys and (copy.region is None or copy.region in regions or None in regions):
        return
    if keys:
        yield _finding(resource, copy, f"the key {keys[0].label} of {', '.join(sorted(filter(None, regions)))}")
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
    types=frozenset((*MEMBERS, *COPIES, *DESTINATIONS)),
    on_resource=_on_resource,
    on_stack=_on_stack,
)
