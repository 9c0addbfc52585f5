from __future__ import annotations

from typing import Any

from lab.emulator.services.rds.state import state_of
from lab.emulator.services.rds.topology import follows, settle


def test_a_secondary_follows_unless_something_stands_between(pair: Any) -> None:
    state = state_of(pair.emulator.context)
    database = state.globals["app"]
    east, west = database.members
    assert (follows(state, database, east), follows(state, database, west)) == (False, True)
    for region in ("us-east-1", "us-west-2"):
        state.context.outages.modes[region] = "refuse"
        assert not follows(state, database, west)
        del state.context.outages.modes[region]
    west.sync = "pending-resync"
    assert not follows(state, database, west)


def test_roles_are_shown_only_to_clusters_that_can_hear(pair: Any) -> None:
    state = state_of(pair.emulator.context)
    database = state.globals["app"]
    east, west = database.members
    east.is_writer, west.is_writer, east.fenced = False, True, False
    settle(state, database)
    assert "ReplicationSourceIdentifier" not in pair.cluster(pair.east, "app-east")
    east.fenced = True
    settle(state, database)
    assert pair.cluster(pair.east, "app-east")["ReplicationSourceIdentifier"] == west.arn
    assert "ReplicationSourceIdentifier" not in pair.cluster(pair.west, "app-west")
