"""Records: created or overwritten, found again among their neighbours, moved by hand, deleted as they stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lab.provider.services import route53_record

RECORD = "aws:route53/record:Record"
TARGET = {
    "name": "d-abc.execute-api.us-east-1.amazonaws.com",
    "zoneId": "Z1UJRXOUMOOFQ8",
    "evaluateTargetHealth": False,
}


@pytest.fixture
def zone(aws: Callable[..., Any]) -> str:
    made = aws("route53").create_hosted_zone(Name="shop.test", CallerReference="1")["HostedZone"]["Id"]
    return str(made).removeprefix("/hostedzone/")


def alias(zone: str, **more: Any) -> dict[str, Any]:
    return {"zoneId": zone, "name": "app.shop.test", "type": "A", "aliases": [TARGET], **more}


def sets(aws: Callable[..., Any], zone: str) -> list[dict[str, Any]]:
    found = aws("route53").list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    return [item for item in found if item["Type"] not in ("NS", "SOA")]


def test_alias_lives(engine: Any, aws: Callable[..., Any], zone: str) -> None:
    inputs = alias(zone)
    made = engine.create(RECORD, "app", inputs)
    assert made.ident == f"{zone}_app.shop.test_A"
    assert made.outputs["fqdn"] == "app.shop.test"
    assert sets(aws, zone)[0]["AliasTarget"]["DNSName"].rstrip(".") == TARGET["name"]
    engine.lives_through(made, inputs)


def test_plain_record_lives(engine: Any, zone: str) -> None:
    inputs = {"zoneId": zone, "name": "www", "type": "CNAME", "ttl": 300, "records": ["app.shop.test"]}
    made = engine.create(RECORD, "www", inputs)
    assert made.outputs["fqdn"] == "www.shop.test"
    engine.lives_through(made, inputs)


def test_text_record_is_quoted_on_the_wire_only(engine: Any, aws: Callable[..., Any], zone: str) -> None:
    inputs = {"zoneId": zone, "name": "shop.test", "type": "TXT", "ttl": 60, "records": ["v=spf1 -all"]}
    made = engine.create(RECORD, "text", inputs)
    assert sets(aws, zone)[0]["ResourceRecords"] == [{"Value": '"v=spf1 -all"'}]
    engine.lives_through(made, inputs)


def test_a_record_that_exists_is_not_overwritten_unasked(engine: Any, zone: str) -> None:
    engine.create(RECORD, "one", alias(zone))
    with pytest.raises(Exception, match=r"InvalidChangeBatch.*already exists"):
        engine.create(RECORD, "two", alias(zone))
    engine.create(RECORD, "three", alias(zone, allowOverwrite=True))


def test_target_changes_in_place(engine: Any, aws: Callable[..., Any], zone: str) -> None:
    made = engine.create(RECORD, "app", alias(zone))
    west = {**TARGET, "name": "d-xyz.execute-api.us-west-2.amazonaws.com", "zoneId": "Z2OJLYMUO9EFXC"}
    new = alias(zone, aliases=[west])
    found = engine.diff(made, new)
    assert (found.changed, found.replaces) == ({"aliases"}, set())
    engine.update(made, new)
    assert sets(aws, zone)[0]["AliasTarget"]["DNSName"].startswith("d-xyz.")


@pytest.mark.parametrize("change", [{"name": "b.shop.test"}, {"type": "AAAA"}])
def test_another_name_or_type_replaces(engine: Any, zone: str, change: dict[str, Any]) -> None:
    made = engine.create(RECORD, "app", alias(zone))
    assert engine.diff(made, alias(zone, **change)).replaces == set(change)


def test_a_record_moved_by_a_promotion_is_drift_and_deleted_as_it_stands(
    engine: Any, aws: Callable[..., Any], zone: str
) -> None:
    inputs = alias(zone)
    made = engine.create(RECORD, "app", inputs)
    moved = {"HostedZoneId": "Z2OJLYMUO9EFXC", "DNSName": "d-dr.example.net", "EvaluateTargetHealth": False}
    change = {"Action": "UPSERT", "ResourceRecordSet": {"Name": "app.shop.test", "Type": "A", "AliasTarget": moved}}
    aws("route53").change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": [change]})
    refreshed = engine.refresh(made)
    assert refreshed.inputs["aliases"][0]["name"] == "d-dr.example.net"
    assert engine.diff(refreshed, inputs).changed == {"aliases"}
    engine.delete(made)
    assert sets(aws, zone) == []


def test_weighted_records_are_told_apart_by_their_identifier(engine: Any, aws: Callable[..., Any], zone: str) -> None:
    def weighted(name: str, weight: int) -> dict[str, Any]:
        return {
            **{
                "zoneId": zone,
                "name": "w.shop.test",
                "type": "CNAME",
                "ttl": 60,
                "records": [f"{name}.shop.test"],
            },
            "setIdentifier": name,
            "weightedRoutingPolicies": [{"weight": weight}],
        }

    blue, green = (engine.create(RECORD, name, weighted(name, weight)) for name, weight in (("blue", 1), ("green", 9)))
    assert blue.ident.endswith("_CNAME_blue")
    assert engine.refresh(green).outputs["weightedRoutingPolicies"] == [{"weight": 9}]
    changed = engine.update(blue, weighted("blue", 5))
    assert {item["SetIdentifier"]: item["Weight"] for item in sets(aws, zone)} == {"blue": 5, "green": 9}
    engine.lives_through(changed, weighted("blue", 5))
    assert [item["SetIdentifier"] for item in sets(aws, zone)] == ["green"]


def test_import_by_the_id(engine: Any, zone: str) -> None:
    inputs = alias(zone)
    made = engine.create(RECORD, "app", inputs)
    imported = engine.imported(RECORD, "app", made.ident)
    assert engine.diff(imported, inputs).changed == set()


@pytest.mark.parametrize(
    ("ident", "state"),
    [
        ("Z1_app.shop.test_A", {"zoneId": "Z1", "name": "app.shop.test", "type": "A"}),
        ("Z1__x.app.shop.test_CNAME", {"zoneId": "Z1", "name": "_x.app.shop.test", "type": "CNAME"}),
        ("Z1_a.b_TXT_DR", {"zoneId": "Z1", "name": "a.b", "type": "TXT", "setIdentifier": "DR"}),
    ],
)
def test_ids_are_read_back(ident: str, state: dict[str, str]) -> None:
    match = route53_record.ID.fullmatch(ident)
    assert match is not None
    found = {"zoneId": match["zone"], "name": match["name"], "type": match["type"], "setIdentifier": match["set"]}
    assert {key: value for key, value in found.items() if value} == state


def test_a_foreign_id_is_refused(engine: Any) -> None:
    with pytest.raises(Exception, match="expected ZONEID_name_TYPE"):
        engine.imported(RECORD, "app", "nonsense")


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("app", "app.shop.test"),
        ("App.Shop.Test.", "app.shop.test"),
        ("shop.test", "shop.test"),
        ("", "shop.test"),
    ],
)
def test_names_are_relative_to_the_zone(name: str, whole: str) -> None:
    assert route53_record.full_name(name, "shop.test.") == whole
