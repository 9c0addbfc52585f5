"""What both regions say about things that a promotion rests on, compared. Pure: from facts to checks.

A read that did not succeed is a warning, never "fine": the runbook's own checks decide whether a move can start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from standby.parity.comparison import Traits, differences, unread
from standby.readiness.check import Check

CERTIFICATE_DAYS = 21


@dataclass(frozen=True)
class Inventory:
    """One region's answers; None where a read failed or does not apply. `images`: service to image and whether it is
    there; `needs_vcpu`: what production asks of the region; `quotas`: the other quotas that production runs into.
    """

    region: str
    certificate_ends: datetime | None = None
    vcpu_quota: float | None = None
    needs_vcpu: float = 0.0
    quotas: Mapping[str, float | None] = field(default_factory=dict)
    alarms: int | None = None
    images: Mapping[str, tuple[str, bool | None]] | None = None
    traits: Traits | None = None
    why: tuple[str, ...] = ()


def region_checks(primary: Inventory, dr: Inventory, now: datetime) -> list[Check]:
    """All comparisons."""
    found = [*_certificates(primary, dr, now), _quota(primary, dr), *_quotas(primary, dr), _alarms(primary, dr)]
    found += [_images(primary, dr), *_parity(primary, dr, now)]
    found += [Check("warn", "reads", why) for side in (primary, dr) for why in side.why]
    return found


def _certificates(primary: Inventory, dr: Inventory, now: datetime) -> list[Check]:
    found = []
    for side in (primary, dr):
        if side.certificate_ends is None:
            found.append(Check("warn", "certificate", f"{side.region}: its end is not known"))
            continue
        days = (side.certificate_ends - now).days
        text = f"{side.region}: ends in {days} days ({side.certificate_ends:%Y-%m-%d})"
        fix = "ACM renews only while the validation record stands: look at the certificate's status"
        if days < 0:
            found.append(Check("refuse" if side is dr else "warn", "certificate", text, fix))
        else:
            found.append(Check("warn" if days < CERTIFICATE_DAYS else "ok", "certificate", text, fix))
    return found


def _quota(primary: Inventory, dr: Inventory) -> Check:
    if dr.vcpu_quota is None or primary.vcpu_quota is None:
        return Check(
            "warn", "quota", "Fargate's vCPU quota of a region is not known", "right: servicequotas:GetServiceQuota"
        )
    if dr.vcpu_quota < dr.needs_vcpu:
        return Check(
            "refuse",
            "quota",
            f"{dr.region} may run {dr.vcpu_quota:g} vCPUs on Fargate, production needs {dr.needs_vcpu:g}",
            "ask for more in Service Quotas (L-3032A538); it takes days",
        )
    quotas = f"{primary.region} {primary.vcpu_quota:g} vCPUs, {dr.region} {dr.vcpu_quota:g}"
    words = f"{quotas}, production needs {dr.needs_vcpu:g}"
    alike = dr.vcpu_quota >= primary.vcpu_quota
    return Check("ok" if alike else "warn", "quota", words, "raise DR's to the primary's")


def _quotas(primary: Inventory, dr: Inventory) -> list[Check]:
    """One region's raised quota is easily forgotten in the other. Nobody here knows the need, so none refuses."""
    both = [(name, primary.quotas.get(name), dr.quotas.get(name)) for name in {**primary.quotas, **dr.quotas}]
    known = [(name, one, other) for name, one, other in both if one is not None and other is not None]
    fix = f"ask for the same in {dr.region} (Service Quotas); it takes days"
    found = [
        Check("warn", "quotas", f"{name}: {one:g} in {primary.region}, {other:g} in {dr.region}", fix)
        for name, one, other in known
        if other < one
    ]
    unread = [name for name, one, other in both if one is None or other is None]
    if unread:
        right = "rights: servicequotas:GetServiceQuota and GetAWSDefaultServiceQuota"
        found.append(Check("warn", "quotas", f"not known in both regions: {', '.join(unread)}", right))
    if not found and known:
        names = ", ".join(name for name, _, _ in known)
        found.append(Check("ok", "quotas", f"{dr.region} has no less than {primary.region}: {names}"))
    return found


def _alarms(primary: Inventory, dr: Inventory) -> Check:
    if primary.alarms is None or dr.alarms is None:
        return Check("warn", "alarms", "a region's alarms are not known")
    words = f"{primary.alarms} in {primary.region}, {dr.alarms} in {dr.region}"
    good = dr.alarms > 0 and dr.alarms >= primary.alarms
    return Check("ok" if good else "warn", "alarms", words, "a new primary inherits none: bring DR's stacks up")


def _images(primary: Inventory, dr: Inventory) -> Check:
    if primary.images is None or dr.images is None:
        return Check("warn", "images", "the contracts do not name images (version 1), or were not read")
    missing = [f"{name} ({image})" for name, (image, there) in dr.images.items() if there is False]
    if missing:
        fix = "ECR copies only what is pushed after replication was set up: push it again"
        # a failover is an emergency: there the runbook warns of it
        return Check("refuse", "images", f"{dr.region}'s registry lacks {', '.join(missing)}", fix, ("switchover",))
    elsewhere = [name for name, (_, there) in dr.images.items() if there is None]
    if elsewhere:
        words = f"not in ECR of {dr.region}: {', '.join(elsewhere)}"
        return Check("warn", "images", words, "a registry elsewhere may be down with its region")
    return Check("ok", "images", f"{dr.region}'s registry has every image")


def _parity(primary: Inventory, dr: Inventory, now: datetime) -> list[Check]:
    one, other = primary.traits or Traits(primary.region), dr.traits or Traits(dr.region)
    fix = "bring the stacks of both regions up from the same commit"
    found = [Check("warn", "parity", each.line(now), fix) for each in differences(one, other)]
    missing = unread(one, other)
    if missing:
        found.append(Check("warn", "parity", f"not compared, because a region did not answer: {', '.join(missing)}"))
    return found or [Check("ok", "parity", "images, numbers, versions and parameters are the same in both regions")]
