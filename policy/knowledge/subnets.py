"""Subnets as the rules need them: their zone, their tier, their VPC."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from policy.engine.stack import Links, Stack
from policy.engine.subject import Resource
from policy.engine.unknown import UNKNOWN, elements
from policy.knowledge.regions import CODE

SUBNETS = ("aws:ec2/subnet:Subnet", "aws:ec2/defaultSubnet:DefaultSubnet")
TIER_TAGS = ("standby:tier", "Tier", "tier")
_ZONED = re.compile(rf"[-_.]?(?:{CODE}[a-z]?|[a-z]{{2,4}}\d-az\d|az[-_]?\w|zone[-_]?\w)$")
TIER_TAGS_MEANING = "tag keys of a subnet that name its tier"


def zone(subnet: Resource) -> str | None:
    """The zone: its name or, where only that is known, its ID."""
    return subnet.text("availabilityZone") or subnet.text("availabilityZoneId")


def tier(subnet: Resource, tags: Collection[str] = TIER_TAGS) -> str | None:
    """What the subnet is for, as its tag says (`public`, `private`, `isolated`); None where no tag says it."""
    for tag in tags:
        text = subnet.text("tags", tag)
        if text:
            return text.lower()
    return None


def vpc(subnet: Resource) -> str:
    """Something that is the same for the subnets of one VPC."""
    known = subnet.text("vpcId")
    return known or next((other.urn for other in subnet.behind("vpcId")), "")


def stem(name: str) -> str:
    """What the members of one set have in common: the logical name without a number, a letter or a zone at its end."""
    bare = _ZONED.sub("", name.lower())
    return re.sub(r"(?:(?:^|[-_.])[a-f]|[-_.]?\d+)$", "", bare)


def subnets_of(
    stack: Stack, resource: Resource, key: str, inside: str | None = None, below: str | None = None
) -> Links:
    """The subnets that property `key` lists (`inside`: as that property of its objects; `below`: in a list of it)."""
    return stack.links(resource, key, *SUBNETS, inside=inside, below=below)


def zones_of(links: Links) -> tuple[set[str], bool]:
    """(the zones known, whether that is all): all listed subnets stand in the stack and their zones are known."""
    known: Sequence[str | None] = [zone(subnet) for subnet in links.resources]
    return {one for one in known if one}, links.complete and all(known)


def listed(resource: Resource, *path: str) -> int | None:
    """How many entries a list has; None where the list itself is not known."""
    value = resource.get(*path)
    return None if value is UNKNOWN else sum(1 for _ in elements(value))
