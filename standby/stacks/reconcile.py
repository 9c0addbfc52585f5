"""The reconciler: reads a preview before any `up` of a failback and refuses the plans that end in a second outage.

A plan is refused if it deletes, replaces or detaches a database resource, founds a second global database, touches the
record, or scales down, removes or replaces what runs on the serving side. Everything else passes: that is what an `up`
is for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from standby.errors import RefusedError
from standby.pair.facts import StackRef
from standby.pair.seams import Change

# Losing one of these loses data, or the way to read it.
DATA_TYPES = frozenset(
    {
        "aws:rds/cluster:Cluster",
        "aws:rds/clusterInstance:ClusterInstance",
        "aws:rds/globalCluster:GlobalCluster",
        "aws:rds/subnetGroup:SubnetGroup",
        "aws:rds/clusterParameterGroup:ClusterParameterGroup",
        "aws:kms/key:Key",
        "aws:secretsmanager/secret:Secret",
        "aws:elasticache/replicationGroup:ReplicationGroup",
    }
)
CLUSTER, GLOBAL, RECORD = "aws:rds/cluster:Cluster", "aws:rds/globalCluster:GlobalCluster", "aws:route53/record:Record"
SERVICE, SCALING = "aws:ecs/service:Service", "aws:appautoscaling/target:Target"
RUNNING_TYPES = frozenset(
    {
        SERVICE,
        SCALING,
        "aws:ecs/cluster:Cluster",
        "aws:lb/loadBalancer:LoadBalancer",
        "aws:lb/listener:Listener",
        "aws:lb/targetGroup:TargetGroup",
        "aws:apigatewayv2/api:Api",
        "aws:apigatewayv2/vpcLink:VpcLink",
        "aws:apigatewayv2/domainName:DomainName",
        "aws:apigatewayv2/apiMapping:ApiMapping",
    }
)
ADDRESS_RECORDS = ("A", "AAAA", "CNAME")
MEMBERSHIP_KEYS = ("globalClusterIdentifier", "replicationSourceIdentifier")
REMOVING = ("delete", "delete-replaced", "discard", "discard-replaced")
REPLACING = ("replace", "create-replacement", "import-replacement")
QUIET = ("same", "refresh", "read", "discard-read")


@dataclass(frozen=True)
class Setting:
    """What the preview is judged by: the stack, whether it serves, the app's record name."""

    stack: StackRef
    serves: bool
    record: str


def refusals(changes: Iterable[Change], setting: Setting) -> tuple[str, ...]:
    """Every line of the preview that is refused, with the reason."""
    found = []
    for change in changes:
        if change.op in QUIET:
            continue
        found += [
            f"{change.op} {change.type} {change.name}: {why}" for why in (r(change, setting) for r in RULES) if why
        ]
    return tuple(found)


def demand_harmless(changes: Iterable[Change], setting: Setting) -> None:
    """Nothing, if the preview is harmless.

    Raises:
        RefusedError: `plan-refused`, naming each line.
    """
    lines = refusals(changes, setting)
    if lines:
        listed = "\n".join(f"  - {line}" for line in lines)
        raise RefusedError(
            "plan-refused",
            f"`pulumi up` of {setting.stack} is refused; its preview would:\n{listed}\n"
            "Bring program and config to what is true (see docs/failback.md, 'a refused plan'), then run again.",
        )


def _takes_data_away(change: Change, _: Setting) -> str | None:
    if change.type not in DATA_TYPES:
        return None
    if change.op in REMOVING:
        return "a failback's `up` deletes no data resource"
    return "a failback's `up` replaces no data resource" if change.op in REPLACING else None


def _detaches(change: Change, _: Setting) -> str | None:
    """`globalClusterIdentifier -> null` detaches when applied (cloudposse/terraform-aws-rds-cluster#281)."""
    keys = [key for key in MEMBERSHIP_KEYS if _differs(change, key)]
    if change.type != CLUSTER or change.op != "update" or not keys:
        return None
    return f"changes {', '.join(keys)}: would take the cluster out of its global database"


def _founds_second(change: Change, _: Setting) -> str | None:
    if change.type == GLOBAL and change.op in ("create", "import"):
        return "the global database is missing in the state although AWS has one; refresh or import it first"
    return None


def _touches_record(change: Change, setting: Setting) -> str | None:
    inputs = change.after or change.before or {}
    ours = str(inputs.get("name", "")).rstrip(".").lower() == setting.record.rstrip(".").lower()
    if change.type != RECORD or not ours or inputs.get("type") not in ADDRESS_RECORDS:
        return None
    return "the record moves by the runbooks only"


def _takes_from_serving(change: Change, setting: Setting) -> str | None:
    if not setting.serves or change.type not in RUNNING_TYPES:
        return None
    if change.op in (*REMOVING, *REPLACING):
        return "this side serves: what runs here is neither removed nor replaced"
    lowered = [key for key in ("minCapacity", "maxCapacity", "desiredCount") if _lowers(change, key)]
    return f"this side serves: lowers {', '.join(lowered)}" if lowered and change.op == "update" else None


Rule = Callable[[Change, Setting], str | None]
RULES: tuple[Rule, ...] = (_takes_data_away, _detaches, _founds_second, _touches_record, _takes_from_serving)


def _differs(change: Change, key: str) -> bool:
    return any(changed == key or changed.startswith((f"{key}.", f"{key}[")) for changed in change.keys)


def _lowers(change: Change, key: str) -> bool:
    before, after = _number(change.before, key), _number(change.after, key)
    return _differs(change, key) and before is not None and (after is None or after < before)


def _number(inputs: Mapping[str, object] | None, key: str) -> float | None:
    value = (inputs or {}).get(key)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
