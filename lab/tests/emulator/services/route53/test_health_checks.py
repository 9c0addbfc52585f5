"""Health checks send the name at the TLS handshake where AWS does."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("kind", "said", "shown"),
    [("HTTPS", {}, True), ("HTTPS", {"EnableSNI": False}, False), ("HTTP", {}, False), ("TCP", {}, False)],
)
def test_the_default_depends_on_the_type(emulator: Any, kind: str, said: dict[str, bool], shown: bool) -> None:
    client = emulator.client("route53")
    config = {"Type": kind, "FullyQualifiedDomainName": "example.com", "Port": 443, **said}
    made = client.create_health_check(CallerReference=f"{kind}{said}", HealthCheckConfig=config)["HealthCheck"]
    found = client.get_health_check(HealthCheckId=made["Id"])["HealthCheck"]["HealthCheckConfig"]
    assert found["EnableSNI"] is shown
