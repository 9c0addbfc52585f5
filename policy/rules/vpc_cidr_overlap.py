"""No range of the stack may share an address with another of it, with the other region's, or with a reserved one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, ip_network

from pulumi_policy import Severity

from pattern.addressing import overlapping
from policy.engine.finding import Finding, unchecked
from policy.engine.options import option
from policy.engine.rule import Rule
from policy.engine.stack import STACK_REFERENCE, Estate, Stack
from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource
from policy.engine.unknown import known_texts

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
# type -> the properties that hold a range of a VPC
RANGES: Mapping[str, tuple[str, ...]] = {
    VPC: ("cidrBlock", "ipv6CidrBlock"),
    "aws:ec2/defaultVpc:DefaultVpc": ("cidrBlock", "ipv6CidrBlock"),
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": ("cidrBlock",),
    "aws:ec2/vpcIpv6CidrBlockAssociation:VpcIpv6CidrBlockAssociation": ("ipv6CidrBlock",),
}
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


@dataclass(frozen=True)
class _Range:
    """A range, whose it is in words, and the resource that has it (None: it stands outside the stack)."""

    cidr: str
    whose: str
    resource: Resource | None = None
    vpc: str | None = None
    home: frozenset[str] = field(default_factory=frozenset)


def _on_resource(resource: Resource, config: StackConfig, options: Options) -> Iterator[Finding]:
    own = list(_ranges_of(resource))
    others = _declared(config, options, resource.region(config.region))
    yield from _malformed(own, others)
    yield from _conflicts(own, others)


def _on_stack(estate: Estate, options: Options) -> Iterator[Finding]:
    own = [r for _, resource in estate.of(*RANGES) for r in _ranges_of(resource)]
    yield from _conflicts(own, [])
    for stack in estate.stacks:
        mine = [r for resource in stack.of(*RANGES) for r in _ranges_of(resource)]
        guests = list(_guest_subnets(stack))
        declared = _declared(stack.config, options, stack.region())
        referred = list(_referred(stack, estate, options))
        yield from _conflicts(mine, [*declared, *referred])
        yield from _conflicts(guests, declared)
        yield from _unchecked(stack, mine or guests, bool(declared or referred) or len(estate.stacks) > 1)


def _ranges_of(resource: Resource) -> Iterator[_Range]:
    vpc = resource.text("vpcId") or resource.text("id")
    for key in RANGES[resource.type]:
        cidr = resource.text(key)
        if cidr:
            yield _Range(cidr, f"{key} of {resource.label}", resource, vpc)


def _guest_subnets(stack: Stack) -> Iterator[_Range]:
    """Subnets in a VPC that the stack has not made: what the stack knows of that VPC's range."""
    for subnet in stack.of(SUBNET):
        cidr = subnet.text("cidrBlock")
        if cidr and not stack.links(subnet, "vpcId", *RANGES).resources:
            yield _Range(cidr, f"cidrBlock of {subnet.label}", subnet)


def _declared(config: StackConfig, options: Options, region: str | None) -> list[_Range]:
    """The other side's and the reserved ranges, of stack config and policy config."""
    found: dict[str, _Range] = {}
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
            found.setdefault(cidr, _Range(cidr, whose))
    return list(found.values())


def _referred(stack: Stack, estate: Estate, options: Options) -> Iterator[_Range]:
    """Ranges in the stack's outputs, and in those of its StackReferences (but of stacks judged here anyway)."""
    for name, cidr in stack.output(*options.peer_outputs):
        yield _Range(cidr, f"the other region (stack output {name})")
    here = {f"{other.project}/{other.name}" for other in estate.stacks}
    for reference in stack.references():
        name = reference.text("name") or reference.name
        if "/".join(name.split("/")[-2:]) in here:
            continue
        home = frozenset(_texts_inside(reference))
        for key in options.reference_outputs:
            for cidr in reference.texts("outputs", key):
                yield _Range(cidr, f"output {key} of {STACK_REFERENCE} '{name}'", home=home)


def _texts_inside(reference: Resource) -> Iterator[str]:
    outputs = reference.get("outputs")
    for key in outputs if isinstance(outputs, Mapping) else ():
        yield from known_texts(reference.get("outputs", key))


def _conflicts(own: Sequence[_Range], others: Sequence[_Range]) -> Iterator[Finding]:
    """Where a range of ours meets another of ours or, if there are `others`, only one of those."""
    every = [r for r in (*own, *others) if _is_network(r.cidr)]
    for one, _, two, _ in overlapping((str(index), r.cidr) for index, r in enumerate(every)):
        first, second = every[int(one)], every[int(two)]
        outside = (first.resource is None) + (second.resource is None)
        if outside != (1 if others else 0) or _same_vpc(first, second):
            continue
        mine, other = (first, second) if outside else (second, first)
        taken = [r.cidr for r in every]
        yield Finding(
            mine.resource,
            f"{mine.cidr} ({mine.whose.split(' of ')[0]}), which overlaps {other.cidr} of {other.whose}",
            "ranges that share no address, so that the regions, a VPN or a transit gateway can ever be connected",
            f"choose another range{_free(mine.cidr, taken)}; a VPC's range cannot be changed once it is in use",
        )


def _same_vpc(first: _Range, second: _Range) -> bool:
    """Whether both are the one VPC: read by two stacks, or read from the stack that tells its range."""
    if first.resource and second.resource:
        alike = first.vpc is not None and first.vpc == second.vpc and first.cidr == second.cidr
        return alike and first.resource.type == second.resource.type
    return (first.vpc or "") in second.home or (second.vpc or "") in first.home


def _is_network(cidr: str) -> bool:
    try:
        ip_network(cidr, strict=False)
    except ValueError:
        return False
    return True


def _malformed(own: Sequence[_Range], others: Sequence[_Range]) -> Iterator[Finding]:
    for one in (*own, *others):
        if not _is_network(one.cidr):
            subject = one.resource or own[0].resource if own else None
            yield Finding(
                subject, f"{one.cidr!r} as range of {one.whose}", "an IPv4 or IPv6 range", "write it like 10.0.0.0/16"
            )


def _free(cidr: str, taken: Iterable[str]) -> str:
    """A private range of the same size that is free, as a hint; nothing where there is none."""
    mine = ip_network(cidr, strict=False)
    if not isinstance(mine, IPv4Network) or not 8 < mine.prefixlen <= 24:
        return ""
    used = [n for n in (ip_network(t, strict=False) for t in taken) if isinstance(n, IPv4Network)]
    for _, candidate in zip(range(4096), IPv4Network("10.0.0.0/8").subnets(new_prefix=mine.prefixlen), strict=False):
        if not any(candidate.overlaps(network) for network in used):
            return f", for example {candidate}"
    return ""


def _unchecked(stack: Stack, mine: Sequence[_Range], compared: bool) -> Iterator[Finding]:
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
