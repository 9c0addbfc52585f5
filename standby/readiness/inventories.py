"""Both regions' inventories, read in parallel under one deadline; what fails or is late is a reason, not a value."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from pattern import workloads
from pattern.contract import NONE, ServiceEntry, service_entries
from pattern.errors import PatternError
from standby.aws.inventory import BOUNDS, InventoryRegion
from standby.errors import UsageError
from standby.pair.facts import SideName
from standby.readiness.region_checks import Inventory
from standby.stacks.project import Project, stack_config
from standby.status.fact import Fact
from standby.status.gather import Key, Read, gather
from standby.status.looks import Looks
from standby.status.pair_status import SideStatus

DEADLINE_SECONDS = 6.0
SIDES: tuple[SideName, ...] = ("primary", "dr")


def inventories(project: Project, looks: Looks, deadline: float = DEADLINE_SECONDS) -> tuple[Inventory, Inventory]:
    """The primary's and DR's: one look at the pair, then what it names, within `deadline` seconds each."""
    status = looks.look()
    sides = {"primary": status.primary, "dr": status.dr}
    first: dict[Key, Read] = {}
    for name, side in sides.items():
        first |= _reads(InventoryRegion(looks.cloud(side.region)), name, side, project)
    facts = gather(first, lambda _, __: {}, deadline=deadline)
    needs = needed_vcpu(project)
    return _inventory(status.primary, "primary", facts, needs), _inventory(status.dr, "dr", facts, needs)


def needed_vcpu(project: Project) -> float:
    """What production asks of a region: all services at their production numbers.

    Raises:
        UsageError: the workloads' config cannot be read.
    """
    name = project.stacks["primary"]
    try:
        loaded = workloads.load(stack_config(project.folder("workloads"), name), name)
    except PatternError as problem:
        raise UsageError(str(problem)) from None
    return sum(service.production.desired * service.cpu / 1024 for service in loaded.services)


def entries(side: SideStatus) -> dict[str, ServiceEntry]:
    """The services of a side's contract."""
    return {entry.name: entry for entry in service_entries(side.contract.value or {})}


def _reads(region: InventoryRegion, name: str, side: SideStatus, project: Project) -> dict[Key, Read]:
    contract = side.contract.value or {}
    certificate = contract.get("ingress/certificate-arn", NONE)
    reads: dict[Key, Read] = {
        (name, "vcpu_quota"): region.vcpu_quota,
        (name, "alarms"): partial(region.alarms, project.primary.names.stem),
    }
    for bound, (service, code) in BOUNDS.items():
        reads[name, f"quota {bound}"] = partial(region.quota, service, code)
    if certificate != NONE:
        reads[name, "certificate_ends"] = partial(region.certificate_ends, certificate)
    for service, entry in entries(side).items():
        if entry.image != NONE:
            reads[name, f"image {service}"] = partial(_there, region, entry.image)
    return reads


def _there(region: InventoryRegion, image: str) -> str:
    """`yes`, `no` or `elsewhere`: a fact's value is never None."""
    return {True: "yes", False: "no", None: "elsewhere"}[region.has_image(image)]


def _inventory(side: SideStatus, name: str, facts: Mapping[Key, Fact[Any]], needs: float) -> Inventory:
    def value(what: str) -> Any:
        fact = facts.get((name, what))
        return fact.value if fact else None

    there = {"yes": True, "no": False}
    images = {
        service: (entry.image, there.get(value(f"image {service}")))
        for service, entry in entries(side).items()
        if entry.image != NONE
    }
    silent = [fact.why for key, fact in facts.items() if key[0] == name and not fact.answered]
    return Inventory(
        side.region,
        certificate_ends=value("certificate_ends"),
        vcpu_quota=value("vcpu_quota"),
        needs_vcpu=needs,
        quotas={bound: value(f"quota {bound}") for bound in BOUNDS},
        alarms=value("alarms"),
        images=images or None,
        traits=side.traits,
        why=tuple(dict.fromkeys(silent))[:2],
    )
