"""A network that is there already looks like one of ours, and nothing of it is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from components.existing_network import ExistingNetwork
from pattern.existing import ExistingVpc

VPC = ExistingVpc(
    id="vpc-0a1b2c3d",
    private_subnet_ids=("subnet-1000000a", "subnet-1000000b"),
    isolated_subnet_ids=("subnet-2000000a", "subnet-2000000b"),
)


def test_it_shows_what_config_says_and_makes_nothing(build: Callable[..., Any]) -> None:
    built = build(lambda: ExistingNetwork(VPC))
    assert [one.type for one in built.resources if one.type.startswith("aws:")] == []
    assert built.value == {
        "vpc_id": "vpc-0a1b2c3d",
        "public_subnet_ids": [],
        "private_subnet_ids": ["subnet-1000000a", "subnet-1000000b"],
        "isolated_subnet_ids": ["subnet-2000000a", "subnet-2000000b"],
        "vpc_link_subnet_ids": ["subnet-1000000a", "subnet-1000000b"],
    }


def test_subnets_of_the_vpc_link_are_those_named(build: Callable[..., Any]) -> None:
    narrow = VPC.model_copy(update={"vpc_link_subnet_ids": ("subnet-1000000b",)})
    assert build(lambda: ExistingNetwork(narrow)).value["vpc_link_subnet_ids"] == ["subnet-1000000b"]
