"""The standby's database can carry production: advice, for size is a matter of money and of trust in scaling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policy.engine.finding import Finding
from policy.engine.options import option
from policy.engine.rule import Rule
from policy.engine.severity import Severity
from policy.engine.stack import Estate, Stack
from policy.engine.subject import Resource
from policy.knowledge.aurora import Member, members
from policy.knowledge.instance_size import size
from policy.knowledge.region_role import DR_STACKS, is_dr
from policy.knowledge.zone_spread import SCALING_GROUP

SCALING = "serverlessv2ScalingConfiguration"
SERVERLESS = "db.serverless"


@dataclass(frozen=True)
class Options:
    """How small the DR side may be."""

    dr_stacks: tuple[str, ...] = option((), DR_STACKS)
    smaller: tuple[str, ...] = option((), "logical names of clusters that may be smaller than the other side's")


def _on_stack(estate: Estate, options: Options) -> Iterator[Finding]:
    everyone = [(stack, member) for stack in estate.stacks for member in members(estate, stack)]
    for stack, member in everyone:
        if member.cluster.name in options.smaller:
            continue
        for _, other in everyone:
            if member.joins(other) and member.cluster.region(stack.region()) != other.cluster.region():
                yield from _ceiling(member, other)
                yield from _classes(member, other)
    for stack in estate.stacks:
        if is_dr(stack.name, stack.config, options.dr_stacks):
            yield from _groups(stack, estate)


def _ceiling(member: Member, other: Member) -> Iterator[Finding]:
    """What Serverless may grow to, beside the other member."""
    mine, theirs = (_number(one.cluster, SCALING, "maxCapacity") for one in (member, other))
    if mine is not None and theirs is not None and mine < theirs:
        yield _small(
            member.cluster,
            f"a ceiling of {mine:g} ACU, beside {theirs:g} of {other.cluster.label}",
            f"raise {SCALING}.maxCapacity to {theirs:g}: it costs nothing until it is used",
        )


def _classes(member: Member, other: Member) -> Iterator[Finding]:
    """The largest instance beside the other member's: the one that would be the writer."""
    mine, theirs = (_largest(one) for one in (member, other))
    if mine and theirs and mine[0] < theirs[0]:
        yield _small(
            mine[1],
            f"instanceClass {mine[1].text('instanceClass')!r}, beside {theirs[1].text('instanceClass')!r} of "
            f"{theirs[1].label}",
            "choose the same class, or write down who changes it in a promotion and how long that takes",
        )


def _largest(member: Member) -> tuple[int, Resource] | None:
    sized = [(count, one) for one in member.instances if (count := size(one.text("instanceClass"))) is not None]
    return max(sized, key=lambda pair: pair[0]) if sized else None


def _small(resource: Resource, found: str, fix: str) -> Finding:
    required = "a database that carries production the moment it is promoted"
    return Finding(resource, found, required, fix, advice=True)


def _groups(stack: Stack, estate: Estate) -> Iterator[Finding]:
    """Auto Scaling groups whose ceiling is below the other region's."""
    ceilings = {
        group.name: most
        for other in estate.stacks
        if other.region() != stack.region()
        for group in other.of(SCALING_GROUP)
        if (most := group.whole("maxSize"))
    }
    for group in stack.of(SCALING_GROUP):
        most, needed = group.whole("maxSize"), ceilings.get(group.name)
        if most is not None and needed is not None and most < needed:
            yield Finding(
                group,
                f"maxSize {most}, beside {needed} in the other region",
                "a group that may grow to what production runs",
                f"raise maxSize to {needed}",
                advice=True,
            )


def _number(resource: Resource, *path: str) -> float | None:
    value = resource.get(*path)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


RULE = Rule(
    name="promotable-database",
    description="The DR side's database and machines can grow to what production needs.",
    fix="Give both members the same ceiling or class, and both regions' groups the same maximum.",
    severity=Severity.MEDIUM,
    options=Options,
    on_stack=_on_stack,
)
