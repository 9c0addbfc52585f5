"""Inbound rules in their three shapes."""

from __future__ import annotations

from typing import Any

import pytest

from policy.engine.subject import Resource
from policy.engine.unknown import UNKNOWN
from policy.knowledge.exposure import GROUPS, INGRESS, RULE, openings


def opened(token: str, **props: Any) -> Any:
    """The first opening of a resource."""
    return next(openings(Resource(token, "n", "urn", props)), None)


def test_each_shape_is_read() -> None:
    inline = {"protocol": "tcp", "fromPort": 5432.0, "toPort": 5433.0, "cidrBlocks": ["10.0.0.0/8"]}
    for found in (
        opened(GROUPS[0], ingress=[inline]),
        opened(RULE, type="ingress", **inline),
        opened(INGRESS, ipProtocol="tcp", fromPort=5432, toPort=5433, cidrIpv4="10.0.0.0/8"),
    ):
        assert (found.first, found.last, found.ranges, found.unknown) == (5432, 5433, ("10.0.0.0/8",), False)
        assert found.reaches(5433)
        assert not found.reaches(5434)
        assert found.world is None
    assert opened(RULE, type="egress", **inline) is None


@pytest.mark.parametrize("cidr", ["0.0.0.0/0", "::/0", "128.0.0.0/1"])
def test_the_world_and_its_halves(cidr: str) -> None:
    assert opened(INGRESS, cidrIpv4=cidr, ipProtocol="-1").world == cidr


@pytest.mark.parametrize("cidr", ["203.0.113.0/24", "10.0.0.0/8", "nonsense"])
def test_less_than_the_world(cidr: str) -> None:
    assert opened(INGRESS, cidrIpv4=cidr, ipProtocol="-1").world is None


def test_all_protocols_are_all_ports_and_unknowns_are_marked() -> None:
    every = opened(INGRESS, ipProtocol="-1", cidrIpv4="0.0.0.0/0")
    assert (every.first, every.last) == (0, 65535)
    assert opened(INGRESS, ipProtocol="tcp", fromPort=UNKNOWN, toPort=5432, cidrIpv4="0.0.0.0/0").unknown
    assert opened(GROUPS[0], ingress=UNKNOWN).unknown
