"""Whether a database can join: each question with a fact that fails it, and what the person is told to do."""

from __future__ import annotations

import pytest

from standby.adopt.eligibility import blocking, judge
from standby.adopt.facts import Facts, Secret
from tests.standby.adopt.situation import ARN, FACTS, facts, instance, member_of

DR, OWN = "us-west-2", "myapp-prod-us-west-2"
SECONDARY = ARN.replace("us-east-2", DR)


def test_a_fit_cluster_has_no_objection() -> None:
    assert [one for one in judge(FACTS, DR, OWN) if one.answer != "yes"] == []


@pytest.mark.parametrize(
    ("given", "question", "todo"),
    [
        (facts({"Engine": "aurora-mysql"}), "engine", "engine aurora-postgresql in mode provisioned is required"),
        (facts({"EngineMode": "serverless"}), "engine", "in mode provisioned is required"),
        (facts({"Status": "modifying"}), "status", "aws rds wait db-cluster-available --db-cluster-identifier orders"),
        (facts({"Port": 5433}), "port", "modify-db-cluster --db-cluster-identifier orders --port 5432"),
        (facts({"StorageEncrypted": False}), "storage encrypted", "aws rds copy-db-cluster-snapshot --kms-key-id"),
        (facts(key_manager="AWS"), "key of your own", "a customer-managed key is required"),
        (
            facts({"MasterUserSecret": {"SecretArn": "arn:secret"}}),
            "master password not managed by RDS",
            "--no-manage-master-user-password",
        ),
        (facts(secret=None), "master secret", "aws secretsmanager create-secret --name orders/master"),
        (facts(secret=Secret("orders/master", ("password",), "")), "master secret", '"username": "orders"'),
        (facts(secret=Secret("orders/master", ("password", "username"), "root")), "master secret", "which tasks read"),
        (facts(instances=[]), "instances of one class", "at least one instance"),
        (
            facts(instances=[instance("a"), instance("b", DBInstanceClass="db.r6g.xlarge")]),
            "instances of one class",
            "aws rds modify-db-instance",
        ),
        (
            facts(capable={"us-east-2": {"db.r6g.large": True}, DR: {"db.r6g.large": False}}),
            "class and version in us-west-2",
            "RDS does not offer db.r6g.large with this version",
        ),
        (
            facts({"ServerlessV2ScalingConfiguration": {"MinCapacity": 0, "MaxCapacity": 4}}),
            "serverless does not pause",
            "MinCapacity=0.5",
        ),
        (facts({"ReplicationSourceIdentifier": "arn:x"}), "a writer of its own", "promote-read-replica-db-cluster"),
        (
            facts(globals_=member_of("g", ARN, SECONDARY)),
            "no other secondary in us-west-2",
            "standby contract discover",
        ),
    ],
)
def test_what_stands_in_the_way_is_told_with_what_to_do(given: Facts, question: str, todo: str) -> None:
    bad = {one.question: one for one in blocking(judge(given, DR, OWN))}
    assert todo in bad[question].todo
    assert bad[question].found


def test_logical_replication_is_to_be_known_and_does_not_stop() -> None:
    found = judge(facts(cluster_parameters={"rds.logical_replication": "1"}), DR, OWN)
    assert blocking(found) == ()
    [note] = [one for one in found if one.answer == "note"]
    assert "pg_replication_slots" in note.todo


def test_a_global_database_without_a_secondary_there_is_no_obstacle() -> None:
    assert blocking(judge(facts(globals_=member_of("g", ARN)), DR, OWN)) == ()


def test_the_pairs_own_secondary_means_that_the_adoption_is_over() -> None:
    own = SECONDARY.replace("cluster:orders", f"cluster:{OWN}")
    assert blocking(judge(facts(globals_=member_of("g", ARN, own)), DR, OWN)) == ()
