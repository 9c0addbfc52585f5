"""What lists subnets, and over how many zones they spread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policy.engine.stack import Estate, Stack
from policy.engine.subject import Resource
from policy.engine.unknown import is_set
from policy.knowledge import subnets

BALANCERS = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
SCALING_GROUP = "aws:autoscaling/group:Group"
FILE_SYSTEM = "aws:efs/fileSystem:FileSystem"
MOUNT_TARGET = "aws:efs/mountTarget:MountTarget"


@dataclass(frozen=True)
class Lister:
    """A kind of resource that lists subnets: in property `key`, or in the list `below` it.

    `together`: several of one set count as one (an Auto Scaling group or a node group in each zone). `compute`: what
    reads its subnets from another stack as a rule, so that not knowing their zones is nothing to speak of.
    """

    what: str
    key: str = "subnetIds"
    below: str | None = None
    inside: str | None = None
    together: bool = False
    compute: bool = False


GROUP = Lister("a subnet group")
LISTERS: Mapping[str, Lister] = {
    "aws:rds/subnetGroup:SubnetGroup": GROUP,
    "aws:elasticache/subnetGroup:SubnetGroup": GROUP,
    "aws:docdb/subnetGroup:SubnetGroup": GROUP,
    "aws:neptune/subnetGroup:SubnetGroup": GROUP,
    "aws:memorydb/subnetGroup:SubnetGroup": GROUP,
    "aws:dax/subnetGroup:SubnetGroup": GROUP,
    "aws:dms/replicationSubnetGroup:ReplicationSubnetGroup": GROUP,
    SCALING_GROUP: Lister("an Auto Scaling group", "vpcZoneIdentifiers", together=True, compute=True),
    "aws:lambda/function:Function": Lister("a function", "vpcConfig", below="subnetIds", compute=True),
    "aws:eks/cluster:Cluster": Lister("an EKS cluster", "vpcConfig", below="subnetIds", compute=True),
    "aws:eks/nodeGroup:NodeGroup": Lister("an EKS node group", together=True, compute=True),
    "aws:eks/fargateProfile:FargateProfile": Lister("an EKS Fargate profile", compute=True),
    "aws:ecs/service:Service": Lister("an ECS service", "networkConfiguration", below="subnets", compute=True),
}


@dataclass(frozen=True)
class Spread:
    """What was found of one resource, or of several that count as one."""

    resource: Resource
    what: str
    key: str
    zones: frozenset[str]
    known: bool
    quiet: bool = False

    @property
    def single(self) -> bool:
        """Whether it certainly stands in one zone."""
        return len(self.zones) < 2 and self.known


def spreads(estate: Estate, stack: Stack) -> Iterator[Spread]:
    """Everything of a stack that lists subnets."""
    for token, lister in LISTERS.items():
        found = [(one, _spread(stack, one, lister)) for one in stack.of(token)]
        yield from _together(stack, found) if lister.together else (one for _, one in found if one)
    for balancer in stack.of(*BALANCERS):
        if balancer.text("loadBalancerType") in (None, "application"):
            mapped = is_set(estate.inputs(balancer).get("subnetMappings"))  # as an output, unknown unless set
            key, inside = ("subnetMappings", "subnetId") if mapped else ("subnets", None)
            one = _spread(stack, balancer, Lister("an application load balancer", key, inside=inside))
            if one:
                yield one
    yield from _file_systems(stack)


def _spread(stack: Stack, resource: Resource, lister: Lister) -> Spread | None:
    """None where nothing lists a subnet."""
    path = (lister.key, lister.below) if lister.below else (lister.key,)
    named = resource.texts("availabilityZones") if resource.type == SCALING_GROUP else []
    if not is_set(resource.get(*path)) and not named:
        return None
    zones, complete = subnets.zones_of(subnets.subnets_of(stack, resource, lister.key, lister.inside, lister.below))
    known = complete or subnets.listed(resource, *path) == 1 or bool(named)
    return Spread(resource, lister.what, path[-1], frozenset(zones | set(named)), known, lister.compute)


def _together(stack: Stack, found: list[tuple[Resource, Spread | None]]) -> Iterator[Spread]:
    """One finding for a set of groups that stand in a zone each."""
    sets: dict[tuple[str | None, str], list[Spread]] = defaultdict(list)
    for resource, spread in found:
        if spread:
            sets[(resource.region(stack.region()), subnets.stem(resource.name))].append(spread)
    for members in sets.values():
        zones = frozenset(zone for one in members for zone in one.zones)
        known = all(one.known for one in members) and (len(members) == 1 or all(one.zones for one in members))
        yield Spread(members[0].resource, members[0].what, members[0].key, zones, known, True)


def _file_systems(stack: Stack) -> Iterator[Spread]:
    """A file system is reached in the zones of its mount targets; one of storage class One Zone stands in one."""
    mounted: dict[str, list[Resource]] = defaultdict(list)
    for target in stack.of(MOUNT_TARGET):
        links = stack.links(target, "fileSystemId", FILE_SYSTEM)
        mounted[links.resources[0].urn if links.resources else str(target.text("fileSystemId"))].append(target)
    for targets in mounted.values():
        found = [subnets.zones_of(subnets.subnets_of(stack, target, "subnetId")) for target in targets]
        zones = frozenset(zone for one, _ in found for zone in one)
        known = len(targets) == 1 or all(complete for _, complete in found)
        yield Spread(targets[0], "the mount targets of a file system", "subnetId", zones, known, True)
    for system in stack.of(FILE_SYSTEM):
        zone = system.text("availabilityZoneName")
        if zone:
            yield Spread(
                system, "a file system of storage class One Zone", "availabilityZoneName", frozenset((zone,)), True
            )
