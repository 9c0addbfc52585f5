"""In a DR stack, every explicit name in a namespace that both regions share carries the suffix."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pulumi_policy import Severity

from pattern.naming import GLOBAL_TYPES, KINDS, REGIONAL_TYPES
from policy.engine.finding import Finding, unchecked
from policy.engine.options import option
from policy.engine.rule import Rule
from policy.engine.stack import Estate, Side, Stack
from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource, arn_account
from policy.knowledge.region_role import DR_STACKS, is_dr

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
    "aws:iam/serviceLinkedRole:ServiceLinkedRole": "AWS names it, once per account",
}
NAME_KEYS: Mapping[str, tuple[str, ...]] = {
    "aws:s3/bucket:Bucket": ("bucket", "bucketPrefix"),
    "aws:s3/bucketV2:BucketV2": ("bucket", "bucketPrefix"),
    "aws:cloudwatch/dashboard:Dashboard": ("dashboardName",),
    "aws:iam/virtualMfaDevice:VirtualMfaDevice": ("virtualMfaDeviceName",),
    OIDC: ("url",),
}
_USUAL_KEYS = ("name", "namePrefix")
TYPES = frozenset(GLOBAL_TYPES | MORE_GLOBAL.keys()) - EXEMPT.keys()
_LONGEST = {token: kind.max_length for kind in KINDS.values() for token in kind.pulumi_types}


@dataclass(frozen=True)
class Options:
    """What the suffix is where the stack's config does not say it."""

    suffix: str = option("-dr", "suffix of the DR side, where the stack has no standby:nameSuffix to say it")
    dr_stacks: tuple[str, ...] = option((), DR_STACKS)
    auto_name_hex_digits: int = option(7, "hex digits that Pulumi's automatic naming adds to a logical name")
    shared_names: tuple[str, ...] = option((), "global names that both regions read and neither makes twice")


def carries(name: str, suffix: str, environment: str | None = None) -> bool:
    """Whether `name` has `suffix` as a whole segment: at the end, or after the environment (unknown: anywhere inside).

    Case does not count: IAM compares names without it.
    """
    segments, wanted, middle = _segments(name), _segments(suffix), _segments(environment or "")
    places = [at for at in range(len(segments)) if segments[at : at + len(wanted)] == wanted]
    if not wanted or not places:
        return False
    if places[-1] + len(wanted) == len(segments) or not middle:
        return any(at > 0 for at in places)
    return any(at >= len(middle) and segments[at - len(middle) : at] == middle for at in places)


def auto_named(name: str, logical: str, digits: int, longest: int) -> bool:
    """Whether Pulumi made the name: logical name, dash, hex digits; the logical name cut where it is too long."""
    head, dash, tail = name.rpartition("-")
    if not dash or not re.fullmatch(rf"[0-9a-f]{{{digits}}}", tail):
        return False
    whole, part = logical.lower(), head.lower()
    return part == whole or (whole.startswith(part) and len(name) >= longest - 1)


def suffix_of(stack: str, config: StackConfig, options: Options) -> str | None:
    """The suffix that the stack's global names must carry: None for a primary, "" for a DR stack that has none."""
    if not is_dr(stack, config, options.dr_stacks):
        return None
    return config.text("nameSuffix") or "" if config.standby else options.suffix


def _segments(text: str) -> list[str]:
    return [part for part in re.split(r"[^a-z0-9]+", text.lower()) if part]


def _explicit(resource: Resource, options: Options) -> Iterator[tuple[str, str]]:
    """(property, name) of what the program has named itself."""
    longest = _LONGEST.get(resource.type, 255)
    for key in NAME_KEYS.get(resource.type, _USUAL_KEYS):
        name = resource.text(key)
        if name and not auto_named(name, resource.name, options.auto_name_hex_digits, longest):
            yield key, name


def _on_resource(resource: Resource, config: StackConfig, options: Options) -> Iterator[Finding]:
    suffix = suffix_of(resource.stack, config, options)
    for key, name in _explicit(resource, options) if suffix else ():
        region = resource.region(config.region)
        if carries(name, suffix or "", config.text("environment")) or name in options.shared_names:
            continue
        if resource.type == OIDC and region and region in name:  # the URL is one region's own: it cannot collide
            continue
        yield Finding(
            resource,
            f"{key} {name!r} without the suffix {suffix!r}",
            f"the suffix as a whole segment, at the end or after the environment: {_reason(resource.type)}, and the "
            "primary region's stack has the same name",
            f"name it {_example(name, suffix or '', config.text('environment'))!r}, or leave the name to Pulumi",
        )


def _reason(token: str) -> str:
    named = next((kind.why for kind in KINDS.values() if token in kind.pulumi_types), None)
    return named or MORE_GLOBAL[token]


def _example(name: str, suffix: str, environment: str | None) -> str:
    """`name` with the suffix where the pattern would put it."""
    if environment:
        found = re.search(rf"(?<![a-z0-9]){re.escape(environment)}(?![a-z0-9])", name, re.IGNORECASE)
        if found:
            return f"{name[: found.end()]}{suffix}{name[found.end() :]}"
    return f"{name.rstrip('-')}{suffix}"


def _on_stack(estate: Estate, options: Options) -> Iterator[Finding]:
    for stack in estate.stacks:
        suffix = suffix_of(stack.name, stack.config, options)
        if suffix == "":
            yield Finding(
                None,
                f"a DR stack ({stack.name!r}) without a suffix",
                "a suffix for names that both regions share, or the two stacks fight over one IAM role",
                "set one: `pulumi config set standby:nameSuffix -- -dr` (in `analyze`: suffix in the policy config)",
            )
        if suffix:
            yield from _regional(stack, suffix, options)
            yield from _unknown(estate, stack)
    yield from _collisions(estate, options)


def _regional(stack: Stack, suffix: str, options: Options) -> Iterator[Finding]:
    for resource in stack.of(*sorted(REGIONAL_TYPES & set(stack.types))):
        for key, name in _explicit(resource, options):
            if carries(name, suffix, stack.config.text("environment")):
                yield Finding(
                    resource,
                    f"{key} {name!r} with the suffix {suffix!r}",
                    "the same name in both regions: this one lives in one region and cannot collide",
                    "drop the suffix, so that dashboards, runbooks and eyes find the same names on both sides",
                    advice=True,
                )


def _unknown(estate: Estate, stack: Stack) -> Iterator[Finding]:
    for resource in stack.of(*sorted(TYPES & set(stack.types))):
        given = estate.inputs(resource)
        for key in NAME_KEYS.get(resource.type, _USUAL_KEYS):
            if given is not resource and given.unknown(key):
                why = f"its {key} is not known before something else is made"
                yield unchecked(
                    resource, "whether the name carries the suffix", why, "run `pulumi up`, which judges it"
                )


def _collisions(estate: Estate, options: Options) -> Iterator[Finding]:
    """The same global name on two sides of one account. Two layers of one side may read what one of them makes."""
    seen: dict[tuple[str, str, str], tuple[Side, Resource]] = {}
    for stack in estate.stacks if len(estate.stacks) > 1 else ():
        side = stack.side()
        for resource in stack.of(*sorted(TYPES & set(stack.types))):
            for key, name in _explicit(resource, options):
                account = arn_account(resource.text("arn")) or ""
                where, other = seen.setdefault((resource.type, account, name.lower()), (side, resource))
                if where != side and name not in options.shared_names:
                    yield Finding(
                        resource,
                        f"{key} {name!r}, which {other.label} has, too",
                        f"one owner of each global name: {_reason(resource.type)}",
                        "put the DR side's suffix on its name, or list it under sharedNames in the policy config where "
                        "both only read it",
                    )


RULE = Rule(
    name="dr-iam-name-suffix",
    description="In a DR stack, names in namespaces that both regions share must carry the suffix.",
    fix="Append the DR suffix to the name as a whole segment, or let Pulumi choose the name.",
    severity=Severity.HIGH,
    options=Options,
    types=TYPES,
    on_resource=_on_resource,
    on_stack=_on_stack,
)
