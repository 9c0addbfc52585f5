"""TLS on the way to data: forced by the parameter group of a database, switched on in a cache."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from policy.engine.finding import Finding, unchecked
from policy.engine.stack import Estate
from policy.engine.subject import Resource
from policy.engine.unknown import UNKNOWN, elements, read

CLUSTER = "aws:rds/cluster:Cluster"
INSTANCE = "aws:rds/instance:Instance"
CLUSTER_PARAMETERS = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
INSTANCE_PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
_ACCEPT = {"requireTls": False}
TYPES = frozenset((CLUSTER, INSTANCE, CLUSTER_PARAMETERS, INSTANCE_PARAMETERS, CACHE))

# Family prefix -> (parameter that forces TLS, its values that do). Source: Aurora and RDS user guides, "Using SSL/TLS".
_CLUSTER_FAMILIES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "aurora-postgresql": ("rds.force_ssl", ("1",)),
    "aurora-mysql": ("require_secure_transport", ("1", "on")),
    "postgres": ("rds.force_ssl", ("1",)),
    "mysql": ("require_secure_transport", ("1", "on")),
}
_INSTANCE_FAMILIES = {name: rule for name, rule in _CLUSTER_FAMILIES.items() if not name.startswith("aurora")}
# where the group stands that decides: an Aurora cluster has it at the cluster, an RDS instance at the instance
_GROUP_KEYS = {CLUSTER: "dbClusterParameterGroupName", INSTANCE: "parameterGroupName"}
_GROUP_TYPES = {CLUSTER: CLUSTER_PARAMETERS, INSTANCE: INSTANCE_PARAMETERS}
_JUDGED_ENGINES = ("aurora-postgresql", "aurora-mysql", "postgres", "mysql")
# engine -> first version whose default forces TLS. Source: RDS and Aurora user guides, "Requiring SSL/TLS" and
# "Comparing Aurora MySQL version 3 and Aurora MySQL version 8.4".
_FORCED_FROM: Mapping[str, tuple[int, ...]] = {
    "postgres": (15,),
    "aurora-postgresql": (17,),
    "aurora-mysql": (8, 4),
    "mysql": (8, 4),
}


def _forced_by_default(engine: str, version: str | None) -> bool | None:
    """Whether an engine's own default forces TLS; None where the version is not said (AWS then takes a recent one)."""
    numbers = tuple(int(number) for number in re.findall(r"\d+", version or ""))
    return numbers >= _FORCED_FROM[engine] if numbers else None


def judge(resource: Resource) -> Iterator[Finding]:
    """What a resource's inputs alone show."""
    if resource.type == CACHE and resource.flag("transitEncryptionEnabled") in (None, False):
        yield Finding(
            resource,
            f"transitEncryptionEnabled {'false' if resource.flag('transitEncryptionEnabled') is False else 'not set'}",
            "TLS between the app and its cache",
            "set transitEncryptionEnabled to true",
            accept=_ACCEPT,
        )
    if resource.type == CACHE and resource.text("transitEncryptionMode") == "preferred":
        yield Finding(
            resource,
            "transitEncryptionMode 'preferred'",
            "TLS that is forced",
            "set transitEncryptionMode to required",
            accept=_ACCEPT,
        )
    if resource.type in (CLUSTER_PARAMETERS, INSTANCE_PARAMETERS):
        yield from _group(resource)
    if resource.type in _GROUP_KEYS and resource.text("engine") in _JUDGED_ENGINES:
        yield from _holder(resource)


def _group(group: Resource) -> Iterator[Finding]:
    families = _CLUSTER_FAMILIES if group.type == CLUSTER_PARAMETERS else _INSTANCE_FAMILIES
    family = group.text("family") or ""
    rule = next((rule for name, rule in families.items() if family.startswith(name)), None)
    if rule is None:
        return
    parameter, enough = rule
    values = {read(entry, "name"): read(entry, "value") for entry in elements(group.get("parameters"))}
    if UNKNOWN in values or values.get(parameter) is UNKNOWN:
        return
    value = values.get(parameter)
    engine = next(name for name in families if family.startswith(name))
    if value is None and _forced_by_default(engine, family.removeprefix(engine)) is not False:
        return
    if str(value).lower() not in enough:
        yield Finding(
            group,
            f"{parameter} {'= ' + str(value) if value is not None else 'not set'}",
            f"{parameter} = {enough[0]}: a client without TLS is refused",
            f"add {{name: {parameter}, value: {enough[0]}}} to parameters",
            accept=_ACCEPT,
        )


def _holder(holder: Resource) -> Iterator[Finding]:
    """A database names a group of its own: AWS's default group cannot be changed, and does not force TLS everywhere."""
    key = _GROUP_KEYS[holder.type]
    name, engine = holder.get(key), str(holder.text("engine"))
    told = str(name).removeprefix(f"default.{engine}") if isinstance(name, str) else holder.text("engineVersion")
    if _forced_by_default(engine, told) is not False:
        return
    if name is None or (isinstance(name, str) and name.startswith("default.")):
        yield Finding(
            holder,
            f"{key} {name!r}" if name else f"no {key}, hence AWS's default group",
            "a parameter group of its own that forces TLS",
            f"make one with the parameter that forces TLS, and name it in {key}",
            accept=_ACCEPT,
        )


def judge_clusters(estate: Estate) -> Iterator[Finding]:
    """Advice on databases whose group stands elsewhere, or has values that are not known."""
    for stack, holder in estate.of(*_GROUP_KEYS):
        key, token = _GROUP_KEYS[holder.type], _GROUP_TYPES[holder.type]
        given = estate.inputs(holder)
        if given.get(key) is None or holder.text("engine") not in _JUDGED_ENGINES:
            continue
        groups = stack.links(holder, key, token).resources
        if not groups and not str(given.text(key)).startswith("default."):
            why = f"the parameter group in {key} does not stand in this stack"
            yield unchecked(holder, "whether TLS is forced", why, "judge the stack that makes the group")
    for _, group in estate.of(CLUSTER_PARAMETERS, INSTANCE_PARAMETERS):
        entries = list(elements(estate.inputs(group).get("parameters")))
        if UNKNOWN in entries or any(UNKNOWN in (read(e, "name"), read(e, "value")) for e in entries):
            why = "its parameters are not known before something else is made"
            yield unchecked(group, "whether TLS is forced", why, "run `pulumi up`")
