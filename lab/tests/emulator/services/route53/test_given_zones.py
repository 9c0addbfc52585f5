"""The zones that the project names are there before any stack, and again after a reset."""

from __future__ import annotations

from typing import Any

import pytest
from moto.route53.models import route53_backends

from lab.emulator.services.route53 import given_zones
from lab.project import Zone


def test_a_zone_is_there_and_outlives_a_reset(emulator: Any) -> None:
    for _ in range(2):
        zone = emulator.client("route53").get_hosted_zone(Id="Z0123456789EXAMPLE")["HostedZone"]
        assert (zone["Name"], zone["Config"]["PrivateZone"]) == ("example.com.", False)
        assert emulator.control("POST", "reset") == {"reset": True}


def test_a_zone_of_another_account_is_not_ours(emulator: Any) -> None:
    listed = [zone["Id"] for zone in emulator.client("route53").list_hosted_zones()["HostedZones"]]
    assert listed == ["/hostedzone/Z0123456789EXAMPLE"]
    assert "Z08123456EXAMPLE0NEWER" in route53_backends["999999999999"]["aws"].zones


@pytest.mark.usefixtures("emulator")
def test_a_zone_that_is_there_is_kept() -> None:
    zones = route53_backends["123456789012"]["aws"].zones
    before = zones["Z0123456789EXAMPLE"]
    given_zones.make(Zone("Z0123456789EXAMPLE", "example.com"))
    assert zones["Z0123456789EXAMPLE"] is before
