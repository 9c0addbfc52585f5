"""Whole contracts through the seam on the lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from standby.aws.cloud import Cloud
from standby.aws.contracts import ContractRegion


def test_all_keys_without_old_journals_and_which_there_are(cloud: Callable[[str], Cloud], aws: Any) -> None:
    ssm = aws("ssm", "us-west-2")
    for name in ("version", "services/web", "incident/freeze", "incident/journal/r/0001"):
        ssm.put_parameter(Name=f"/shop/test/standby/{name}", Value="x", Type="String")
    ssm.put_parameter(Name="/acme/prod/standby/version", Value="2", Type="String")
    region = ContractRegion(cloud("us-west-2"))
    found = region.read("/shop/test/standby")
    assert set(found.values) == set(found.changed) == {"version", "services/web", "incident/freeze"}
    assert region.read("/nobody/test/standby").values == {}
    assert region.known() == ("acme prod", "shop test")
