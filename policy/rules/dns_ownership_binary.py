"""One record, one owner: the app's name points at exactly one region, and no health check moves it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pulumi_policy import Severity

from policy.engine.finding import Finding, unchecked
from policy.engine.options import option
from policy.engine.rule import Rule
from policy.engine.stack import Estate, Side, Stack
from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource
from policy.engine.unknown import UNKNOWN, elements, is_set, read
from policy.knowledge.contract_entries import entry
from policy.knowledge.region_role import DR_STACKS, is_dr

RECORD = "aws:route53/record:Record"
EXCLUSIVE = "aws:route53/recordsExclusive:RecordsExclusive"
ADDRESSES = ("A", "AAAA", "CNAME", "HTTPS")
SPLITS = (
    "weightedRoutingPolicies",
    "latencyRoutingPolicies",
    "failoverRoutingPolicies",
    "geolocationRoutingPolicies",
    "geoproximityRoutingPolicy",
    "multivalueAnswerRoutingPolicy",
    "cidrRoutingPolicy",
    "setIdentifier",
    "healthCheckId",
)
_SPLITS_EXCLUSIVE = (
    "weight",
    "region",
    "failover",
    "geolocation",
    "geoProximityLocation",
    "multiValueAnswer",
    "setIdentifier",
    "healthCheckId",
    "cidrRoutingConfig",
)


@dataclass(frozen=True)
class Options:
    """Which names are the app's, and which stacks stand by, where the stack's config does not say it."""

    names: tuple[str, ...] = option((), "the app's public names, where standby:domain does not say it")
    dr_stacks: tuple[str, ...] = option((), DR_STACKS)
    serving_stacks: tuple[str, ...] = option((), "stacks that serve now (for `analyze`, while DR serves)")


def _app_names(config: StackConfig, options: Options) -> tuple[str, ...]:
    name = config.inside("domain", "name")
    return tuple(_plain(one) for one in (*options.names, *([name] if isinstance(name, str) else [])))


def _plain(name: str) -> str:
    return name.rstrip(".").lower()


def _of_app(name: str | None, names: tuple[str, ...]) -> bool:
    """Whether a record's name is one of the app's; relative names count, and where no name is known, every one does."""
    if name is None:
        return False
    plain = _plain(name)
    if not names:
        return not plain.startswith("_")  # those prove ownership to a certificate authority, in both regions alike
    return any(plain == one or (plain != "" and one.startswith(f"{plain}.")) for one in names)


def _on_resource(resource: Resource, config: StackConfig, options: Options) -> Iterator[Finding]:
    names = _app_names(config, options)
    for name, kind, split in _entries(resource):
        if kind not in ADDRESSES or not (_of_app(name, names) or name is None):
            continue
        if split:
            yield Finding(
                resource,
                f"{split} on the {kind} record {name or '(not known yet)'!r}",
                "one plain record: who serves is a decision of people, not of weights or health checks, or two regions "
                "write at once",
                f"remove {split}, and move the record by the promotion",
            )
        if names and name and _stands_by(resource.stack, config, options):
            yield _in_standby(resource, kind, name)


def _in_standby(record: Resource, kind: str, name: str) -> Finding:
    return Finding(
        record,
        f"the app's {kind} record {name!r} in a standby stack",
        "the record only in the stack that serves: declared twice, each `up` takes it from the other",
        "remove it here (standby:servesTraffic: false); a promotion moves it by API call",
    )


def _stands_by(stack: str, config: StackConfig, options: Options) -> bool:
    if config.serves is not None:
        return not config.serves
    return is_dr(stack, config, options.dr_stacks) and stack not in options.serving_stacks


def _entries(resource: Resource) -> Iterator[tuple[str | None, str | None, str | None]]:
    """(name, type, what splits the traffic) of each record that a resource declares; None for what is not known."""
    if resource.type == RECORD:
        split = next((key for key in SPLITS if is_set(resource.get(key)) and resource.get(key) is not False), None)
        yield resource.text("name"), resource.text("type"), split
        return
    for one in elements(resource.get("resourceRecordSets")):
        if one is not UNKNOWN:
            split = next((key for key in _SPLITS_EXCLUSIVE if is_set(read(one, key))), None)
            name, kind = read(one, "name"), read(one, "type")
            yield name if isinstance(name, str) else None, kind if isinstance(kind, str) else None, split


def _on_stack(estate: Estate, options: Options) -> Iterator[Finding]:
    owners: dict[str, tuple[Side, Resource]] = {}
    for stack in estate.stacks:
        told = entry(stack, "dns/record")
        names = (*_app_names(stack.config, options), *([_plain(told)] if told else []))
        declared = list(_declared(estate, stack, names))
        yield from _both_serve(stack, declared)
        if names and not stack.config.given and _stands_by(stack.name, stack.config, options):
            yield from (_in_standby(record, kind, name) for name, kind, record in declared)
        for name, kind, record in declared if len(estate.stacks) > 1 else ():
            key, side = f"{record.text('zoneId')} {_plain(name)} {kind}", stack.side()
            where, first = owners.setdefault(key, (side, record))
            if where != side:
                yield Finding(
                    record,
                    f"the {kind} record {name!r}, which {first.label} declares, too",
                    "exactly one side that serves",
                    "declare it in one stack only (standby:servesTraffic: true on one side)",
                )
        if stack.config.serves and names and not declared:
            yield from _nobody(estate, stack, names)


def _declared(estate: Estate, stack: Stack, names: tuple[str, ...]) -> Iterator[tuple[str, str, Resource]]:
    for record in stack.of(RECORD, EXCLUSIVE):
        for name, kind, _ in _entries(estate.inputs(record)):
            if name and kind in ADDRESSES and _of_app(name, names):
                yield name, str(kind), record


def _both_serve(stack: Stack, declared: list[tuple[str, str, Resource]]) -> Iterator[Finding]:
    """The other side's stack says that it serves, too."""
    for reference in stack.references():
        other = (reference.text("outputs", "region"), reference.text("outputs", "servesTraffic"))
        serves = reference.flag("outputs", "serves_traffic") or reference.flag("outputs", "servesTraffic")
        if declared and serves is True and other[0] != stack.region():
            yield Finding(
                declared[0][2],
                f"the app's record here, while {reference.label} says that its side serves",
                "exactly one side that serves",
                "set standby:servesTraffic to true on one side only",
            )


def _nobody(estate: Estate, stack: Stack, names: tuple[str, ...]) -> Iterator[Finding]:
    hidden = [r for r in stack.of(RECORD) if estate.inputs(r).unknown("name")]
    if hidden:
        why = "its name is not known before something else is made"
        yield unchecked(hidden[0], "whether this is the app's record", why, "run `pulumi up`")
        return
    yield Finding(
        None,
        f"standby:servesTraffic: true and no record for {', '.join(sorted(set(names)))}",
        "the record in the stack that serves: exactly one side owns it",
        "declare it here, or set standby:servesTraffic to true on the side that does",
    )


RULE = Rule(
    name="dns-ownership-binary",
    description="The app's name belongs to exactly one region, by one plain record.",
    fix="Declare one plain record, in the stack that serves.",
    severity=Severity.HIGH,
    options=Options,
    types=frozenset((RECORD, EXCLUSIVE)),
    on_resource=_on_resource,
    on_stack=_on_stack,
)
