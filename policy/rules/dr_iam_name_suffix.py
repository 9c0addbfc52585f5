"""In a DR stack, every explicit name in a namespace that both regions share carries the suffix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pattern.naming import REGIONAL_TYPES
from policy.engine import stack_config
from policy.engine.finding import Finding, unchecked
from policy.engine.options import option
from policy.engine.rule import Rule
from policy.engine.severity import Severity
from policy.engine.stack import Estate, Stack
from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource
from policy.knowledge import regions
from policy.knowledge.accounts import apart, credentials
from policy.knowledge.namespaces import (
    OIDC,
    SIDES,
    TYPES,
    carries,
    ends_at_random,
    example,
    explicit,
    name_keys,
    reason,
)
from policy.knowledge.region_role import DR_STACKS, is_dr

DEFAULT = "-dr"


@dataclass(frozen=True)
class Options:
    """What the suffix is where the stack's config does not say it."""

    suffix: str = option(DEFAULT, "suffix of the DR side, where no standby:nameSuffix says it; empty: none is needed")
    dr_stacks: tuple[str, ...] = option((), DR_STACKS)
    primary_stacks: tuple[str, ...] = option((), "stacks named after a region that are the primary: they name freely")
    own_account: bool = option(False, "whether the DR side has an AWS account of its own, where no name can collide")
    auto_name_hex_digits: int = option(7, "hex digits that Pulumi's automatic naming adds to a logical name")
    shared_names: tuple[str, ...] = option((), "global names that both regions read and neither makes twice")


@dataclass(frozen=True)
class Mark:
    """What keeps the names of one stack apart from the other region's: its suffix, or its region."""

    suffix: str
    environment: str | None
    by_region: bool

    def on(self, name: str, region: str | None, chosen: bool) -> bool:
        """Whether a name bears the mark. `chosen`: only the suffix itself counts, no other word for the side."""
        words = (self.suffix,) if chosen else (self.suffix, *SIDES)
        marked = any(carries(name, word, self.environment) for word in words)
        return marked or ends_at_random(name) or (region is not None and regions.in_name(name, region))


def mark_of(stack: str, region: str | None, config: StackConfig, options: Options) -> Mark | None:
    """The mark that the stack's global names must bear; None for a primary, and where the DR side's account is its own.

    A stack that is named after its region (`usw2`, `prod-us-west-2`) has a sibling in the other one.
    """
    if options.own_account or not options.suffix or stack in options.primary_stacks:
        return None
    environment = config.text("environment")
    if is_dr(stack, config, options.dr_stacks):
        suffix = config.text("nameSuffix") or "" if config.standby else options.suffix
        return Mark(suffix, environment, False)
    if region and not config.standby and regions.in_name(stack, region):
        return Mark(f"-{regions.short(region)}", environment, True)
    return None


def _on_resource(resource: Resource, config: StackConfig, options: Options) -> Iterator[Finding]:
    if not stack_config.analyzing():  # there the stack policy judges, which sees the accounts of both sides
        yield from _judge(resource, config, options, config.region)


def _judge(resource: Resource, config: StackConfig, options: Options, fallback: str | None) -> Iterator[Finding]:
    region = resource.region(fallback)
    mark = mark_of(resource.stack, region, config, options)
    if mark is None or not mark.suffix:
        return
    chosen = config.standby or options.suffix != DEFAULT
    for key, name in explicit(resource, options.auto_name_hex_digits):
        if not mark.on(name, region, chosen) and name not in options.shared_names:
            yield _unmarked(resource, key, name, mark, options)


def _unmarked(resource: Resource, key: str, name: str, mark: Mark, options: Options) -> Finding:
    fix = f"name it {example(name, mark.suffix, mark.environment)!r}, or leave the name to Pulumi"
    if resource.type == OIDC:
        fix = (
            "make it in the primary's stack alone and read it here by its ARN "
            "(aws.iam.get_open_id_connect_provider): a URL takes no suffix"
        )
    wanted = "the suffix as a whole segment, at the end or after the environment"
    accept: dict[str, object] = {"sharedNames": [*options.shared_names, name]}
    if mark.by_region:
        wanted = "the region or a suffix in the name: the stack is one of several, each named after its region"
        accept = {"primaryStacks": [*options.primary_stacks, resource.stack]}
    return Finding(
        resource,
        f"{key} {name!r} without the suffix {mark.suffix!r}",
        f"{wanted}: {reason(resource.type)}, and the primary region's stack has the same name",
        fix,
        accept=accept,
    )


def _on_stack(estate: Estate, options: Options) -> Iterator[Finding]:
    for stack in estate.stacks:
        mark = mark_of(stack.name, stack.region(), stack.config, options)
        if mark is None or apart(stack, estate.stacks):
            continue
        if not mark.suffix:
            yield Finding(
                None,
                f"a DR stack ({stack.name!r}) without a suffix",
                "a suffix for names that both regions share, or the two stacks fight over one IAM role",
                "set one: `pulumi config set standby:nameSuffix -- -dr` (in `analyze`: suffix in the policy config)",
                accept={"ownAccount": True},
            )
            continue
        if stack_config.analyzing() and not (mark.by_region and len(estate.stacks) > 1):
            for resource in stack.of(*sorted(TYPES & set(stack.types))):
                yield from _judge(estate.inputs(resource), stack.config, options, stack.region())
        yield from _regional(stack, mark.suffix, options)
        yield from _unknown(estate, stack)
    if not options.own_account:
        yield from _collisions(estate, options)


def _regional(stack: Stack, suffix: str, options: Options) -> Iterator[Finding]:
    for resource in stack.of(*sorted(REGIONAL_TYPES & set(stack.types))):
        for key, name in explicit(resource, options.auto_name_hex_digits):
            if carries(name, suffix, stack.config.text("environment")):
                yield Finding(
                    resource,
                    f"{key} {name!r} with the suffix {suffix!r}",
                    "the same name in both regions: this one lives in one region and cannot collide",
                    "drop the suffix, so that dashboards and runbooks find the same names on both sides",
                    advice=True,
                )


def _unknown(estate: Estate, stack: Stack) -> Iterator[Finding]:
    for resource in stack.of(*sorted(TYPES & set(stack.types))):
        given = estate.inputs(resource)
        for key in name_keys(resource.type):
            if given is not resource and given.unknown(key):
                why = f"its {key} is not known before something else is made"
                yield unchecked(
                    resource, "whether the name carries the suffix", why, "run `pulumi up`, which judges it"
                )


def _collisions(estate: Estate, options: Options) -> Iterator[Finding]:
    """The same global name in two regions of one account, of one stack or of several.

    Two layers of one side may read what one of them makes.
    """
    seen: dict[tuple[str, str, str], tuple[tuple[str, str | None], Resource]] = {}
    for stack in estate.stacks:
        for resource in stack.of(*sorted(TYPES & set(stack.types))):
            side = (stack.name, resource.region(stack.region()))
            for key, name in explicit(resource, options.auto_name_hex_digits):
                where, other = seen.setdefault((resource.type, credentials(resource), name.lower()), (side, resource))
                if where != side and name not in options.shared_names:
                    yield Finding(
                        resource,
                        f"{key} {name!r}, which {other.label} has, too",
                        f"one owner of each global name: {reason(resource.type)}",
                        "put the DR side's suffix on its name, or list it under sharedNames in the policy config where "
                        "both only read it",
                        accept={"sharedNames": [*options.shared_names, name]},
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
