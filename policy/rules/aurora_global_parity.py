"""The members of a global database are alike, so that either can be the writer tomorrow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policy.engine.finding import Finding, unchecked
from policy.engine.options import option
from policy.engine.rule import Rule
from policy.engine.severity import Severity
from policy.engine.stack import Estate, Stack
from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource
from policy.engine.unknown import is_set
from policy.knowledge.aurora import CLUSTER, GLOBAL, Member, difference, members, same_version

CREDENTIALS = ("masterUsername", "masterPassword", "masterPasswordWo")
# Aurora user guide, "Configuration requirements of an Aurora global database": db.r5 or newer, memory optimized.
CLASSES = re.compile(r"^db\.(r[5-9]|r1\d|x2)[a-z]*\.[a-z0-9-]+$|^db\.serverless$")
RPO = "rds.global_db_rpo"
WRITTEN = "standby:database.engineVersion"


@dataclass(frozen=True)
class Options:
    """What the pair is to be, and how a StackReference tells what the other side is."""

    engine_version: str = option("", "engine version of the pair (16.8); empty: the two sides are compared only")
    version_outputs: tuple[str, ...] = option(
        ("engine_version", "engineVersion", "database_engine_version"),
        "outputs of a StackReference that hold the other side's engine version",
    )
    identifier_outputs: tuple[str, ...] = option(
        ("database_cluster_id", "cluster_identifier", "clusterIdentifier"),
        "outputs of a StackReference that hold the other side's cluster identifier",
    )
    unignored_membership: tuple[str, ...] = option((), "logical names of secondaries that no refresh is run on")


def _on_resource(cluster: Resource, config: StackConfig, options: Options) -> Iterator[Finding]:
    joined = is_set(cluster.get("globalClusterIdentifier"))
    if joined:
        yield from _unsupported(cluster)
        wanted = _planned(cluster.text("engineVersion"), config, options)
        if wanted and "engineVersion" not in cluster.ignored:  # else the state's old one may stand here
            yield _version(cluster, cluster.text("engineVersion"), *wanted)
    copied = is_set(cluster.get("replicationSourceIdentifier")) or (joined and is_set(cluster.get("sourceRegion")))
    told = [key for key in CREDENTIALS if is_set(cluster.get(key))]
    told_by_config = joined and config.value("isAuroraSecondary") is True and not set(told) & cluster.ignored
    if told and (copied or told_by_config):
        yield Finding(
            cluster,
            f"{', '.join(told)} on a secondary",
            "no master credentials: a secondary has its writer's, and AWS refuses others",
            "remove them while standby:isAuroraSecondary is true",
        )
    if joined and copied and cluster.name not in options.unignored_membership:
        yield from _forgotten(cluster, options)


def _unsupported(cluster: Resource) -> Iterator[Finding]:
    """What a global database does not support."""
    if cluster.flag("manageMasterUserPassword") is True:
        yield Finding(
            cluster,
            "manageMasterUserPassword: true in a global cluster",
            "a master password of your own: a global database does not support a managed one",
            "set masterPassword from a secret that is replicated to the other region",
        )
    if cluster.text("engineMode") in ("serverless", "multimaster", "parallelquery"):
        yield Finding(
            cluster,
            f"engineMode {cluster.text('engineMode')!r} in a global cluster",
            "provisioned: a global database supports no other",
            "remove engineMode (Serverless v2 is the instance class db.serverless)",
        )


def _planned(found: str | None, config: StackConfig, options: Options) -> tuple[str, str] | None:
    """(version, who plans it) where it differs from what was found."""
    told = config.inside("database", "engineVersion")
    planned, whose = (
        (options.engine_version, "policy config engineVersion") if options.engine_version else (told, WRITTEN)
    )
    differs = isinstance(planned, str) and bool(planned) and not same_version(found, planned)
    return (planned, f"the pair's ({whose})") if differs else None


def _forgotten(cluster: Resource, options: Options) -> Iterator[Finding]:
    """What AWS answers and the program does not say: a refresh reads it in, and the next `up` takes it away."""
    for key in ("replicationSourceIdentifier", "globalClusterIdentifier"):
        if not is_set(cluster.get(key)) and key not in cluster.ignored:
            yield Finding(
                cluster,
                f"{key} neither set nor in ignoreChanges on a secondary",
                f"{key} in ignoreChanges: a refresh reads it into the state, and the next `up` removes it, which "
                "promotes the secondary",
                f"add {key!r} to its ignoreChanges",
                accept={"unignoredMembership": [*options.unignored_membership, cluster.name]},
            )


def _on_stack(estate: Estate, options: Options) -> Iterator[Finding]:
    everyone: list[Member] = []
    for stack in estate.stacks:
        found = list(members(estate, stack))
        everyone += found
        for member in found:
            yield from _instances(member)
            yield from _beside_global(stack, member)
            yield from _beside_reference(stack, member, options)
            yield from _lag_limit(member)
            planned = _planned(member.version, stack.config, options)
            if planned:
                may_lag = _may_lag(member) and not options.engine_version
                yield _version(member.cluster, member.version, *planned, advice=may_lag)
    for index, member in enumerate(everyone):
        for other in everyone[:index]:
            if member.joins(other):
                yield from _beside(member, other)


def _may_lag(member: Member) -> bool:
    """Whether the state may show an older version than runs: the member exists, and its version is ignored."""
    return "engineVersion" in member.cluster.ignored and not member.cluster.unknown("arn")


def _instances(member: Member) -> Iterator[Finding]:
    """A secondary without an instance cannot be promoted; an old class cannot be in a global database."""
    if not member.instances and member.unsure:
        why = "some instances do not tell which cluster is theirs before it is made"
        yield unchecked(member.cluster, "whether it has an instance", why, "run `pulumi up`")
    elif not member.instances:
        yield Finding(
            member.cluster,
            "no instance (a headless member)",
            "at least one instance: a promotion would have to wait for one to be made",
            "add an aws:rds/clusterInstance:ClusterInstance to it",
        )
    for instance in member.instances:
        size = instance.text("instanceClass")
        if size and not CLASSES.match(size):
            yield Finding(
                instance,
                f"instanceClass {size!r}",
                "db.r5 or newer, memory optimized (or db.serverless): a global database supports no other",
                "choose for example db.r6g.large",
            )


def _beside_global(stack: Stack, member: Member) -> Iterator[Finding]:
    for cluster in stack.links(member.cluster, "globalClusterIdentifier", GLOBAL).resources:
        wanted, engine = cluster.text("engineVersion"), cluster.text("engine")
        if engine and member.engine and engine != member.engine:
            yield _engine(member, engine, cluster.label)
        # Members upgrade through the global cluster: one that ignores engineVersion shows an old one until a refresh.
        if wanted and not same_version(member.version, wanted):
            whose = f"that of {cluster.label}"
            yield _version(member.cluster, member.version, wanted, whose, advice=_may_lag(member))


def _beside_reference(stack: Stack, member: Member, options: Options) -> Iterator[Finding]:
    for reference in stack.references():
        if reference.text("outputs", "region") == stack.region():
            continue
        for key in options.version_outputs:
            for version in reference.texts("outputs", key):
                if not same_version(member.version, version):
                    yield _version(member.cluster, member.version, version, f"output {key} of {reference.label}")
        for key in options.identifier_outputs:
            for identifier in reference.texts("outputs", key):
                if member.identifier and member.identifier.lower() == identifier.lower():
                    yield _identifier(member, f"{reference.label} (output {key})")


def _beside(member: Member, other: Member) -> Iterator[Finding]:
    """Two members of one global database."""
    if member.engine and other.engine and member.engine != other.engine:
        yield _engine(member, other.engine, other.cluster.label)
    if other.version and not same_version(member.version, other.version):
        yield _version(member.cluster, member.version, other.version, f"that of {other.cluster.label}")
    if member.identifier and other.identifier and member.identifier.lower() == other.identifier.lower():
        yield _identifier(member, other.cluster.label)
    for what, mine, theirs in (
        ("cluster parameters", member.parameters, other.parameters),
        ("instance parameters", member.instance_parameters, other.instance_parameters),
    ):
        if mine is not None and theirs is not None and mine != theirs:
            yield Finding(
                member.cluster,
                f"{what} that differ from those of {other.cluster.label}: {difference(mine, theirs)}",
                "the same parameters in both regions: a new writer does not inherit the old one's",
                "give both parameter groups the same family and parameters",
            )


def _engine(member: Member, other: str, whose: str) -> Finding:
    return Finding(
        member.cluster,
        f"engine {member.engine!r}, beside {other!r} of {whose}",
        "one engine in all members of a global database",
        f"set engine to {other!r}",
    )


def _version(cluster: Resource, found: str | None, other: str, whose: str, advice: bool = False) -> Finding:
    refresh = "; its version is ignored, so run `pulumi refresh` first" if advice else ""
    return Finding(
        cluster,
        f"engine version {found}, beside {other}, {whose}",
        "the same major and minor version: switchover and failover refuse a pair that differs",
        f"set engineVersion to {other} (an existing pair upgrades through its global cluster){refresh}",
        advice=advice,
    )


def _identifier(member: Member, whose: str) -> Finding:
    return Finding(
        member.cluster,
        f"clusterIdentifier {member.identifier!r}, which is that of {whose}, too",
        "identifiers that are unique over the regions of a global database",
        "put the region into the identifier (myapp-prod-us-west-2)",
    )


def _lag_limit(member: Member) -> Iterator[Finding]:
    if (member.parameters or {}).get(RPO, "-1") != "-1":
        yield Finding(
            member.cluster,
            f"{RPO} = {(member.parameters or {})[RPO]}",
            "its default (-1) in a pair of two regions: it stops commits when the only secondary lags, and blocks "
            "major upgrades",
            "remove the parameter, and watch the lag alarm",
            advice=True,
        )


RULE = Rule(
    name="aurora-global-parity",
    description="The members of an Aurora global database are alike and can each become the writer.",
    fix="Give both members one engine version, the same parameters, an instance each; a secondary no credentials.",
    severity=Severity.HIGH,
    options=Options,
    types=frozenset((CLUSTER,)),
    on_resource=_on_resource,
    on_stack=_on_stack,
)
