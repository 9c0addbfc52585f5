"""Spread over zones: what must stand in two does, what would need three does not stand where there are fewer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pattern.zones import VPC_LINK_GAPS, supports_vpc_link
from policy.engine.finding import Finding, unchecked
from policy.engine.options import option
from policy.engine.rule import Rule
from policy.engine.severity import Severity
from policy.engine.stack import Estate, Stack
from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource
from policy.engine.unknown import is_set
from policy.knowledge import networks, subnets
from policy.knowledge.regions import region_of_zone
from policy.knowledge.three_zones import NEEDS, wanted_zones
from policy.knowledge.zone_spread import BALANCERS, SCALING_GROUP, Spread, spreads

VPC_LINK = "aws:apigatewayv2/vpcLink:VpcLink"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
LEAST = 2


@dataclass(frozen=True)
class Options:
    """What is known of regions and of tags, and what stands in one zone on purpose."""

    zones_by_region: Mapping[str, int] = option({"us-west-1": 2}, "zones that the account sees, where fewer than three")
    tier_tags: tuple[str, ...] = option(subnets.TIER_TAGS, subnets.TIER_TAGS_MEANING)
    private_tiers: tuple[str, ...] = option(("private",), "tiers whose subnets need a way out through a NAT gateway")
    single_zone: tuple[str, ...] = option((), "logical names of what stands in one zone on purpose")


def _accept(resource: Resource, options: Options) -> dict[str, object]:
    return {"singleZone": [*options.single_zone, resource.name]}


def _on_resource(resource: Resource, config: StackConfig, options: Options) -> Iterator[Finding]:
    if resource.name in options.single_zone:
        return
    if resource.type == CACHE:
        yield from _cache(resource, options)
        return
    region = resource.region(config.region)
    count, wants = options.zones_by_region.get(region or ""), wanted_zones(resource)
    if wants and count is not None and wants[0] > count:
        yield Finding(
            resource,
            f"{wants[1]} in {region}",
            f"no more than the {count} zones that the account sees there",
            f"plan it for {count} zones, or correct zonesByRegion in the policy config",
            accept={"zonesByRegion": {**options.zones_by_region, str(region): wants[0]}},
        )


def _cache(cache: Resource, options: Options) -> Iterator[Finding]:
    """A Multi-AZ cache has a second node to fail over to. In cluster mode AWS demands automatic failover anyway."""
    nodes, replicas = cache.whole("numCacheClusters"), cache.whole("replicasPerNodeGroup")
    if cache.unknown("numCacheClusters") or cache.unknown("replicasPerNodeGroup"):
        return
    cluster_mode = (
        (cache.whole("numNodeGroups") or 1) > 1
        or (is_set(cache.get("clusterMode")) and cache.text("clusterMode") != "disabled")
        or "cluster.on" in (cache.text("parameterGroupName") or "")
    )
    failover = cache.flag("automaticFailoverEnabled") is True and not cluster_mode
    spread = cache.flag("multiAzEnabled") is True or failover
    if spread and (nodes or 1) < LEAST and (replicas or 0) < 1:
        yield Finding(
            cache,
            f"Multi-AZ or automatic failover with {nodes or 1} node",
            "at least 2 nodes, in two zones",
            "set numCacheClusters to 2 or more (with node groups: replicasPerNodeGroup to 1 or more)",
            accept=_accept(cache, options),
        )


def _on_stack(estate: Estate, options: Options) -> Iterator[Finding]:
    for stack in estate.stacks:
        for spread in spreads(estate, stack):
            if len(spread.zones) >= LEAST or spread.resource.name in options.single_zone:
                continue
            if spread.single:
                yield _in_one_zone(spread, options)
            elif not spread.quiet:
                yield _not_known(spread)
        found = list(networks.networks(stack))
        for network in found:
            yield from _network(network, options)
            yield from _nats(stack, network, options)
        yield from _links(stack)
        yield from _plan(stack, found, options)


def _in_one_zone(spread: Spread, options: Options) -> Finding:
    one_only = spread.resource.type == SCALING_GROUP and spread.resource.whole("maxSize") == 1
    return Finding(
        spread.resource,
        f"{spread.what} over {len(spread.zones) or 1} zone ({', '.join(sorted(spread.zones)) or 'one subnet'})",
        "subnets of at least 2 zones, so that one zone can fail",
        f"add a subnet of another zone to {spread.key}",
        advice=one_only,
        accept=_accept(spread.resource, options),
    )


def _not_known(spread: Spread) -> Finding:
    why = f"not all zones of its {spread.key} are known here"
    then = "run `pulumi up`, or judge it where the subnets are"
    return unchecked(spread.resource, "whether it spans two zones", why, then)


def _network(network: networks.Network, options: Options) -> Iterator[Finding]:
    """A VPC spans two zones, and so does each set of its subnets."""
    if network.own and network.own.name in options.single_zone:
        return
    if network.own and len(network.members) > 1 and network.complete and len(network.zones) == 1:
        yield Finding(
            network.own,
            f"a network with {len(network.members)} subnets in one zone ({', '.join(network.zones)})",
            "subnets of at least 2 zones, so that one zone can fail",
            "put its subnets into two zones or three",
            accept=_accept(network.own, options),
        )
        return
    found = [*networks.single_tiers(network, options.tier_tags), *networks.doubled(network, options.tier_tags)]
    for subnet, tier, zone in {one[0].urn: one for one in found}.values():
        if subnet.name not in options.single_zone:
            first = next(one for one in network.members if subnets.zone(one) == zone)
            yield Finding(
                subnet,
                f"a second {tier} subnet in {zone}, beside '{first.name}'",
                "subnets of one set in distinct zones: two in one zone fail together",
                "put it into another zone",
                accept=_accept(subnet, options),
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


def _nats(stack: Stack, network: networks.Network, options: Options) -> Iterator[Finding]:
    """Every zone with private subnets has a NAT gateway of its own; one for all is cheaper, and a single zone's.

    A network of somebody else's making may have no way out on purpose, or another one.
    """
    out = networks.way_out(stack, network, options.tier_tags, options.private_tiers)
    if not out.lacking or not out.known or (out.count == 0 and not stack.config.standby):
        return
    if out.count == 0 and networks.other_way_out(stack):
        return
    single, lacking = out.count == 1, ", ".join(zone for zone, _ in out.lacking)
    yield Finding(
        out.lacking[0][1],
        f"private subnets in {lacking} and NAT gateways in {', '.join(sorted(out.zones)) or 'no zone'}",
        "a NAT gateway in every zone with private subnets, or the loss of one zone cuts the others off",
        f"add one in {lacking}{' (standby:nat: zone), or accept it knowingly' if single else ''}",
        advice=single,
        accept={"privateTiers": []},
    )


def _plan(stack: Stack, found: list[networks.Network], options: Options) -> Iterator[Finding]:
    """A plan for three zones stands in a region that has them, and is built as it was asked for."""
    built: dict[str, set[str]] = defaultdict(set)
    for network in found:
        for subnet in network.members:
            zone = subnets.zone(subnet)
            region = subnet.region() or region_of_zone(zone) or stack.region()
            if zone and region:
                built[region].add(zone)
    asked = stack.config.value("availabilityZones")
    own_region = stack.region() or ""
    for region in sorted({*built, own_region}):
        zones, count = built[region], options.zones_by_region.get(region)
        wants = asked if isinstance(asked, int) and region == own_region else 0
        if count is not None and max(wants, len(zones)) > count:
            what = f"availabilityZones: {wants}" if wants > count else f"{len(zones)} zones"
            yield _too_many(what, region, count)
        elif zones and wants > len(zones) and all(network.complete for network in found):
            yield Finding(
                None,
                f"subnets in {len(zones)} zones ({', '.join(sorted(zones))}) where availabilityZones asks for {wants}",
                f"subnets in {wants} zones, as the plan says",
                "make the missing subnets, or set standby:availabilityZones to what is built",
            )


def _too_many(what: str, region: str, count: int) -> Finding:
    return Finding(
        None,
        f"a subnet plan for more zones than there are ({what}) in {region}",
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
