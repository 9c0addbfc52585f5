"""The one A record, on mocks: binary, and safe from a routine up."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from components.dns import Dns, DnsArgs, zone_provider
from pattern.settings import Domain

DOMAIN = Domain(hosted_zone_id="Z0123456789EXAMPLE", name="app.example.com")
RECORD = "aws:route53/record:Record"


@pytest.mark.parametrize("protect", [True, False])
def test_an_alias_to_this_region_that_an_up_never_moves(build: Callable[..., Any], protect: bool) -> None:
    record = build(lambda: Dns("dns", DnsArgs(DOMAIN, "d-1.example", "ZTARGET1", protect))).one(RECORD)
    assert record.inputs["aliases"] == [{"name": "d-1.example", "zoneId": "ZTARGET1", "evaluateTargetHealth": False}]
    assert (record.inputs["name"], record.inputs["type"]) == ("app.example.com", "A")
    assert record.ignores == ("aliases",)
    assert record.protect is protect


def test_ownership_is_binary(build: Callable[..., Any]) -> None:
    record = build(lambda: Dns("dns", DnsArgs(DOMAIN, "d-1.example", "ZTARGET1", True))).one(RECORD).inputs
    assert not [key for key in record if "RoutingPolic" in key or key in ("setIdentifier", "healthCheckId")]


def test_a_zone_of_another_account_is_reached_by_its_role(build: Callable[..., Any]) -> None:
    elsewhere = DOMAIN.model_copy(update={"role_arn": "arn:aws:iam::210987654321:role/dns"})
    assert zone_provider(DOMAIN, "us-west-2") is None

    def factory() -> Dns:
        return Dns("dns", DnsArgs(elsewhere, "d-1.example", "Z1", True, zone_provider(elsewhere, "us-west-2")))

    built = build(factory)
    (assumed,) = json.loads(built.one("pulumi:providers:aws").inputs["assumeRoles"])
    assert assumed == {"roleArn": "arn:aws:iam::210987654321:role/dns", "sessionName": "standby"}
    assert "zone" in built.one(RECORD).provider


def test_up_may_have_a_role_of_its_own_in_the_zones_account(build: Callable[..., Any]) -> None:
    roles = {
        "role_arn": "arn:aws:iam::210987654321:role/move",
        "deployment_role_arn": "arn:aws:iam::210987654321:role/up",
    }
    elsewhere = DOMAIN.model_copy(update=roles)

    def factory() -> Dns:
        return Dns("dns", DnsArgs(elsewhere, "d-1.example", "Z1", True, zone_provider(elsewhere, "us-west-2")))

    assert "role/up" in build(factory).one("pulumi:providers:aws").inputs["assumeRoles"]
