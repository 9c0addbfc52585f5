"""Change batches as values: all or nothing, with Route 53's messages."""

from __future__ import annotations

from typing import Any

import pytest

from lab.emulator.services.route53.batch import BatchRefusedError, RecordSet, apply_batch, dns_name, record_set

ZONE = "example.com."
TARGET = "d-1.execute-api.us-west-2.amazonaws.com"


def alias(target: str = TARGET, zone: str = "Z2OJLYMUO9EFXC", name: str = "app.example.com") -> dict[str, Any]:
    return {
        "Name": name,
        "Type": "A",
        "AliasTarget": {"HostedZoneId": zone, "DNSName": target, "EvaluateTargetHealth": False},
    }


def text(value: str, name: str = "t.example.com", kind: str = "TXT", ttl: int = 60) -> dict[str, Any]:
    return {"Name": name, "Type": kind, "TTL": ttl, "ResourceRecords": [{"Value": value}]}


def change(action: str, record: dict[str, Any]) -> dict[str, Any]:
    return {"Action": action, "ResourceRecordSet": record}


def test_names_are_kept_lower_case_and_fully_qualified() -> None:
    assert dns_name("App.Example.COM") == "app.example.com."
    assert record_set(alias()).alias == ("Z2OJLYMUO9EFXC", TARGET + ".", False)


def test_upsert_creates_and_then_replaces() -> None:
    first = apply_batch(ZONE, [], [change("UPSERT", text('"a"'))])
    assert [record.values for record in first] == [('"a"',)]
    second = apply_batch(ZONE, first, [change("UPSERT", text('"b"'))])
    assert [record.values for record in second] == [('"b"',)]


PRESENT: list[RecordSet] = [record_set(alias()), record_set(text('"a"'))]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            [change("CREATE", alias())],
            "[Tried to create resource record set [name='app.example.com.', type='A'] but it already exists]",
        ),
        (
            [change("DELETE", text('"x"'))],
            "[Tried to delete resource record set [name='t.example.com.', type='TXT'] "
            "but the values provided do not match the current values]",
        ),
        (
            [change("DELETE", text('"a"', ttl=61))],
            "[Tried to delete resource record set [name='t.example.com.', type='TXT'] "
            "but the values provided do not match the current values]",
        ),
        (
            [change("DELETE", alias("d-2.execute-api.us-west-2.amazonaws.com"))],
            "[Tried to delete resource record set [name='app.example.com.', type='A'] "
            "but the values provided do not match the current values]",
        ),
        (
            [change("DELETE", text('"a"', name="u.example.com"))],
            "[Tried to delete resource record set [name='u.example.com.', type='TXT'] but it was not found]",
        ),
        (
            [change("UPSERT", text('"a"', name="t.other.com"))],
            "[RRSet with DNS name t.other.com. is not permitted in zone example.com.]",
        ),
        (
            [change("CREATE", text("a.b", name="app.example.com", kind="CNAME"))],
            "[RRSet of type CNAME with DNS name app.example.com. is not permitted because a conflicting RRSet of type A "
            "with the same DNS name already exists in zone example.com.]",
        ),
        (
            [change("CREATE", text("a.b", name="example.com", kind="CNAME"))],
            "[RRSet of type CNAME with DNS name example.com. is not permitted at apex in zone example.com.]",
        ),
        (
            [change("UPSERT", alias(zone="Z1UJRXOUMOOFQ8"))],
            "[Tried to create an alias that targets d-1.execute-api.us-west-2.amazonaws.com., type A in zone "
            "Z1UJRXOUMOOFQ8, but the alias target name does not lie within the target zone]",
        ),
    ],
)
def test_refusals(changes: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(BatchRefusedError) as refused:
        apply_batch(ZONE, PRESENT, changes)
    assert str(refused.value) == message


def test_a_batch_is_all_or_nothing_and_tells_every_problem() -> None:
    with pytest.raises(BatchRefusedError) as refused:
        apply_batch(
            ZONE, PRESENT, [change("CREATE", alias()), change("CREATE", text('"a"')), change("DELETE", alias())]
        )
    assert len(refused.value.messages) == 2


def test_delete_then_create_in_one_batch_moves_a_record() -> None:
    moved = apply_batch(
        ZONE, PRESENT, [change("DELETE", alias()), change("CREATE", text("b.c", name="app.example.com", kind="CNAME"))]
    )
    assert {(record.name, record.type) for record in moved} == {
        ("app.example.com.", "CNAME"),
        ("t.example.com.", "TXT"),
    }


def test_the_zones_own_records_cannot_be_deleted() -> None:
    soa = text("ns. host. 1 1 1 1 1", name="example.com", kind="SOA")
    with pytest.raises(BatchRefusedError, match="at least one SOA"):
        apply_batch(ZONE, [record_set(soa)], [change("DELETE", soa)])
