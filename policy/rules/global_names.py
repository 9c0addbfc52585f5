"""Names that are unique beyond an account, and objects that exist once in it, stand in one region's stack only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policy.engine import stack_config
from policy.engine.finding import Finding
from policy.engine.options import option
from policy.engine.rule import Rule
from policy.engine.severity import Severity
from policy.engine.stack import Estate, Side, Stack
from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource
from policy.engine.unknown import is_set
from policy.knowledge.accounts import apart, credentials
from policy.knowledge.region_role import DR_STACKS, is_dr

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
API_DOMAIN = "aws:apigateway/domainName:DomainName"
USER_POOL_DOMAIN = "aws:cognito/userPoolDomain:UserPoolDomain"
APPSYNC_DOMAIN = "aws:appsync/domainName:DomainName"
LINKED_ROLE = "aws:iam/serviceLinkedRole:ServiceLinkedRole"
# exist once per account, whatever the region, each with what it is
SINGLETONS: Mapping[str, str] = {
    LINKED_ROLE: "a service-linked role, which AWS names, once per account and service",
    "aws:iam/accountAlias:AccountAlias": "the account's alias",
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy": "the account's password policy",
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": "the account's block of public access to S3",
    "aws:shield/protectionGroup:ProtectionGroup": "a Shield protection group of the account",
    "aws:route53/delegationSet:DelegationSet": "a delegation set of the account",
}
TYPES = frozenset((DISTRIBUTION, API_DOMAIN, USER_POOL_DOMAIN, APPSYNC_DOMAIN, *SINGLETONS))


@dataclass(frozen=True)
class Options:
    """What is known to stand in one stack only."""

    dr_stacks: tuple[str, ...] = option((), DR_STACKS)
    owned: tuple[str, ...] = option((), "logical names of what only the DR side's stack makes")


def claims(resource: Resource) -> Iterator[tuple[str, str, str]]:
    """(name, what it is, how to fix) of each name that the resource claims for itself, over all regions."""
    if resource.type == DISTRIBUTION:
        for alias in resource.texts("aliases"):
            yield alias, f"the alias {alias!r} of a CloudFront distribution", "make one distribution for both regions"
    elif resource.type == API_DOMAIN and _edge(resource):
        name = resource.text("domainName") or ""
        yield name, f"the edge-optimized domain {name!r}", "set endpointConfiguration.types to REGIONAL in both regions"
    elif resource.type == USER_POOL_DOMAIN and is_set(resource.get("certificateArn")):
        name = resource.text("domain") or ""
        yield name, f"the custom domain {name!r} of a user pool", "give each region's user pool a domain of its own"
    elif resource.type == APPSYNC_DOMAIN:
        name = resource.text("domainName") or ""
        yield name, f"the AppSync domain {name!r}", "give each region's API a domain of its own"
    elif resource.type in SINGLETONS and not is_set(resource.get("customSuffix")):
        name = resource.text("awsServiceName") or resource.type
        fix = "make it in one stack (the primary's, or an account's own), and let both regions use it"
        yield name, SINGLETONS[resource.type], fix


def _edge(domain: Resource) -> bool:
    """Whether an API's domain is edge-optimized: by its type, or by default where it has a certificate of us-east-1."""
    types = domain.texts("endpointConfiguration", "types")
    return "EDGE" in types or (not types and is_set(domain.get("certificateArn")))


def _on_resource(resource: Resource, config: StackConfig, options: Options) -> Iterator[Finding]:
    """In a DR stack alone: edge names and account-wide objects, which the primary's stack has made already."""
    if not stack_config.analyzing():
        yield from _second(resource, config, options)


def _second(resource: Resource, config: StackConfig, options: Options) -> Iterator[Finding]:
    if is_dr(resource.stack, config, options.dr_stacks) and resource.name not in options.owned:
        for _, what, fix in claims(resource) if resource.type != DISTRIBUTION else ():
            yield _taken(resource, f"{what} in a DR stack", fix, options)


def _taken(resource: Resource, found: str, fix: str, options: Options) -> Finding:
    return Finding(
        resource,
        found,
        "one owner: the name or object exists once over all regions, and the second stack's `up` fails on it, or takes "
        "it over",
        fix,
        accept={"owned": [*options.owned, resource.name]},
    )


def _on_stack(estate: Estate, options: Options) -> Iterator[Finding]:
    seen: dict[tuple[str, str], tuple[Side, Resource]] = {}
    for stack in estate.stacks:
        alone = apart(stack, estate.stacks)
        for resource in stack.of(*sorted(TYPES)):
            if resource.name in options.owned:
                continue
            if stack_config.analyzing() and not alone:
                yield from _second(resource, stack.config, options)
            yield from _twice(stack, resource, seen, options)
            yield from _aliases(stack, resource, options) if len(estate.stacks) == 1 else ()


def _twice(
    stack: Stack, resource: Resource, seen: dict[tuple[str, str], tuple[Side, Resource]], options: Options
) -> Iterator[Finding]:
    """The same claim in two stacks. A CloudFront alias is one over all accounts, the rest is one per account."""
    side = (stack.name, resource.region(stack.region()))
    for name, what, fix in claims(resource):
        per_account = resource.type in SINGLETONS
        key = (resource.type + (credentials(resource) if per_account else ""), name.lower())
        where, first = seen.setdefault(key, (side, resource))
        if where != side:
            yield _taken(resource, f"{what}, which {first.label} has, too", fix, options)


def _aliases(stack: Stack, resource: Resource, options: Options) -> Iterator[Finding]:
    """A distribution in a DR stack, where the primary's cannot be seen."""
    if resource.type == DISTRIBUTION and is_dr(stack.name, stack.config, options.dr_stacks):
        for _, what, fix in claims(resource):
            yield Finding(
                resource,
                f"{what} in a DR stack",
                "no other distribution with this alias: CloudFront refuses the second one, in any account",
                fix,
                advice=True,
            )


RULE = Rule(
    name="global-names",
    description="What is unique beyond a region's stack has one owner.",
    fix="Make it in one stack, or use the kind of name that each region can have for itself.",
    severity=Severity.HIGH,
    options=Options,
    types=TYPES,
    on_resource=_on_resource,
    on_stack=_on_stack,
)
