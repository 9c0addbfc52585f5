"""Schedules and workers run in one region: the one that serves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policy.engine.finding import Finding
from policy.engine.options import option
from policy.engine.rule import Rule
from policy.engine.severity import Severity
from policy.engine.stack import Estate, Stack
from policy.engine.subject import Resource
from policy.engine.unknown import is_set
from policy.knowledge.capacity import SERVICE, TARGET, is_off, is_tasks, off_in, scaled_service
from policy.knowledge.contract_entries import schedules
from policy.knowledge.region_role import DR_STACKS, is_dr

EVENT_RULE = "aws:cloudwatch/eventRule:EventRule"
SCHEDULE = "aws:scheduler/schedule:Schedule"


@dataclass(frozen=True)
class Options:
    """Which stacks stand by, and what may run on both sides."""

    dr_stacks: tuple[str, ...] = option((), DR_STACKS)
    serving_stacks: tuple[str, ...] = option((), "stacks that serve now (for `analyze`, while DR serves)")
    both_sides: tuple[str, ...] = option((), "logical names of schedules and workers that may run in both regions")


def enabled_schedules(stack: Stack) -> Iterator[Resource]:
    """What starts something by the clock, and is on."""
    for rule in stack.of(EVENT_RULE):
        on = rule.text("state") not in ("DISABLED",) and rule.flag("isEnabled") is not False
        if is_set(rule.get("scheduleExpression")) and on and not rule.unknown("state"):
            yield rule
    for schedule in stack.of(SCHEDULE):
        if schedule.text("state") != "DISABLED" and not schedule.unknown("state"):
            yield schedule


def _on_stack(estate: Estate, options: Options) -> Iterator[Finding]:
    for stack in estate.stacks:
        if _stands_by(stack, options):
            off = off_in(stack)
            yield from _workers(estate, stack, off, options)
            yield from _schedules(estate, stack, off, options)
    yield from _doubled(estate, options)


def _stands_by(stack: Stack, options: Options) -> bool:
    """A stack of the DR side that does not serve now."""
    if stack.config.serves or stack.config.value("capacity") == "production" or stack.name in options.serving_stacks:
        return False
    return is_dr(stack.name, stack.config, options.dr_stacks)


def _workers(estate: Estate, stack: Stack, off: frozenset[str], options: Options) -> Iterator[Finding]:
    """Services that were decided to be off on this side, and run."""
    for resource in (*stack.of(SERVICE), *(target for target in stack.of(TARGET) if is_tasks(target))):
        key = "desiredCount" if resource.type == SERVICE else "minCapacity"
        name = resource.text("name") if resource.type == SERVICE else scaled_service(resource)
        count = estate.inputs(resource).whole(key)
        judged = is_off(name, off) and key not in resource.ignored and resource.name not in options.both_sides
        if judged and count:
            yield _second(resource, f"{key} {count} for service {name!r}, which is off on the DR side", options)


def _schedules(estate: Estate, stack: Stack, off: frozenset[str], options: Options) -> Iterator[Finding]:
    """Schedules that are on: refused where they start a service that is off here, else advised against."""
    started = {entry.rule: entry.service for entry in schedules(stack)}
    for schedule in enabled_schedules(stack):
        ignored = {"state", "isEnabled"} & estate.inputs(schedule).ignored  # the promotion sets it, not the program
        service = started.get(schedule.text("name") or "")
        known = is_off(service, off)
        if schedule.name in options.both_sides or ignored:
            continue
        if known or len(estate.stacks) == 1:
            what = f"of service {service!r}, which is off on the DR side" if known else "on the DR side"
            yield _second(schedule, f"an enabled schedule {what}", options, advice=not known)


def _second(resource: Resource, found: str, options: Options, advice: bool = False) -> Finding:
    return Finding(
        resource,
        found,
        "work by the clock or from a queue in the serving region only: done twice, it sends, bills and deletes twice",
        "disable it here (state: DISABLED, standby: off), and let the promotion enable it",
        advice=advice,
        accept={"bothSides": [*options.both_sides, resource.name]},
    )


def _doubled(estate: Estate, options: Options) -> Iterator[Finding]:
    """The same schedule, on in two regions."""
    seen: dict[str, tuple[str | None, Resource]] = {}
    for stack in estate.stacks if len(estate.stacks) > 1 else ():
        for schedule in enabled_schedules(stack):
            where, first = seen.setdefault(f"{schedule.type} {schedule.name}", (stack.region(), schedule))
            if where != stack.region() and schedule.name not in options.both_sides:
                yield _second(schedule, f"an enabled schedule that {first.label} has on, too", options, advice=True)


RULE = Rule(
    name="single-runner",
    description="Schedules and workers run in the serving region only.",
    fix="Disable schedules and workers on the DR side, and let the promotion enable them.",
    severity=Severity.MEDIUM,
    options=Options,
    on_stack=_on_stack,
)
