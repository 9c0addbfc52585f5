"""The subnet plan, held in the hand: no overlap, inside the VPC, stable when a zone is added."""

from ipaddress import IPv4Network, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pattern.addressing import TIERS, AddressingError, overlapping, parse_vpc_cidr, plan_subnets

ZONES = ["a", "b", "c", "d"]


@st.composite
def vpc_ranges(draw: st.DrawFn) -> str:
    prefix = draw(st.integers(16, 24))
    address = draw(st.integers(0, 2**32 - 1)) >> (32 - prefix) << (32 - prefix)
    return str(IPv4Network((address, prefix)))


@given(vpc_ranges(), st.integers(2, 4))
def test_subnets_are_inside_the_vpc_and_never_overlap(cidr: str, zones: int) -> None:
    plans = plan_subnets(cidr, ZONES[:zones])
    networks = [IPv4Network(plan.cidr) for plan in plans]
    assert len(networks) == zones * len(TIERS)
    assert all(network.subnet_of(IPv4Network(cidr)) and network.prefixlen <= 28 for network in networks)
    assert not any(a.overlaps(b) for i, a in enumerate(networks) for b in networks[:i])


@given(vpc_ranges(), st.integers(2, 3))
def test_a_zone_that_is_added_moves_no_subnet(cidr: str, zones: int) -> None:
    before, after = plan_subnets(cidr, ZONES[:zones]), plan_subnets(cidr, ZONES[: zones + 1])
    assert after[: len(before)] == before


@given(vpc_ranges())
def test_private_subnets_are_large_enough_for_a_load_balancer(cidr: str) -> None:
    private = [plan for plan in plan_subnets(cidr, ["a", "b", "c"]) if plan.tier == "private"]
    assert all(IPv4Network(plan.cidr).prefixlen <= 27 for plan in private)


def test_the_plan_of_the_readme() -> None:
    plans = {(p.tier, p.zone): p.cidr for p in plan_subnets("10.1.0.0/16", ["us-west-2a", "us-west-2b"])}
    assert plans == {
        ("private", "us-west-2a"): "10.1.0.0/19",
        ("public", "us-west-2a"): "10.1.32.0/20",
        ("isolated", "us-west-2a"): "10.1.48.0/20",
        ("private", "us-west-2b"): "10.1.64.0/19",
        ("public", "us-west-2b"): "10.1.96.0/20",
        ("isolated", "us-west-2b"): "10.1.112.0/20",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("10.1.0.1/16", "'10.1.0.1/16' has host bits set; the network is 10.1.0.0/16"),
        ("10.1.0.0/30", "'10.1.0.0/30' is a /30; a VPC of this pattern is /16 to /24"),
        ("10.0.0.0/8", "'10.0.0.0/8' is a /8; a VPC of this pattern is /16 to /24"),
        ("10.1.0.0", "'10.1.0.0' has no prefix length; write it like 10.1.0.0/16"),
        ("fd00::/48", "'fd00::/48' is not an IPv4 range"),
        ("ten", "'ten' is not an IPv4 range; write it like 10.0.0.0/16"),
    ],
)
def test_a_bad_vpc_range_says_what_was_found_and_what_is_required(text: str, message: str) -> None:
    with pytest.raises(AddressingError) as error:
        parse_vpc_cidr(text)
    assert message in str(error.value)


@pytest.mark.parametrize("zones", [[], ["a"], ["a", "a"], ["a", "b", "c", "d", "e"]])
def test_too_few_too_many_or_twice_the_same_zone(zones: list[str]) -> None:
    with pytest.raises(AddressingError, match="2 to 4 distinct zones are required"):
        plan_subnets("10.0.0.0/16", zones)


@given(st.lists(vpc_ranges() | st.sampled_from(["fd00::/48", "fd00:0:0:1::/64", "10.0.0.0/8"]), max_size=8))
def test_overlaps_are_those_that_share_an_address(ranges: list[str]) -> None:
    labelled = [(str(i), cidr) for i, cidr in enumerate(ranges)]

    def shared(one: str, other: str) -> bool:
        a, b = ip_network(one), ip_network(other)
        return (
            a.version == b.version
            and int(a.network_address) <= int(b.broadcast_address)
            and int(b.network_address) <= int(a.broadcast_address)
        )

    expected = {(i, j) for i, a in labelled for j, b in labelled if int(i) < int(j) and shared(a, b)}
    assert {(one, other) for one, _, other, _ in overlapping(labelled)} == expected
