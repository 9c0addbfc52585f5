"""The record that leads to one of the two entrances."""

from __future__ import annotations

from typing import Any

from standby.contract.found import Found
from standby.contract.record import find_record
from tests.standby.contract.conftest import FakeCloud

TARGET = "shop-1.eu-west-1.elb.amazonaws.com"


def zone(zone_id: str, name: str, *, private: bool = False) -> dict[str, Any]:
    return {"Id": f"/hostedzone/{zone_id}", "Name": name, "Config": {"PrivateZone": private}}


def alias(name: str, target: str) -> dict[str, Any]:
    return {"Name": name, "Type": "A", "AliasTarget": {"DNSName": target}}


def record(zones: list[dict[str, Any]], records: list[dict[str, Any]], name: str | None = None) -> Found:
    found = Found()
    dns = FakeCloud("us-east-1", {"list_hosted_zones": zones, "list_resource_record_sets": records})
    find_record(found, dns, [TARGET], name)
    return found


def test_an_alias_of_a_load_balancer_is_found_by_its_target() -> None:
    records = [alias("other.acme.io.", "elsewhere.example."), alias("shop.acme.io.", f"dualstack.{TARGET}.")]
    assert record([zone("Z1", "acme.io.")], records).values == {"dns/record": "shop.acme.io", "dns/zone-id": "Z1"}


def test_a_private_zone_does_not_count() -> None:
    found = record([zone("Z1", "acme.io.", private=True)], [alias("shop.acme.io.", TARGET)])
    assert found.values == {}
    assert "a zone of another account needs --zone-role" in found.notes["dns/zone-id"]


def test_the_name_of_an_api_domain_is_found_wherever_it_points() -> None:
    found = record([zone("Z1", "acme.io.")], [alias("shop.acme.io.", "somewhere.")], "shop.acme.io")
    assert found.values == {"dns/record": "shop.acme.io", "dns/zone-id": "Z1"}
