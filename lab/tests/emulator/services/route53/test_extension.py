"""Route 53 through boto3: time, refusals, protections."""

from __future__ import annotations

import re
from typing import Any

import pytest
from botocore.exceptions import ClientError

TARGET = {
    "us-east-1": "d-1.execute-api.us-east-1.amazonaws.com",
    "us-west-2": "d-2.execute-api.us-west-2.amazonaws.com",
}
ZONES = {"us-east-1": "Z1UJRXOUMOOFQ8", "us-west-2": "Z2OJLYMUO9EFXC"}


@pytest.fixture
def route53(emulator: Any) -> Any:
    return emulator.client("route53")


@pytest.fixture
def zone(route53: Any) -> str:
    return str(route53.create_hosted_zone(Name="example.com", CallerReference="1")["HostedZone"]["Id"])


def change(route53: Any, zone: str, region: str, action: str = "UPSERT") -> Any:
    target = {"HostedZoneId": ZONES[region], "DNSName": TARGET[region], "EvaluateTargetHealth": False}
    record = {"Name": "app.example.com", "Type": "A", "AliasTarget": target}
    batch = {"Comment": "drill", "Changes": [{"Action": action, "ResourceRecordSet": record}]}
    return route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)["ChangeInfo"]


def listed(route53: Any, zone: str) -> list[str]:
    records = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    return [record["AliasTarget"]["DNSName"] for record in records if record["Type"] == "A"]


def test_the_id_of_a_zone_looks_like_aws_s(zone: str) -> None:
    assert re.fullmatch(r"/hostedzone/Z[0-9A-Z]{1,31}", zone)


def test_a_change_is_pending_and_then_in_sync(emulator: Any, route53: Any, zone: str) -> None:
    info = change(route53, zone, "us-west-2")
    assert info["Status"] == "PENDING"
    assert info["Comment"] == "drill"
    assert route53.get_change(Id=info["Id"])["ChangeInfo"]["Status"] == "PENDING"
    emulator.advance(60)
    assert route53.get_change(Id=info["Id"])["ChangeInfo"]["Status"] == "INSYNC"
    route53.get_waiter("resource_record_sets_changed").wait(Id=info["Id"], WaiterConfig={"MaxAttempts": 1})


def test_every_change_has_its_own_id_and_an_unknown_one_is_refused(route53: Any, zone: str) -> None:
    assert change(route53, zone, "us-west-2")["Id"] != change(route53, zone, "us-east-1")["Id"]
    with pytest.raises(ClientError) as refused:
        route53.get_change(Id="C0000000000000")
    assert refused.value.response["Error"]["Code"] == "NoSuchChange"


def test_the_api_shows_the_new_value_at_once_and_resolvers_when_it_is_in_sync(
    emulator: Any, route53: Any, zone: str
) -> None:
    book = emulator.context.state["route53"]
    change(route53, zone, "us-east-1")
    emulator.advance(60)
    change(route53, zone, "us-west-2")
    assert listed(route53, zone) == [TARGET["us-west-2"] + "."]
    assert book.resolve("app.example.com").alias[1] == TARGET["us-east-1"] + "."
    emulator.advance(60)
    assert book.resolve("app.example.com").alias[1] == TARGET["us-west-2"] + "."
    assert book.resolve("absent.example.com") is None


def test_delete_needs_the_present_value(route53: Any, zone: str) -> None:
    change(route53, zone, "us-east-1")
    change(route53, zone, "us-west-2")
    with pytest.raises(ClientError) as refused:
        change(route53, zone, "us-east-1", "DELETE")
    assert refused.value.response["Error"]["Code"] == "InvalidChangeBatch"
    assert "but the values provided do not match the current values" in refused.value.response["Error"]["Message"]
    change(route53, zone, "us-west-2", "DELETE")
    assert listed(route53, zone) == []


def test_a_protected_record_refuses_every_change(route53: Any, zone: str) -> None:
    change(route53, zone, "us-east-1")
    guard = {"RecordName": "app.example.com", "RecordType": "A", "Comment": "ask the network team"}
    route53.create_resource_record_set_protections(HostedZoneId=zone, Protections=[guard])
    shown = route53.list_resource_record_set_protections(HostedZoneId=zone)["ResourceRecordSetProtections"]
    assert shown == [{"RecordName": "app.example.com.", "RecordType": "A", "Comment": "ask the network team"}]
    with pytest.raises(ClientError) as refused:
        change(route53, zone, "us-west-2")
    assert refused.value.response["Error"]["Code"] == "InvalidChangeBatch"
    assert "ask the network team" in refused.value.response["Error"]["Message"]
    with pytest.raises(ClientError, match="ProtectionAlreadyExists"):
        route53.create_resource_record_set_protections(HostedZoneId=zone, Protections=[guard])
    with pytest.raises(ClientError, match="HostedZoneNotEmpty"):
        route53.delete_hosted_zone(Id=zone)
    key = {"RecordName": "app.example.com", "RecordType": "A"}
    route53.delete_resource_record_set_protections(HostedZoneId=zone, Protections=[key])
    with pytest.raises(ClientError, match="InvalidResourceRecordSetProtectionBatch"):
        route53.delete_resource_record_set_protections(HostedZoneId=zone, Protections=[key])
    change(route53, zone, "us-west-2")


def test_protections_come_in_pages(route53: Any, zone: str) -> None:
    names = [f"r{number:03d}.example.com." for number in range(301)]
    route53.create_resource_record_set_protections(
        HostedZoneId=zone, Protections=[{"RecordName": name, "RecordType": "A"} for name in names]
    )
    first = route53.list_resource_record_set_protections(HostedZoneId=zone)
    assert [one["RecordName"] for one in first["ResourceRecordSetProtections"]] == names[:300]
    rest = route53.list_resource_record_set_protections(HostedZoneId=zone, NextToken=first["NextToken"])
    assert [one["RecordName"] for one in rest["ResourceRecordSetProtections"]] == names[300:]
    assert "NextToken" not in rest
    some = route53.list_resource_record_set_protections(HostedZoneId=zone, StartRecordName=names[7], MaxResults="2")
    assert [one["RecordName"] for one in some["ResourceRecordSetProtections"]] == names[7:9]
    with pytest.raises(ClientError, match="InvalidPaginationToken"):
        route53.list_resource_record_set_protections(HostedZoneId=zone, NextToken="***")


def test_the_control_api_protects_and_frees_a_record(emulator: Any, route53: Any, zone: str) -> None:
    emulator.control("POST", "record-protection", {"name": "app.example.com"})
    with pytest.raises(ClientError, match="is protected"):
        change(route53, zone, "us-west-2")
    emulator.control("POST", "record-protection", {"name": "app.example.com", "protected": False})
    change(route53, zone, "us-west-2")
    refused = emulator.control("POST", "record-protection", {"name": "app.other.org"})
    assert "no hosted zone holds app.other.org." in refused["error"]


def test_deleting_a_zone_needs_it_empty(route53: Any, zone: str) -> None:
    change(route53, zone, "us-west-2")
    with pytest.raises(ClientError) as refused:
        route53.delete_hosted_zone(Id=zone)
    assert refused.value.response["Error"]["Code"] == "HostedZoneNotEmpty"
    change(route53, zone, "us-west-2", "DELETE")
    assert route53.delete_hosted_zone(Id=zone)["ChangeInfo"]["Status"] == "PENDING"
