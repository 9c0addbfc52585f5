"""The reconciler: an ordinary plan passes; change one line and the plan is refused, naming it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from standby.errors import RefusedError
from standby.pair.facts import StackRef
from standby.pair.seams import Change
from standby.stacks.reconcile import DATA_TYPES, Setting, demand_harmless, refusals

URN = "urn:pulumi:primary::standby::standby:components:Database$aws:rds/cluster:Cluster::database-cluster"
SERVING = Setting(StackRef("workloads", "primary"), True, "app.example.com")
STOPPED = replace(SERVING, serves=False)


def change(kind: str, op: str, **more: object) -> Change:
    return Change(URN, kind, op, **more)  # type: ignore[arg-type]


ORDINARY = (
    change("aws:rds/cluster:Cluster", "create"),
    change("aws:rds/clusterInstance:ClusterInstance", "create"),
    change("aws:rds/cluster:Cluster", "update", keys=("tags",)),
    change("aws:rds/globalCluster:GlobalCluster", "update", keys=("deletionProtection",)),
    change("aws:cloudwatch/metricAlarm:MetricAlarm", "delete"),
    change("aws:route53/record:Record", "create", after={"name": "_x.app.example.com", "type": "CNAME"}),
    change("aws:ecs/taskDefinition:TaskDefinition", "replace"),
    change("aws:rds/cluster:Cluster", "same"),
)


def test_ordinary_plan_passes() -> None:
    assert refusals(ORDINARY, SERVING) == ()
    demand_harmless(ORDINARY, SERVING)


@pytest.mark.parametrize("kind", sorted(DATA_TYPES))
@pytest.mark.parametrize("op", ["delete", "replace", "create-replacement", "delete-replaced"])
def test_no_data_resource_is_deleted_or_replaced_on_either_side(kind: str, op: str) -> None:
    for setting in (SERVING, STOPPED):
        (line,) = refusals([change(kind, op)], setting)[:1]
        assert line.startswith(f"{op} {kind} database-cluster: a failback's `up`")


@pytest.mark.parametrize("key", ["globalClusterIdentifier", "replicationSourceIdentifier"])
def test_membership_is_not_changed(key: str) -> None:
    (line,) = refusals([change("aws:rds/cluster:Cluster", "update", keys=(key,))], STOPPED)
    assert f"changes {key}: would take the cluster out" in line


def test_no_second_global_database() -> None:
    (line,) = refusals([change("aws:rds/globalCluster:GlobalCluster", "create")], STOPPED)
    assert "although AWS has one" in line


@pytest.mark.parametrize("op", ["update", "create", "delete", "replace"])
def test_the_record_is_not_touched(op: str) -> None:
    inputs = {"name": "App.example.com.", "type": "A"}
    one = change("aws:route53/record:Record", op, before=inputs, after=None if op == "delete" else inputs)
    (line,) = refusals([one], STOPPED)
    assert line.endswith("the record moves by the runbooks only")


def scaling(before: float, after: float | None) -> Change:
    new = {} if after is None else {"minCapacity": after}
    kind = "aws:appautoscaling/target:Target"
    return change(kind, "update", keys=("minCapacity",), before={"minCapacity": before}, after=new)


def test_the_serving_side_is_not_scaled_down() -> None:
    assert "lowers minCapacity" in refusals([scaling(4.0, 1.0)], SERVING)[0]
    assert "lowers minCapacity" in refusals([scaling(4.0, None)], SERVING)[0]
    assert refusals([scaling(1.0, 4.0)], SERVING) == ()
    assert refusals([scaling(4.0, 1.0)], STOPPED) == ()


@pytest.mark.parametrize("kind", ["aws:ecs/service:Service", "aws:lb/listener:Listener", "aws:apigatewayv2/api:Api"])
def test_what_runs_on_the_serving_side_is_neither_removed_nor_replaced(kind: str) -> None:
    assert "this side serves" in refusals([change(kind, "delete")], SERVING)[0]
    assert "this side serves" in refusals([change(kind, "create-replacement")], SERVING)[0]
    assert refusals([change(kind, "delete")], STOPPED) == ()


def test_a_refused_plan_names_every_line_and_the_way_on() -> None:
    bad = [change("aws:rds/cluster:Cluster", "delete"), change("aws:ecs/service:Service", "delete")]
    with pytest.raises(RefusedError) as refused:
        demand_harmless([*ORDINARY, *bad], SERVING)
    assert refused.value.reason == "plan-refused"
    assert str(refused.value).count("\n  - ") == 2
    assert "docs/failback.md" in str(refused.value)
