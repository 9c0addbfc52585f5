from __future__ import annotations

from typing import Any

import pytest
from moto.rds.exceptions import RDSClientError

from lab.emulator.services.rds import state as rds_state


def test_clusters_are_found_by_identifier_and_arn(pair: Any) -> None:
    by_name = rds_state.find_cluster("us-west-2", "app-west")
    assert rds_state.find_cluster("us-west-2", by_name.db_cluster_arn) is by_name
    with pytest.raises(RDSClientError, match="DBCluster none not found"):
        rds_state.find_cluster("us-west-2", "none")
    assert pair.emulator.context.state["rds"] is rds_state.state_of(pair.emulator.context)


def test_membership_knows_members_only(pair: Any) -> None:
    state = rds_state.state_of(pair.emulator.context)
    found = state.membership("us-west-2", "APP-WEST")
    assert found is not None
    assert (found[0].identifier, found[1].cluster_id) == ("app", "app-west")
    assert state.membership("us-east-1", "app-west") is None
    assert [member.cluster_id for _, member in state.members_in("us-east-1")] == ["app-east"]


def test_instances_on_their_way_out_do_not_count(pair: Any) -> None:
    cluster = rds_state.find_cluster("us-west-2", "app-west")
    assert len(rds_state.serving_instances(cluster)) == 1
    pair.west.delete_db_instance(DBInstanceIdentifier="app-west-1")
    assert rds_state.instances_of(cluster) == rds_state.serving_instances(cluster) == []


def test_reset_forgets_everything(pair: Any) -> None:
    state = rds_state.state_of(pair.emulator.context)
    state.writes.note("arn", 1.0)
    state.reset()
    assert (state.globals, state.promotions, state.writes.truth()) == ({}, [], {})
