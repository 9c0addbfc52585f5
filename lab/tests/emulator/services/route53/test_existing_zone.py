"""The account has the app's hosted zone before any stack, and again after a reset."""

from __future__ import annotations

from typing import Any

from lab.emulator.services.route53.existing_zone import ZONE_ID


def test_the_zone_is_there_and_outlives_a_reset(emulator: Any) -> None:
    for _ in range(2):
        zone = emulator.client("route53").get_hosted_zone(Id=ZONE_ID)["HostedZone"]
        assert (zone["Name"], zone["Config"]["PrivateZone"]) == ("example.com.", False)
        assert emulator.control("POST", "reset") == {"reset": True}
