from __future__ import annotations

from lab.emulator.services.rds.global_database import FailoverState, GlobalDatabase, Member, Window


def database() -> GlobalDatabase:
    made = GlobalDatabase("app", "123456789012", "aurora-postgresql", "16.8")
    made.members = [
        Member("east", "us-east-1", "arn:east", is_writer=True),
        Member("west", "us-west-2", "arn:west", is_writer=False),
    ]
    return made


def test_members_are_found_by_arn_identifier_and_region() -> None:
    made = database()
    assert made.member("arn:west") is made.member("west") is made.member_in("us-west-2")
    assert made.member("nobody") is None
    assert (made.writer, made.secondaries) == (made.members[0], [made.members[1]])


def test_lag_is_known_only_while_replication_ran() -> None:
    made = database()
    west = made.members[1]
    west.start_replicating(100)
    west.stop_replicating(200)
    assert made.replication_lag(west, 99) is None
    assert made.replication_lag(west, 150) is not None
    assert made.replication_lag(west, 200) is None
    assert west.last_replicated(500) == 200


def test_windows_open_and_close_once() -> None:
    member = database().members[1]
    assert member.last_replicated(1) is None
    member.stop_replicating(1)
    for moment in (10, 20):
        member.start_replicating(moment)
    member.stop_replicating(30)
    member.start_replicating(40)
    assert member.replicating == [Window(10, 30), Window(40)]
    assert member.last_replicated(99) == 99


def test_the_description_is_the_apis() -> None:
    made = database()
    made.failover = FailoverState(made.members[0], made.members[1], data_loss_allowed=True)
    told = made.describe()
    assert told["GlobalClusterArn"] == "arn:aws:rds::123456789012:global-cluster:app"
    assert told["FailoverState"]["ToDbClusterArn"] == "arn:west"
    assert told["GlobalClusterMembers"][0]["Readers"] == ["arn:west"]
    assert "GlobalWriteForwardingStatus" not in told["GlobalClusterMembers"][0]
