"""The package schema."""

from __future__ import annotations

from lab.provider import registry
from lab.provider.package import package_schema


def test_every_type_that_is_carried_out_stands_in_it() -> None:
    found = package_schema("7.51.1")
    assert (found["name"], found["version"]) == ("aws", "7.51.1")
    assert set(found["resources"]) == set(registry.resources())
    subnet = found["resources"]["aws:ec2/subnet:Subnet"]
    assert subnet["requiredInputs"] == ["vpcId"]
    assert {"vpcId", "cidrBlock"} <= set(subnet["inputProperties"])
    assert "arn" in subnet["properties"]
    assert "arn" not in subnet["inputProperties"]
