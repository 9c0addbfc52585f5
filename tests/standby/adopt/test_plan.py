"""Which steps of a preview would recreate what was imported."""

from __future__ import annotations

import pytest

from standby.adopt.plan import destructive, of_imported, sentence
from standby.adopt.proposal import Imported
from standby.pair.seams import Change

ROW = Imported("aws:rds/cluster:Cluster", "database-cluster", "orders")
URN = "urn:pulumi:primary::standby::standby:components:Database$aws:rds/cluster:Cluster::database-cluster"


def change(op: str, *keys: str, urn: str = URN, kind: str = ROW.type) -> Change:
    return Change(urn, kind, op, keys, {"kmsKeyId": "a", "masterPassword": "x"}, {"kmsKeyId": "b"})


def test_only_changes_of_imported_resources_count() -> None:
    own, other = change("update"), change("create", urn=URN.replace("database-cluster", "cache"), kind="aws:x")
    assert of_imported([own, other], [ROW]) == ((ROW, own),)


@pytest.mark.parametrize(
    ("op", "bad"),
    [
        ("update", False),
        ("replace", True),
        ("create-replacement", True),
        ("delete-replaced", True),
        ("delete", True),
        ("create", True),
    ],
)
def test_a_step_that_ends_a_resource_is_destructive(op: str, bad: bool) -> None:
    assert destructive(change(op)) is bad


def test_a_change_is_told_key_by_key_without_passwords() -> None:
    told = sentence(ROW, change("replace", "kmsKeyId", "masterPassword"))
    assert told == "orders (Cluster): replace: kmsKeyId: 'a' -> 'b'"
