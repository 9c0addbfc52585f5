"""No range of the stack may share an address with another of it, with the other region's, or with a reserved one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pattern.addressing import overlapping
from policy.engine.finding import Finding, unchecked
from policy.engine.options import option
from policy.engine.rule import Rule
from policy.engine.severity import Severity
from policy.engine.stack import STACK_REFERENCE, Estate, Stack
from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource
from policy.engine.unknown import known_texts
from policy.knowledge.ranges import (
    RANGES,
    REUSABLE,
    Range,
    crossing_routes,
    free,
    guest_subnets,
    inside,
    network,
    ranges_of,
)

# AWS's own generated IPv6 ranges are unique; what is unset is unknown in a preview, too.
_ASKED_FOR = {"cidrBlock": (), "ipv6CidrBlock": ("ipv6IpamPoolId", "ipv6Ipv4IpamPoolId")}


@dataclass(frozen=True)
class Options:
    """Where else ranges stand that must stay free."""

    peer_cidrs: Mapping[str, tuple[str, ...]] = option({}, "ranges of each region of the pair, by region")
    reserved_cidrs: tuple[str, ...] = option((), "ranges of on-premises networks, VPNs and transit gateways")
    reference_outputs: tuple[str, ...] = option(
        ("vpc_cidr", "vpcCidr", "vpc_cidrs", "vpcCidrs", "vpc_cidr_block", "vpcCidrBlock"),
        "outputs of a StackReference that hold ranges of the other side (only `analyze` sees StackReferences)",
    )
    peer_outputs: tuple[str, ...] = option(
        ("peer_vpc_cidr", "peerVpcCidr"), "the stack's own outputs that hold the other side's ranges"
    )
    reused_cidrs: tuple[str, ...] = option((), "ranges that every VPC uses again behind NAT (100.64.0.0/10 for pods)")


def _on_resource(resource: Resource, config: StackConfig, options: Options) -> Iterator[Finding]:
    own = list(ranges_of(resource))
    others = _declared(config, options, resource.region(config.region))
    yield from _malformed(own, others)
    yield from _conflicts(own, others, options, lambda: _beside(resource, config))


def _beside(resource: Resource, config: StackConfig) -> Iterator[str]:
    """The ranges that the stack is known to have so far."""
    planned = config.text("vpcCidr")
    yield from (r.cidr for other in resource.beside.values() for r in ranges_of(other))
    yield from [planned] if planned else []


def _on_stack(estate: Estate, options: Options) -> Iterator[Finding]:
    own = [r for _, resource in estate.of(*RANGES) for r in ranges_of(resource)]
    known = {
        stack: [*_declared(stack.config, options, stack.region()), *_referred(stack, estate, options)]
        for stack in estate.stacks
    }
    everywhere = [*own, *(r for declared in known.values() for r in declared)]
    yield from _conflicts(own, [], options, lambda: (r.cidr for r in everywhere))
    for stack in estate.stacks:
        mine = [r for resource in stack.of(*RANGES) for r in ranges_of(resource)]
        guests = list(guest_subnets(stack))
        declared = _declared(stack.config, options, stack.region())
        for ours, others in ((mine, known[stack]), (guests, declared)):
            if others:
                yield from _conflicts(ours, others, options, lambda: (r.cidr for r in everywhere))
        yield from _routes(stack)
        yield from _unchecked(stack, mine or guests, bool(known[stack]) or len(estate.stacks) > 1)


def _declared(config: StackConfig, options: Options, region: str | None) -> list[Range]:
    """The other side's and the reserved ranges, of stack config and policy config."""
    found: dict[str, Range] = {}
    peer = config.inside("peer", "vpcCidr")
    sources: list[tuple[str, Iterable[str]]] = [
        ("the other region (standby:peer.vpcCidr)", [peer] if isinstance(peer, str) else []),
        ("a reserved network (standby:reservedCidrs)", config.texts("reservedCidrs")),
        ("a reserved network (policy config reservedCidrs)", options.reserved_cidrs),
    ]
    sources += [
        (f"region {other} (policy config peerCidrs)", cidrs)
        for other, cidrs in options.peer_cidrs.items()
        if other != region
    ]
    for whose, cidrs in sources:
        for cidr in cidrs:
            found.setdefault(cidr, Range(cidr, whose))
    return list(found.values())


def _referred(stack: Stack, estate: Estate, options: Options) -> Iterator[Range]:
    """Ranges in the stack's outputs, and in those of its StackReferences (but of stacks judged here anyway)."""
    for name, cidr in stack.output(*options.peer_outputs):
        yield Range(cidr, f"the other region (stack output {name})")
    here = {f"{other.project}/{other.name}" for other in estate.stacks}
    for reference in stack.references():
        name = reference.text("name") or reference.name
        if "/".join(name.split("/")[-2:]) in here:
            continue
        known_as = frozenset(_texts_inside(reference))
        for key in options.reference_outputs:
            for cidr in reference.texts("outputs", key):
                yield Range(cidr, f"output {key} of {STACK_REFERENCE} '{name}'", known_as=known_as)


def _texts_inside(reference: Resource) -> Iterator[str]:
    outputs = reference.get("outputs")
    for key in outputs if isinstance(outputs, Mapping) else ():
        yield from known_texts(reference.get("outputs", key))


def _conflicts(
    own: Sequence[Range], others: Sequence[Range], options: Options, beside: Callable[[], Iterable[str]]
) -> Iterator[Finding]:
    """Where a range of ours meets another of ours or, with `others`, one of those. `beside`: also taken."""
    every = [r for r in (*own, *others) if network(r.cidr)]
    reused = [network(cidr) for cidr in options.reused_cidrs]
    for one, _, two, _ in overlapping((str(index), r.cidr) for index, r in enumerate(every)):
        first, second = every[int(one)], every[int(two)]
        outside = (first.resource is None) + (second.resource is None)
        if outside != (1 if others else 0) or _same_vpc(first, second):
            continue
        if inside(first.cidr, reused) and inside(second.cidr, reused):
            continue
        mine, other = (first, second) if outside else (second, first)
        again = inside(mine.cidr, REUSABLE) and inside(other.cidr, REUSABLE)
        taken = (
            *(r.cidr for r in every),
            *beside(),
            *(cidr for cidrs in options.peer_cidrs.values() for cidr in cidrs),
        )
        proposed = free(mine.cidr, taken)
        yield Finding(
            mine.resource,
            f"{mine.cidr} ({mine.whose.split(' of ')[0]}), which overlaps {other.cidr} of {other.whose}",
            "ranges that share no address, so that the regions, a VPN or a transit gateway can ever be connected",
            f"choose another range{f', for example {proposed}' if proposed else ''}; a VPC's range cannot be changed "
            "once it is in use",
            accept={"reusedCidrs": [*options.reused_cidrs, *dict.fromkeys((mine.cidr, other.cidr))]} if again else None,
        )


def _routes(stack: Stack) -> Iterator[Finding]:
    for route, destination, mine in crossing_routes(stack):
        yield Finding(
            route,
            f"a route to {destination} over a peering, inside {mine.cidr}, the {mine.whose}",
            "destinations outside the VPC's own range: its local route takes them first, and the other side is never "
            "reached",
            "route to the other VPC's own range, and give the two VPCs ranges that share no address",
        )


def _same_vpc(first: Range, second: Range) -> bool:
    """Whether both are the one VPC: read by two stacks, or read from the stack that tells its range."""
    if first.resource and second.resource:
        alike = first.vpc is not None and first.vpc == second.vpc and first.cidr == second.cidr
        return alike and first.resource.type == second.resource.type
    return (first.vpc or "") in second.known_as or (second.vpc or "") in first.known_as


def _malformed(own: Sequence[Range], others: Sequence[Range]) -> Iterator[Finding]:
    for one in (*own, *others):
        if network(one.cidr) is None:
            subject = one.resource or own[0].resource if own else None
            yield Finding(
                subject, f"{one.cidr!r} as range of {one.whose}", "an IPv4 or IPv6 range", "write it like 10.0.0.0/16"
            )


def _unchecked(stack: Stack, mine: Sequence[Range], compared: bool) -> Iterator[Finding]:
    for resource in stack.of(*RANGES):
        for key in RANGES[resource.type]:
            asked = _ASKED_FOR[key]
            if resource.unknown(key) and (not asked or any(resource.text(name) for name in asked)):
                why = f"its {key} is not known before it is made"
                yield unchecked(
                    resource, "whether the range is free", why, "run `pulumi up`, which judges the range it got"
                )
    if mine and not compared:
        why = "neither stack config (standby:peer), policy config (peerCidrs) nor a StackReference names a range"
        yield unchecked(
            None,
            "whether the ranges stay clear of the other region's",
            why,
            "set peerCidrs in the policy config, by region",
        )


RULE = Rule(
    name="vpc-cidr-overlap",
    description="Ranges of VPCs must not overlap: not each other, not the other region's, not reserved networks.",
    fix="Choose a range that shares no address with the other region's and with the reserved ones.",
    severity=Severity.CRITICAL,
    options=Options,
    types=frozenset(RANGES),
    on_resource=_on_resource,
    on_stack=_on_stack,
)
