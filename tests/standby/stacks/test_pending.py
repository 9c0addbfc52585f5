"""What a killed `up` left pending: taken up if it exists, else forgotten."""

from __future__ import annotations

from standby.stacks.pending import repairs, settled

CLUSTER = {
    "type": "creating",
    "resource": {
        "urn": "urn:pulumi:primary::standby::aws:rds/cluster:Cluster::database-cluster",
        "type": "aws:rds/cluster:Cluster",
        "inputs": {"clusterIdentifier": "myapp-prod-us-east-1"},
    },
}
ALARM = {
    "type": "creating",
    "resource": {"urn": "urn:x::alarm", "type": "aws:cloudwatch/metricAlarm:MetricAlarm", "inputs": {"name": "a"}},
}


def test_database_resource_that_exists_is_taken_up_by_its_name() -> None:
    (repair,) = repairs({"pending_operations": [CLUSTER]}, ["myapp-prod-us-east-1"])
    assert repair.physical_id == "myapp-prod-us-east-1"
    assert repair.sentence == (
        "state repair: database-cluster was made by a run that was killed; taken up as myapp-prod-us-east-1"
    )


def test_what_does_not_exist_or_cannot_be_told_is_forgotten() -> None:
    found = repairs({"pending_operations": [CLUSTER, ALARM]}, ["a"])
    assert [repair.physical_id for repair in found] == ["", ""]
    assert "forgotten" in found[0].sentence


def test_other_operations_and_clean_states_need_nothing() -> None:
    assert repairs({"pending_operations": [{**CLUSTER, "type": "updating"}]}, []) == ()
    assert repairs({}, ["x"]) == ()
    assert repairs({"pending_operations": None}, ["x"]) == ()


def test_settled_state_holds_what_exists_last_and_forgets_the_rest() -> None:
    older = {"urn": "urn:x::vpc", "type": "aws:ec2/vpc:Vpc", "id": "vpc-1"}
    update = {"type": "updating", "resource": older}
    state = {"manifest": {}, "resources": [older], "pending_operations": [CLUSTER, update, ALARM]}
    found = settled(state, repairs(state, ["myapp-prod-us-east-1"]))
    assert found["manifest"] == {}
    assert found["pending_operations"] == [update]
    assert [one["urn"].rsplit("::", 1)[-1] for one in found["resources"]] == ["vpc", "database-cluster"]
    taken = found["resources"][-1]
    assert taken["id"] == "myapp-prod-us-east-1"
    assert taken["outputs"] == {"clusterIdentifier": "myapp-prod-us-east-1", "id": "myapp-prod-us-east-1"}
    assert state["pending_operations"] == [CLUSTER, update, ALARM]
