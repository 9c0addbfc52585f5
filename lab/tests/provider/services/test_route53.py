"""Hosted zones and health checks: their life on the lab; finding a zone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

ZONE = "aws:route53/zone:Zone"
CHECK = "aws:route53/healthCheck:HealthCheck"
GET_ZONE = "aws:route53/getZone:getZone"


def test_zone_lives(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = {"name": "shop.test", "comment": "ours", "tags": {"app": "x"}}
    made = engine.create(ZONE, "main", inputs)
    live = aws("route53").get_hosted_zone(Id=made.ident)
    assert live["HostedZone"]["Name"] == "shop.test."
    assert made.outputs["zoneId"] == made.ident
    assert made.outputs["nameServers"] == sorted(live["DelegationSet"]["NameServers"])
    assert made.outputs["arn"] == f"arn:aws:route53:::hostedzone/{made.ident}"
    engine.lives_through(made, inputs)


def test_comment_and_tags_change_in_place(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(ZONE, "main", {"name": "shop.test", "tags": {"a": "1"}})
    new = {"name": "shop.test", "comment": "new", "tags": {"b": "2"}}
    changed = engine.update(made, new)
    assert aws("route53").get_hosted_zone(Id=made.ident)["HostedZone"]["Config"]["Comment"] == "new"
    assert engine.diff(engine.refresh(changed), new).changed == set()


def test_private_zone_changes_its_networks(engine: Any, aws: Callable[..., Any], network: Any) -> None:
    other = aws("ec2").create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    inputs = {"name": "inside.shop.test", "vpcs": [{"vpcId": network.vpc}]}
    made = engine.create(ZONE, "inside", inputs)
    assert engine.refresh(made).inputs == made.inputs
    moved = engine.update(made, {**inputs, "vpcs": [{"vpcId": other}]})
    assert [vpc["vpcId"] for vpc in moved.outputs["vpcs"]] == [other]


def test_a_zone_with_records_is_deleted_only_by_force(engine: Any, aws: Callable[..., Any]) -> None:
    record = {"Name": "a.shop.test", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    made = engine.create(ZONE, "main", {"name": "shop.test"})
    batch = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}
    aws("route53").change_resource_record_sets(HostedZoneId=made.ident, ChangeBatch=batch)
    with pytest.raises(Exception, match="HostedZoneNotEmpty"):
        engine.delete(made)
    forced = engine.update(made, {"name": "shop.test", "forceDestroy": True})
    engine.delete(forced)
    assert engine.refresh(forced) is None


def test_accelerated_recovery_is_refused_by_name(engine: Any) -> None:
    _, failures = engine.check(ZONE, "main", {"name": "shop.test", "enableAcceleratedRecovery": True})
    assert [text for text in failures if "does not emulate enableAcceleratedRecovery" in text]


def test_a_zone_is_found_by_its_name(engine: Any) -> None:
    made = engine.create(ZONE, "main", {"name": "shop.test", "comment": "ours", "tags": {"app": "x"}})
    found = engine.invoke(GET_ZONE, {"name": "shop.test."})
    assert found["zoneId"] == found["id"] == made.ident
    assert found["name"] == "shop.test"
    assert (found["comment"], found["privateZone"], found["tags"]) == ("ours", False, {"app": "x"})
    assert engine.invoke(GET_ZONE, {"zoneId": made.ident})["name"] == "shop.test"


def test_no_zone_and_two_zones_are_errors(engine: Any) -> None:
    with pytest.raises(Exception, match=r"no Route 53 hosted zones match shop\.test"):
        engine.invoke(GET_ZONE, {"name": "shop.test"})
    for name in ("one", "two"):
        engine.create(ZONE, name, {"name": "shop.test"})
    with pytest.raises(Exception, match=r"2 Route 53 hosted zones match shop\.test"):
        engine.invoke(GET_ZONE, {"name": "shop.test"})
    with pytest.raises(Exception, match="getZone needs zoneId or name"):
        engine.invoke(GET_ZONE, {})


def test_health_check_lives(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = {
        "type": "HTTPS",
        "fqdn": "app.shop.test",
        "port": 443,
        "resourcePath": "/health",
        "requestInterval": 30,
        "failureThreshold": 3,
        "tags": {"app": "x"},
    }
    made = engine.create(CHECK, "dr", inputs)
    config = aws("route53").get_health_check(HealthCheckId=made.ident)["HealthCheck"]["HealthCheckConfig"]
    assert (config["Type"], config["ResourcePath"]) == ("HTTPS", "/health")
    engine.lives_through(made, inputs)


def test_health_check_changes_its_path_but_not_its_type(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = {"type": "HTTP", "fqdn": "a.shop.test", "port": 80, "resourcePath": "/a", "failureThreshold": 3}
    made = engine.create(CHECK, "dr", inputs)
    new = {**inputs, "resourcePath": "/b"}
    assert engine.diff(made, new).replaces == set()
    engine.update(made, new)
    config = aws("route53").get_health_check(HealthCheckId=made.ident)["HealthCheck"]["HealthCheckConfig"]
    assert config["ResourcePath"] == "/b"
    assert engine.diff(made, {**inputs, "type": "HTTPS"}).replaces == {"type"}
