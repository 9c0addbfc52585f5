"""One record, one owner: the app's name points at exactly one region, and no health check moves it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policy.engine.finding import Finding, unchecked
from policy.engine.options import option
from policy.engine.rule import Rule
from policy.engine.severity import Severity
from policy.engine.stack import Estate, Side, Stack
from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource
from policy.engine.unknown import UNKNOWN, elements, is_set, read
from policy.knowledge.app_names import ZONE, AppNames, app_names, full, place_of
from policy.knowledge.contract_entries import entry
from policy.knowledge.region_role import DR_STACKS, is_dr

CONTROL_PLANE = "us-east-1"  # of Route 53
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
# what the app's record points at
FRONTS = (
    RECORD,
    EXCLUSIVE,
    ZONE,
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:alb/loadBalancer:LoadBalancer",
    "aws:apigatewayv2/domainName:DomainName",
    "aws:apigateway/domainName:DomainName",
    "aws:cloudfront/distribution:Distribution",
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
    other_names: tuple[str, ...] = option((), "names of records that are not the app's, and may be split or doubled")


def _on_resource(resource: Resource, config: StackConfig, options: Options) -> Iterator[Finding]:
    """Where the app's names are known. Else the stack policy judges, which sees whose zone the record is in."""
    app = app_names(config, options.names, options.other_names)
    for name, kind, split in _entries(resource) if app.names else ():
        if kind not in ADDRESSES or not app.has(name, place_of(resource, app)):
            continue
        if split:
            yield _divided(resource, str(kind), name, split, options)
        if name is not None and _stands_by(resource.stack, config, options):
            yield _in_standby(resource, str(kind), name, options)


def _divided(record: Resource, kind: str, name: str | None, split: str, options: Options) -> Finding:
    return Finding(
        record,
        f"{split} on the {kind} record {name if name is not None else '(not known yet)'!r}",
        "one plain record: who serves is a decision of people, not of weights or health checks, or two regions "
        "write at once",
        f"remove {split}, and move the record by the promotion",
        accept=_not_ours(name, options),
    )


def _not_ours(name: str | None, options: Options) -> dict[str, object] | None:
    return {"otherNames": [*options.other_names, name]} if name else None


def _in_standby(record: Resource, kind: str, name: str, options: Options) -> Finding:
    return Finding(
        record,
        f"the app's {kind} record {name!r} in a standby stack",
        "the record only in the stack that serves: declared twice, each `up` takes it from the other",
        "remove it here (standby:servesTraffic: false); a promotion moves it by API call",
        accept=_not_ours(name, options),
    )


def _stands_by(stack: str, config: StackConfig, options: Options) -> bool:
    if config.serves is not None:
        return not config.serves
    return is_dr(stack, config, options.dr_stacks) and stack not in options.serving_stacks


def _entries(resource: Resource) -> Iterator[tuple[str | None, str | None, str | None]]:
    """(name, type, what splits the traffic) of each record that a resource declares; None for what is not known."""
    if resource.type == RECORD:
        split = next((key for key in SPLITS if is_set(resource.get(key)) and resource.get(key) is not False), None)
        name = resource.get("name")  # an empty one is the zone's apex
        yield name if isinstance(name, str) else None, resource.text("type"), split
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
        app = app_names(stack.config, (*options.names, *([told] if told else [])), options.other_names)
        declared = list(_declared(estate, stack, app))
        yield from _both_serve(stack, declared)
        for name, kind, record in declared:
            split = next((one[2] for one in _entries(estate.inputs(record)) if one[:2] == (name, kind)), None)
            if split:
                yield _divided(record, kind, name, split, options)
        if app.names and not stack.config.given and _stands_by(stack.name, stack.config, options):
            yield from (_in_standby(record, kind, name, options) for name, kind, record in declared)
        for name, kind, record in declared if len(estate.stacks) > 1 else ():
            key, side = f"{record.text('zoneId')} {full(name, place_of(record, app, stack).name)} {kind}", stack.side()
            where, first = owners.setdefault(key, (side, record))
            if where != side:
                yield Finding(
                    record,
                    f"the {kind} record {name!r}, which {first.label} declares, too",
                    "exactly one side that serves",
                    "declare it in one stack only (standby:servesTraffic: true on one side)",
                    accept=_not_ours(name, options),
                )
        if stack.config.serves and app.names and not declared and _has_front(stack):
            yield from _nobody(estate, stack, app.names)
        if declared:
            yield from _beside_the_control_plane(stack)


def _beside_the_control_plane(stack: Stack) -> Iterator[Finding]:
    """Route 53 answers queries from everywhere, but its control plane, which changes records, is in one region."""
    if CONTROL_PLANE in (stack.config.region, stack.config.inside("peer", "region")):
        yield Finding(
            None,
            f"{CONTROL_PLANE} as one side of the pair: the record cannot be moved while that region is lost",
            "a pair of other regions, or a hosted zone with accelerated recovery",
            "choose another region, or switch accelerated recovery of the zone on (the promotion's preflight shows it)",
            advice=True,
        )


def _has_front(stack: Stack) -> bool:
    """Whether the stack makes what a record points at: a layer of services alone leaves DNS to another one."""
    return not stack.project.endswith("workloads") and any(True for _ in stack.of(*FRONTS))


def _declared(estate: Estate, stack: Stack, app: AppNames) -> Iterator[tuple[str, str, Resource]]:
    for record in stack.of(RECORD, EXCLUSIVE):
        for name, kind, _ in _entries(estate.inputs(record)):
            if name is not None and kind in ADDRESSES and app.has(name, place_of(record, app, stack)):
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
