"""The members of a global database, as the stacks show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policy.engine.stack import Estate, Stack
from policy.engine.subject import Resource
from policy.engine.unknown import UNKNOWN, elements, is_set, read

CLUSTER = "aws:rds/cluster:Cluster"
INSTANCE = "aws:rds/clusterInstance:ClusterInstance"
GLOBAL = "aws:rds/globalCluster:GlobalCluster"
CLUSTER_PARAMETERS = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
INSTANCE_PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"


@dataclass(frozen=True)
class Member:
    """A cluster of a global database with what belongs to it.

    `unsure`: some instance of the stack does not tell its cluster. Parameters by name, with the family as `family`;
    None where the group does not stand in the stack or has values that are not known.
    """

    cluster: Resource
    global_identifier: str | None
    instances: tuple[Resource, ...]
    unsure: bool
    parameters: Mapping[str, str] | None
    instance_parameters: Mapping[str, str] | None

    @property
    def engine(self) -> str | None:
        return self.cluster.text("engine")

    @property
    def version(self) -> str | None:
        """The version that runs, or the one that is asked for."""
        return self.cluster.text("engineVersionActual") or self.cluster.text("engineVersion")

    @property
    def identifier(self) -> str | None:
        return self.cluster.text("clusterIdentifier")

    def joins(self, other: Member) -> bool:
        """Whether both are, or (in different stacks) may be, members of one global database, and not one cluster."""
        one, two = self.global_identifier, other.global_identifier
        mine, theirs = self.cluster, other.cluster
        if mine.urn == theirs.urn or (mine.text("arn") is not None and mine.text("arn") == theirs.text("arn")):
            return False  # by ARN: one stack makes it, another reads it
        if one is None or two is None:
            return (mine.project, mine.stack) != (theirs.project, theirs.stack)
        return one == two


def members(estate: Estate, stack: Stack) -> Iterator[Member]:
    """The clusters of a stack that are in a global database: those that say so, and those that one is made from."""
    instances: dict[str, list[Resource]] = defaultdict(list)
    unsure = False
    for instance in stack.of(INSTANCE):
        links = stack.links(instance, "clusterIdentifier", CLUSTER)
        for cluster in links.resources:
            instances[cluster.urn].append(instance)
        unsure = unsure or (not links.resources and links.unknown)
    founders = {
        cluster.urn: whole.text("globalClusterIdentifier")
        for whole in stack.of(GLOBAL)
        for cluster in stack.links(whole, "sourceDbClusterIdentifier", CLUSTER).resources
    }
    for cluster in stack.of(CLUSTER):
        given = estate.inputs(cluster)
        if is_set(given.get("globalClusterIdentifier")) or cluster.urn in founders:
            own = tuple(instances[cluster.urn])
            yield Member(
                cluster,
                cluster.text("globalClusterIdentifier") or founders.get(cluster.urn),
                own,
                unsure,
                _parameters(stack, cluster, "dbClusterParameterGroupName", CLUSTER_PARAMETERS),
                _parameters(stack, own[0], "dbParameterGroupName", INSTANCE_PARAMETERS) if own else None,
            )


def same_version(one: str | None, other: str | None) -> bool:
    """Whether two engine versions are alike as far as both say: `16` and `16.8` are, `16.8` and `16.9` are not."""
    if one is None or other is None:
        return True
    return all(a == b for a, b in zip(one.split("."), other.split("."), strict=False))


def difference(mine: Mapping[str, str], theirs: Mapping[str, str]) -> str:
    """The parameters that differ, in words."""
    names = sorted(name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name))
    return "; ".join(f"{name} {mine.get(name, 'unset')} here, {theirs.get(name, 'unset')} there" for name in names)


def _parameters(stack: Stack, holder: Resource, key: str, token: str) -> Mapping[str, str] | None:
    groups = stack.links(holder, key, token).resources
    if len(groups) != 1:
        return None
    found = {"family": str(groups[0].get("family"))}
    for entry in elements(groups[0].get("parameters")):
        name, value = read(entry, "name"), read(entry, "value")
        if entry is UNKNOWN or name is UNKNOWN or value is UNKNOWN:
            return None
        found[str(name).lower()] = str(value)
    return found
