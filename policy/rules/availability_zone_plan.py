"""Spread over zones: what must stand in two does, what would need three does not stand where there are fewer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pulumi_policy import Severity

from pattern.zones import VPC_LINK_GAPS, supports_vpc_link
from policy.engine.finding import Finding, unchecked
from policy.engine.options import option
from policy.engine.rule import Rule
from policy.engine.stack import Estate, Stack
from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource
from policy.engine.unknown import is_set
from policy.knowledge import subnets
from policy.knowledge.three_zones import NEEDS, wanted_zones

GROUPS: Mapping[str, str] = {
    "aws:rds/subnetGroup:SubnetGroup": "subnetIds",
    "aws:elasticache/subnetGroup:SubnetGroup": "subnetIds",
    "aws:docdb/subnetGroup:SubnetGroup": "subnetIds",
    "aws:neptune/subnetGroup:SubnetGroup": "subnetIds",
    "aws:memorydb/subnetGroup:SubnetGroup": "subnetIds",
    "aws:dms/replicationSubnetGroup:ReplicationSubnetGroup": "subnetIds",
}
BALANCERS = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
VPC_LINK = "aws:apigatewayv2/vpcLink:VpcLink"
NAT = "aws:ec2/natGateway:NatGateway"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
# another way out than a NAT gateway
WAYS_OUT = (
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
)
LEAST = 2


@dataclass(frozen=True)
class Options:
    """What is known of regions and of tags."""

    zones_by_region: Mapping[str, int] = option({"us-west-1": 2}, "zones that the account sees, where fewer than three")
    tier_tags: tuple[str, ...] = option(subnets.TIER_TAGS, subnets.TIER_TAGS_MEANING)
    private_tiers: tuple[str, ...] = option(("private",), "tiers whose subnets need a way out through a NAT gateway")


def _on_resource(resource: Resource, config: StackConfig, options: Options) -> Iterator[Finding]:
    if resource.type == CACHE:
        yield from _cache(resource)
        return
    region = resource.region(config.region)
    count, wants = options.zones_by_region.get(region or ""), wanted_zones(resource)
    if wants and count is not None and wants[0] > count:
        yield Finding(
            resource,
            f"{wants[1]} in {region}",
            f"no more than the {count} zones that the account sees there",
            f"plan it for {count} zones, or correct zonesByRegion in the policy config",
        )


def _cache(cache: Resource) -> Iterator[Finding]:
    """A Multi-AZ cache has a second node to fail over to."""
    spread = cache.flag("multiAzEnabled") is True or cache.flag("automaticFailoverEnabled") is True
    nodes, replicas = cache.whole("numCacheClusters"), cache.whole("replicasPerNodeGroup")
    if cache.unknown("numCacheClusters") or cache.unknown("replicasPerNodeGroup"):
        return
    if spread and (nodes or 1) < LEAST and (replicas or 0) < 1:
        yield Finding(
            cache,
            f"Multi-AZ or automatic failover with {nodes or 1} node",
            "at least 2 nodes, in two zones",
            "set numCacheClusters to 2 or more (with node groups: replicasPerNodeGroup to 1 or more)",
        )


def _on_stack(estate: Estate, options: Options) -> Iterator[Finding]:
    for stack in estate.stacks:
        for resource in stack.of(*GROUPS):
            yield from _spread(stack, resource, GROUPS[resource.type], "a subnet group")
        for balancer in stack.of(*BALANCERS):
            if balancer.text("loadBalancerType") in (None, "application"):
                mapped = is_set(estate.inputs(balancer).get("subnetMappings"))  # as an output, unknown unless set
                key, inside = ("subnetMappings", "subnetId") if mapped else ("subnets", None)
                yield from _spread(stack, balancer, key, "an application load balancer", inside)
        yield from _tiers(stack, options)
        yield from _links(stack)
        yield from _nats(stack, options)
        yield from _plan(stack, options)


def _spread(stack: Stack, resource: Resource, key: str, what: str, inside: str | None = None) -> Iterator[Finding]:
    """It lists subnets of at least two zones."""
    zones, complete = subnets.zones_of(subnets.subnets_of(stack, resource, key, inside))
    if len(zones) >= LEAST:
        return
    if complete or subnets.listed(resource, key) == 1:
        named = ", ".join(sorted(zones)) or "one subnet"
        yield Finding(
            resource,
            f"{what} over {len(zones) or 1} zone ({named})",
            "subnets of at least 2 zones, so that one zone can fail",
            f"add a subnet of another zone to {key}",
        )
    else:
        why = f"not all zones of its {key} are known here"
        yield unchecked(
            resource, "whether it spans two zones", why, "run `pulumi up`, or judge it where the subnets are"
        )


def _tiers(stack: Stack, options: Options) -> Iterator[Finding]:
    """Subnets of one tier stand in distinct zones."""
    taken: dict[tuple[str, str, str], Resource] = {}
    for subnet in stack.of(*subnets.SUBNETS):
        tier, zone = subnets.tier(subnet, options.tier_tags), subnets.zone(subnet)
        if tier and zone:
            first = taken.setdefault((subnets.vpc(subnet), tier, zone), subnet)
            if first is not subnet:
                yield Finding(
                    subnet,
                    f"a second {tier} subnet in {zone}, beside '{first.name}'",
                    "subnets of one tier in distinct zones: two in one zone fail together",
                    "put it into another zone",
                )


def _links(stack: Stack) -> Iterator[Finding]:
    """A VPC link lives only in zones (by ID) where API Gateway offers it."""
    for link in stack.of(VPC_LINK):
        region = link.region(stack.region()) or ""
        if region not in VPC_LINK_GAPS:
            continue
        found = subnets.subnets_of(stack, link, "subnetIds")
        ids = [(subnet, subnet.text("availabilityZoneId")) for subnet in found.resources]
        for subnet, zone in ids:
            if zone and not supports_vpc_link(region, zone):
                yield Finding(
                    link,
                    f"subnet '{subnet.name}' in {zone}",
                    f"zones where an HTTP API's VPC link works: not {', '.join(sorted(VPC_LINK_GAPS[region]))}",
                    "leave this subnet out of subnetIds",
                )
        if not found.complete or not all(zone for _, zone in ids):
            why = "the IDs of its subnets' zones are not known (names differ between accounts)"
            yield unchecked(link, "whether a VPC link works in its zones", why, "run `pulumi up`, which knows them")


def _nats(stack: Stack, options: Options) -> Iterator[Finding]:
    """Every zone with private subnets has a NAT gateway of its own; one for all is cheaper, and a single zone's."""
    private = [s for s in stack.of(*subnets.SUBNETS) if subnets.tier(s, options.tier_tags) in options.private_tiers]
    homes = {zone: subnet for subnet in private if (zone := subnets.zone(subnet))}
    gateways = list(stack.of(NAT))
    if any(gateway.text("availabilityMode") == "regional" for gateway in gateways):
        return
    placed = [subnets.subnets_of(stack, gateway, "subnetId") for gateway in gateways]
    zones = {zone for links in placed for zone in subnets.zones_of(links)[0]}
    lacking = sorted(set(homes) - zones)
    if not lacking or not all(subnets.zones_of(links)[1] for links in placed):
        return
    if not gateways and any(True for _ in stack.of(*WAYS_OUT[1:])):
        return
    if not gateways and any(e.text("vpcEndpointType") == "Interface" for e in stack.of(WAYS_OUT[0])):
        return
    single = len(gateways) == 1
    yield Finding(
        homes[lacking[0]],
        f"private subnets in {', '.join(lacking)} and NAT gateways in {', '.join(sorted(zones)) or 'no zone'}",
        "a NAT gateway in every zone with private subnets, or the loss of one zone cuts the others off",
        f"add one in {', '.join(lacking)}{' (standby:nat: zone), or accept it knowingly' if single else ''}",
        advice=single,
    )


def _plan(stack: Stack, options: Options) -> Iterator[Finding]:
    """A plan for three zones stands in a region that has them."""
    region = stack.region()
    count = options.zones_by_region.get(region or "")
    if count is None:
        return
    asked = stack.config.value("availabilityZones")
    zones = {zone for subnet in stack.of(*subnets.SUBNETS) if (zone := subnets.zone(subnet))}
    if (isinstance(asked, int) and asked > count) or len(zones) > count:
        found = f"availabilityZones: {asked}" if isinstance(asked, int) and asked > count else f"{len(zones)} zones"
        yield Finding(
            None,
            f"a subnet plan for more zones than there are ({found}) in {region}",
            f"no more than the {count} zones that the account sees there",
            "set standby:availabilityZones to auto or 2, or correct zonesByRegion in the policy config",
        )


RULE = Rule(
    name="availability-zone-plan",
    description="What must survive the loss of a zone spans two; nothing needs three where there are fewer.",
    fix="Spread it over two zones, and plan for the zones that the account and the service have in the region.",
    severity=Severity.HIGH,
    options=Options,
    types=frozenset((CACHE, *BALANCERS, *NEEDS)),
    on_resource=_on_resource,
    on_stack=_on_stack,
)
