"""Data outlives a mistake: deletion protection, final snapshot, `protect`, backups for a week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policy.engine.finding import Finding, unchecked
from policy.engine.options import option
from policy.engine.rule import Rule
from policy.engine.severity import Severity
from policy.engine.stack import Estate
from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource
from policy.engine.unknown import UNKNOWN, is_set

CLUSTERS = ("aws:rds/cluster:Cluster", "aws:docdb/cluster:Cluster", "aws:neptune/cluster:Cluster")
INSTANCE = "aws:rds/instance:Instance"
GLOBAL = ("aws:rds/globalCluster:GlobalCluster", "aws:docdb/globalCluster:GlobalCluster")
KEY = "aws:kms/key:Key"
PROTECTED = (*CLUSTERS, INSTANCE, *GLOBAL)


@dataclass(frozen=True)
class Options:
    """How much protection is enough."""

    min_backup_days: int = option(7, "days that automatic backups are kept, at least")
    require_protect: bool = option(True, "whether Pulumi's own `protect` is required on databases")
    min_key_deletion_days: int = option(7, "days that a deleted key can be brought back, at least")
    exempt: tuple[str, ...] = option((), "logical names that may go (a lab, a scratch database)")


def _on_resource(resource: Resource, _config: StackConfig, options: Options) -> Iterator[Finding]:
    if resource.name in options.exempt:
        return
    if resource.type == KEY:
        yield from _key(resource, options)
        return
    if options.require_protect and not resource.protect:
        yield Finding(
            resource,
            "no `protect`",
            "Pulumi's protect option, so that neither a destroy nor a replacement takes the data",
            "set opts=pulumi.ResourceOptions(protect=True); to delete it on purpose: `pulumi state unprotect`",
            accept={"requireProtect": False},
        )
    if resource.flag("deletionProtection") in (None, False):
        yield Finding(
            resource,
            f"deletionProtection {'false' if resource.flag('deletionProtection') is False else 'not set'}",
            "deletionProtection: true, so that AWS itself refuses to delete it",
            "set deletionProtection to true",
            accept=_exempt(resource, options),
        )
    founded = is_set(resource.get("sourceDbClusterIdentifier"))  # the provider then demands forceDestroy
    if resource.type in GLOBAL and resource.flag("forceDestroy") is True and not founded:
        yield Finding(
            resource,
            "forceDestroy: true",
            "a global cluster that does not take its members with it: forceDestroy detaches them all when it goes",
            "remove forceDestroy (AWS asks for it only while a global cluster is made from an existing one)",
            accept=_exempt(resource, options),
        )
    replica = resource.type == INSTANCE and is_set(resource.get("replicateSourceDb"))
    if resource.type not in GLOBAL and not replica:
        yield from _snapshot(resource, options)
        yield from _backups(resource, options)


def _exempt(resource: Resource, options: Options) -> dict[str, object]:
    return {"exempt": [*options.exempt, resource.name]}


def _snapshot(resource: Resource, options: Options) -> Iterator[Finding]:
    skipped = resource.flag("skipFinalSnapshot") is True
    if skipped or not is_set(resource.get("finalSnapshotIdentifier")):
        yield Finding(
            resource,
            "skipFinalSnapshot: true" if skipped else "no finalSnapshotIdentifier",
            "a final snapshot, the last copy of what is deleted",
            "set skipFinalSnapshot to false and finalSnapshotIdentifier to a name",
            accept=_exempt(resource, options),
        )


def _backups(resource: Resource, options: Options) -> Iterator[Finding]:
    if resource.unknown("backupRetentionPeriod"):
        return
    days = resource.whole("backupRetentionPeriod")
    if days is None or days < options.min_backup_days:
        yield Finding(
            resource,
            f"backups kept for {f'{days} days' if days is not None else 'the default of 1 day'}",
            f"at least {options.min_backup_days} days: replication copies a mistake within a second, only a backup "
            "brings yesterday back",
            f"set backupRetentionPeriod to {options.min_backup_days} or more",
            accept={"minBackupDays": days if days is not None else 1},
        )


def _key(key: Resource, options: Options) -> Iterator[Finding]:
    """A key that is gone takes its cluster with it."""
    days = key.whole("deletionWindowInDays")
    if days is not None and days < options.min_key_deletion_days:
        yield Finding(
            key,
            f"deletionWindowInDays {days}",
            f"at least {options.min_key_deletion_days} days to notice: a cluster whose key is lost cannot be recovered",
            "raise deletionWindowInDays (default 30)",
        )
    if key.flag("isEnabled") is False:
        yield Finding(
            key, "isEnabled: false", "an enabled key: its cluster stops for good without it", "set isEnabled to true"
        )


def _on_stack(estate: Estate, options: Options) -> Iterator[Finding]:
    for _, resource in estate.of(*PROTECTED):
        given = estate.inputs(resource)
        if given is resource or resource.name in options.exempt:
            continue
        for key in ("deletionProtection", "skipFinalSnapshot", "backupRetentionPeriod"):
            if given.get(key) is UNKNOWN:
                why = f"{key} is not known before something else is made"
                yield unchecked(resource, "whether its data is protected", why, "run `pulumi up`, or write the value")


RULE = Rule(
    name="data-protection",
    description="Databases are protected from deletion, leave a final snapshot, and keep their backups.",
    fix="Set deletionProtection, a final snapshot, backups of 7 days or more, and Pulumi's protect.",
    severity=Severity.HIGH,
    options=Options,
    types=frozenset((*PROTECTED, KEY)),
    on_resource=_on_resource,
    on_stack=_on_stack,
)
