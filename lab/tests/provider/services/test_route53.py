"""Health checks: their life on the lab; finding a zone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

CHECK = "aws:route53/healthCheck:HealthCheck"
GET_ZONE = "aws:route53/getZone:getZone"


def test_a_zone_is_found_by_its_name(engine: Any, aws: Callable[..., Any]) -> None:
    made = aws("route53").create_hosted_zone(
        Name="shop.test", CallerReference="1", HostedZoneConfig={"Comment": "ours", "PrivateZone": False}
    )
    ident = made["HostedZone"]["Id"].rsplit("/", 1)[-1]
    tags = [{"Key": "app", "Value": "x"}]
    aws("route53").change_tags_for_resource(ResourceType="hostedzone", ResourceId=ident, AddTags=tags)
    found = engine.invoke(GET_ZONE, {"name": "shop.test."})
    assert found["zoneId"] == found["id"] == ident
    assert found["name"] == "shop.test"
    assert (found["comment"], found["privateZone"], found["tags"]) == ("ours", False, {"app": "x"})
    assert engine.invoke(GET_ZONE, {"zoneId": ident})["name"] == "shop.test"


def test_no_zone_and_two_zones_are_errors(engine: Any, aws: Callable[..., Any]) -> None:
    with pytest.raises(Exception, match=r"no Route 53 hosted zones match shop\.test"):
        engine.invoke(GET_ZONE, {"name": "shop.test"})
    for name in ("one", "two"):
        aws("route53").create_hosted_zone(Name="shop.test", CallerReference=name)
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
