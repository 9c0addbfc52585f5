"""Record sets between moto's objects and values."""

from __future__ import annotations

from lab.emulator.services.route53.batch import record_set
from lab.emulator.services.route53.zones import from_moto, to_moto


def test_a_record_set_survives_the_way_through_moto() -> None:
    given = {"Name": "t.example.com", "Type": "TXT", "TTL": 60, "ResourceRecords": [{"Value": '"a"'}, {"Value": '"b"'}]}
    record = record_set(given)
    back = from_moto(to_moto(record))
    assert (back.key, back.ttl, back.values) == (record.key, 60, ('"a"', '"b"'))


def test_an_alias_is_listed_fully_qualified() -> None:
    target = {"HostedZoneId": "Z2", "DNSName": "D-2.example.net", "EvaluateTargetHealth": "true"}
    moto = to_moto(record_set({"Name": "app.example.com", "Type": "A", "AliasTarget": target}))
    assert moto.alias_target == {"HostedZoneId": "Z2", "DNSName": "d-2.example.net.", "EvaluateTargetHealth": True}
    assert from_moto(moto).alias == ("Z2", "d-2.example.net.", True)
