"""Names that both regions share: which kinds of resource have one, who chose it, and what marks a side in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pattern.naming import GLOBAL_TYPES, KINDS
from policy.engine.subject import Resource

OIDC = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
# Global names beside those of pattern.naming, each with its reason.
MORE_GLOBAL: Mapping[str, str] = {
    OIDC: "IAM holds one provider per URL and account",
    "aws:iam/virtualMfaDevice:VirtualMfaDevice": "IAM is global",
    "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": "CloudFront is global",
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": "CloudFront is global",
    "aws:cloudfront/keyGroup:KeyGroup": "CloudFront is global",
    "aws:cloudfront/publicKey:PublicKey": "CloudFront is global",
    "aws:cloudfront/realtimeLogConfig:RealtimeLogConfig": "CloudFront is global",
    "aws:cloudfront/keyValueStore:KeyValueStore": "CloudFront is global",
    "aws:s3control/multiRegionAccessPoint:MultiRegionAccessPoint": "one namespace per account over all regions",
    "aws:networkmanager/globalNetwork:GlobalNetwork": "Network Manager is global",
}
# Shared on purpose, or a name that no suffix can be put on.
EXEMPT: Mapping[str, str] = {
    "aws:rds/globalCluster:GlobalCluster": "the one object that both regions join by name",
    "aws:route53/zone:Zone": "a zone's name is a DNS name that users know",
    "aws:route53/record:Record": "a record's name is a DNS name that users know",
    "aws:acm/certificate:Certificate": "a certificate bears the public name, in both regions the same",
    "aws:iam/rolePolicy:RolePolicy": "its name lives inside its role",
    "aws:iam/serviceLinkedRole:ServiceLinkedRole": "AWS names it, once per account (global-names judges it)",
}
NAME_KEYS: Mapping[str, tuple[str, ...]] = {
    "aws:s3/bucket:Bucket": ("bucket", "bucketPrefix"),
    "aws:s3/bucketV2:BucketV2": ("bucket", "bucketPrefix"),
    "aws:cloudwatch/dashboard:Dashboard": ("dashboardName",),
    "aws:iam/virtualMfaDevice:VirtualMfaDevice": ("virtualMfaDeviceName",),
    OIDC: ("url",),
}
TYPES = frozenset(GLOBAL_TYPES | MORE_GLOBAL.keys()) - EXEMPT.keys()
# what teams call the side that stands by; one of them in a name keeps it apart from the primary's
SIDES = ("dr", "standby", "secondary", "passive", "failover", "recovery")
_USUAL_KEYS = ("name", "namePrefix")
_LONGEST = {token: kind.max_length for kind in KINDS.values() for token in kind.pulumi_types}
_RANDOM = re.compile(r"-(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{7,40}$")


def name_keys(token: str) -> tuple[str, ...]:
    """The properties that hold the global name of a type."""
    return NAME_KEYS.get(token, _USUAL_KEYS)


def explicit(resource: Resource, digits: int) -> Iterator[tuple[str, str]]:
    """(property, name) of what the program has named itself. `digits`: of Pulumi's automatic names."""
    longest = _LONGEST.get(resource.type, 255)
    for key in name_keys(resource.type):
        name = resource.text(key)
        if name and not auto_named(name, resource.name, digits, longest):
            yield key, name


def auto_named(name: str, logical: str, digits: int, longest: int) -> bool:
    """Whether Pulumi made the name: logical name, dash, hex digits; the logical name cut where it is too long."""
    head, dash, tail = name.rpartition("-")
    if not dash or not re.fullmatch(rf"[0-9a-f]{{{digits}}}", tail):
        return False
    whole, part = logical.lower(), head.lower()
    return part == whole or (whole.startswith(part) and len(name) >= longest - 1)


def ends_at_random(name: str) -> bool:
    """Whether a name ends in hex digits that look drawn (`shop-task-4f2a9c1b`): such a name meets no other."""
    return bool(_RANDOM.search(name))


def reason(token: str) -> str:
    """Why the name of a type is shared between regions."""
    named = next((kind.why for kind in KINDS.values() if token in kind.pulumi_types), None)
    return named or MORE_GLOBAL[token]


def segments(text: str) -> list[str]:
    """The parts of a name, between whatever is neither letter nor digit."""
    return [part for part in re.split(r"[^a-z0-9]+", text.lower()) if part]


def carries(name: str, suffix: str, environment: str | None = None) -> bool:
    """Whether `name` has `suffix` as a whole segment: at the end, or after the environment (unknown: anywhere inside).

    Case does not count: IAM compares names without it.
    """
    parts, wanted, middle = segments(name), segments(suffix), segments(environment or "")
    places = [at for at in range(len(parts)) if parts[at : at + len(wanted)] == wanted]
    if not wanted or not places:
        return False
    if places[-1] + len(wanted) == len(parts) or not middle:
        return any(at > 0 for at in places)
    return any(at >= len(middle) and parts[at - len(middle) : at] == middle for at in places)


def example(name: str, suffix: str, environment: str | None) -> str:
    """`name` with the suffix where the pattern would put it."""
    if environment:
        found = re.search(rf"(?<![a-z0-9]){re.escape(environment)}(?![a-z0-9])", name, re.IGNORECASE)
        if found:
            return f"{name[: found.end()]}{suffix}{name[found.end() :]}"
    return f"{name.rstrip('-')}{suffix}"
