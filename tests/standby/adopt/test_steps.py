"""The deeds of an adoption: each looks whether it is done."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from standby.adopt.facts import Secret
from standby.adopt.proposal import to_import
from standby.adopt.steps import ensure_global_cluster, ensure_imported, ensure_replica, prove
from standby.errors import RefusedError
from standby.pair.facts import StackRef
from standby.pair.seams import Change
from tests.standby.adopt.situation import ARN, FACTS, facts, member_of
from tests.standby.contract.conftest import FakeCloud

ROWS = to_import(FACTS, "myapp-prod-global")
URN = "urn:pulumi:primary::standby::{}::{}"


@dataclass
class FakeStacks:
    """A state and a plan; imports are written down."""

    state: Sequence[Mapping[str, Any]] = ()
    plan: list[Change] = field(default_factory=list)
    taken: list[Mapping[str, Any]] = field(default_factory=list)

    def resources(self, _stack: StackRef) -> tuple[Mapping[str, Any], ...]:
        return tuple(self.state)

    def take_in(self, _stack: StackRef, file: Path) -> None:
        self.taken.append(json.loads(file.read_text()))

    def preview(self, _stack: StackRef) -> tuple[Change, ...]:
        return tuple(self.plan)


def cloud(made: list[Mapping[str, Any]]) -> FakeCloud:
    def keep(**params: Any) -> Mapping[str, Any]:
        made.append(params)
        return {}

    available = {"GlobalClusterIdentifier": "myapp-prod-global", "Status": "available"}
    return FakeCloud(
        "us-east-2",
        {
            "create_global_cluster": keep,
            "replicate_secret_to_regions": keep,
            "describe_global_clusters": {"GlobalClusters": [available]},
            "describe_db_clusters": {"DBClusters": [{"Status": "available"}]},
        },
    )


def test_the_global_database_is_made_once_and_protected() -> None:
    made: list[Mapping[str, Any]] = []
    ensure_global_cluster(cloud(made), FACTS, "myapp-prod-global", lambda _: None)
    assert made == [
        {
            "GlobalClusterIdentifier": "myapp-prod-global",
            "SourceDBClusterIdentifier": ARN,
            "DeletionProtection": True,
        }
    ]
    ensure_global_cluster(
        cloud(made), facts(globals_=member_of("myapp-prod-global", ARN)), "myapp-prod-global", lambda _: None
    )
    assert len(made) == 1


def test_the_secret_is_replicated_once() -> None:
    made: list[Mapping[str, Any]] = []
    ensure_replica(cloud(made), FACTS, "us-west-2", lambda _: None)
    assert made == [{"SecretId": "orders/master", "AddReplicaRegions": [{"Region": "us-west-2"}]}]
    there = Secret("orders/master", ("password", "username"), "orders", ("us-west-2",))
    ensure_replica(cloud(made), facts(secret=there), "us-west-2", lambda _: None)
    assert len(made) == 1


def test_what_the_state_lacks_is_imported(tmp_path: Path) -> None:
    component = {"type": "standby:components:Database", "urn": URN.format("standby:components:Database", "database")}
    half = [
        component,
        *({"type": one.type, "urn": URN.format(one.type, one.name), "id": one.id} for one in ROWS[:2]),
    ]
    nothing, partly = FakeStacks(), FakeStacks(half)
    said: list[str] = []
    for stacks in (nothing, partly):
        ensure_imported(stacks, ROWS, tmp_path / "import.json", said.append)
    assert [one["name"] for one in nothing.taken[0]["resources"]] == ["database", *(one.name for one in ROWS)]
    assert [one["id"] for one in partly.taken[0]["resources"]] == ["orders-a", "orders-b"]
    assert partly.taken[0]["nameTable"] == {"database": component["urn"]}
    whole = [*half, *({"type": one.type, "urn": URN.format(one.type, one.name), "id": one.id} for one in ROWS[2:])]
    done = FakeStacks(whole)
    ensure_imported(done, ROWS, tmp_path / "import.json", said.append)
    assert done.taken == []


def test_a_stack_with_a_database_of_its_own_is_refused(tmp_path: Path) -> None:
    row = ROWS[1]
    other = FakeStacks([{"type": row.type, "urn": URN.format(row.type, row.name), "id": "myapp-prod-us-east-2"}])
    with pytest.raises(RefusedError, match=r"database-cluster as 'myapp-prod-us-east-2', not as 'orders'"):
        ensure_imported(other, ROWS, tmp_path / "import.json", lambda _: None)
    assert other.taken == []


def test_a_plan_that_recreates_is_refused_and_one_that_does_not_is_told() -> None:
    row = ROWS[1]
    urn = URN.format(row.type, row.name)
    bad = FakeStacks(plan=[Change(urn, row.type, "replace", ("kmsKeyId",), {"kmsKeyId": "a"}, {"kmsKeyId": "b"})])
    with pytest.raises(RefusedError, match=r"(?s)orders \(Cluster\): replace: kmsKeyId: 'a' -> 'b'.*Do not run"):
        prove(bad, ROWS, lambda _: None)
    said: list[str] = []
    fine = FakeStacks(plan=[Change(urn, row.type, "update", ("tags",)), Change("urn::x", "aws:x", "create")])
    prove(fine, ROWS, said.append)
    assert said[-1] == "preview  1 to create, 1 of the imported to change in place, none to replace or delete"
