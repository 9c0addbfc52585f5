"""While an incident runs, a routine `up` must not undo the promotion."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pattern.contract import FREEZE
from policy.engine.finding import Finding
from policy.engine.options import option
from policy.engine.rule import Rule
from policy.engine.severity import Severity
from policy.engine.stack import ROOT, Estate, Stack
from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource
from policy.engine.unknown import is_set
from policy.knowledge.capacity import (
    SERVICE,
    TARGET,
    by_config,
    in_estate,
    is_tasks,
    scaled_service,
    service_name,
    wanted,
)
from policy.knowledge.contract_entries import entry
from policy.rules.dns_ownership_binary import ADDRESSES, RECORD

CLUSTER = "aws:rds/cluster:Cluster"
GLOBAL = "aws:rds/globalCluster:GlobalCluster"
_RECORD_TARGETS = ("aliases", "records")
_NOT_FROZEN = ("", "-", "off", "false", "none")


@dataclass(frozen=True)
class Options:
    """Whether an incident runs, where the stack does not say it; and the run that may act in it."""

    freeze: str = option("", "the incident that runs (who, since when), where stack config and contract do not say it")
    exempt_run: str = option("", "the run that may act while the freeze is on; said aloud in its output")
    names: tuple[str, ...] = option((), "the app's public names, where standby:domain does not say it")


def freeze_text(config: StackConfig, options: Options) -> str | None:
    """What stack config or policy config says of a running incident; None where there is none."""
    return _frozen(config.text("incidentFreeze")) or _frozen(options.freeze)


def exempt_run(config: StackConfig, options: Options) -> str | None:
    """The run that may act: the promotion's or the failback's own."""
    return config.text("incidentFreezeExempt") or options.exempt_run or None


def _frozen(text: str | None) -> str | None:
    return text if text is not None and text.strip().lower() not in _NOT_FROZEN else None


def settled(freeze: str) -> bool:
    """Whether `standby settle` has narrowed the freeze to database and record, because DR serves for longer."""
    return any(word.startswith("settled=") for word in freeze.split())


def _freeze_in(stack: Stack, options: Options) -> str | None:
    """The freeze as anything in the stack says it: config, the contract's parameter, or a stack output."""
    said = freeze_text(stack.config, options) or _frozen(entry(stack, FREEZE))
    for root in stack.of(ROOT):
        said = said or _frozen(root.text("incident_freeze")) or _frozen(root.text("incidentFreeze"))
    return said


def _on_resource(resource: Resource, config: StackConfig, options: Options) -> Iterator[Finding]:
    freeze = freeze_text(config, options)
    if freeze and not exempt_run(config, options):
        production = by_config(config, {}, "min")
        yield from _judge(resource, freeze, _names(config, options), service_name(resource), production)


def _on_stack(estate: Estate, options: Options) -> Iterator[Finding]:
    for stack in estate.stacks:
        freeze, run = _freeze_in(stack, options), exempt_run(stack.config, options)
        if freeze and run:
            yield Finding(
                None,
                f"an incident freeze ({freeze}) and a run that is exempt from it ({run})",
                "nobody but the promotion and the failback to act now",
                "nothing, if this is that run; else unset standby:incidentFreezeExempt",
                advice=True,
            )
        if not freeze or run:
            continue
        names = _names(stack.config, options)
        production = in_estate(estate, stack, by_config(stack.config, {}, "min"), "min")
        for resource in stack.of(*_JUDGES):
            yield from _judge(estate.inputs(resource), freeze, names, scaled_service(resource), production)


def _names(config: StackConfig, options: Options) -> tuple[str, ...]:
    name = config.inside("domain", "name")
    return (*options.names, *([name] if isinstance(name, str) else []))


def _judge(
    resource: Resource, freeze: str, names: tuple[str, ...], service: str | None, production: Mapping[str, int]
) -> Iterator[Finding]:
    if resource.type == RECORD:
        found = _record(resource, names)
    elif resource.type == TARGET:
        found = _scaling(resource, service, production)
    elif resource.type == SERVICE:
        found = _service(resource, production)
    else:
        found = _JUDGES[resource.type](resource)
    if resource.type in (TARGET, SERVICE) and settled(freeze):
        return
    for what, fix in found:
        yield Finding(
            resource,
            f"{what} while an incident freeze is on ({freeze})",
            "no change that flips the record, detaches or replaces a cluster, or scales down the serving side, until "
            "the failback has lifted the freeze",
            f"{fix}; or finish the failback first (`standby failback plan`)",
        )


def _record(record: Resource, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The record is where the promotion has put it: an `up` that does not ignore its target takes it back."""
    name = (record.text("name") or "").rstrip(".").lower()
    ours = not names or any(name == one or (name and one.startswith(f"{name}.")) for one in names)
    if ours and record.text("type") in ADDRESSES and not name.startswith("_"):
        for key in _RECORD_TARGETS:
            if is_set(record.get(key)) and key not in record.ignored:
                yield f"a record whose {key} this run would set", f"add {key!r} to its ignoreChanges"


def _cluster(cluster: Resource) -> Iterator[tuple[str, str]]:
    """A cluster that can be detached (an input taken away) or replaced (no `protect`)."""
    joins = is_set(cluster.get("globalClusterIdentifier")) or is_set(cluster.get("replicationSourceIdentifier"))
    if joins and "globalClusterIdentifier" not in cluster.ignored:
        yield (
            "a cluster whose membership this run could change",
            "add 'globalClusterIdentifier' and 'replicationSourceIdentifier' to its ignoreChanges",
        )
    yield from _unprotected(cluster)


def _unprotected(resource: Resource) -> Iterator[tuple[str, str]]:
    if not resource.protect:
        yield "a cluster without `protect`, which this run could replace", "set its protect option"


def _scaling(target: Resource, service: str | None, production: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    least, needed = target.whole("minCapacity"), wanted(service, production)
    if not is_tasks(target) or "minCapacity" in target.ignored or least is None:
        return
    if needed is not None and least < needed:
        yield (
            f"minCapacity {least} for a service that keeps {needed} tasks in production",
            "set standby:capacity to production while the freeze is on",
        )


def _service(service: Resource, production: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    count, needed = service.whole("desiredCount"), wanted(service.text("name"), production)
    if count is not None and needed is not None and count < needed and "desiredCount" not in service.ignored:
        yield (
            f"desiredCount {count} for a service that keeps {needed} tasks in production",
            "add 'desiredCount' to its ignoreChanges",
        )


_JUDGES: Mapping[str, Callable[[Resource], Iterator[tuple[str, str]]]] = {
    CLUSTER: _cluster,
    GLOBAL: _unprotected,
    RECORD: lambda _: iter(()),
    TARGET: lambda _: iter(()),
    SERVICE: lambda _: iter(()),
}

RULE = Rule(
    name="incident-freeze",
    description="While an incident runs, nothing flips the record, moves a cluster or scales down the serving side.",
    fix="Finish the failback, which lifts the freeze, before changing the stack.",
    severity=Severity.CRITICAL,
    options=Options,
    types=frozenset(_JUDGES),
    on_resource=_on_resource,
    on_stack=_on_stack,
)
