"""Ranges: against each other, the peer, reserved ones; IPv4 and IPv6; known, unknown, and from every source."""

from __future__ import annotations

from ipaddress import ip_network
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.rules.vpc_cidr_overlap import RULE
from tests.policy import verdicts
from tests.policy.blueprint import Blueprint, Later, Ref
from tests.policy.verdicts import Mode, Verdict

PEER = {"standby:peer": {"region": "us-west-2", "vpcCidr": "10.1.0.0/16", "stack": "dr"}}
VPC = "aws:ec2/vpc:Vpc"
BLOCK = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"


def stack(cidr: object = "10.0.0.0/16", **config: object) -> Blueprint:
    """A stack with one VPC and a peer."""
    made = Blueprint(config={**PEER, **{f"standby:{key}": value for key, value in config.items()}})
    made.add(VPC, "main", cidrBlock=cidr)
    return made


def said(*blueprints: Blueprint, refuses: bool = True, **more: Any) -> list[Verdict]:
    """What this rule says."""
    return verdicts.said(RULE.name, *blueprints, refuses=refuses, **more)


@pytest.mark.parametrize("mode", ["preview", "up"])
def test_apart_passes_without_a_word(mode: Mode) -> None:
    assert said(stack(reservedCidrs=["172.16.0.0/12"]), mode=mode) == []
    assert said(stack(), mode=mode, refuses=False) == []


@pytest.mark.parametrize("mode", ["preview", "up"])
def test_the_peers_range_is_refused_before_creation_and_once(mode: Mode) -> None:
    (verdict,) = said(stack("10.1.128.0/20"), mode=mode)
    assert verdict.policy == "vpc-cidr-overlap", "the resource policy, which blocks"
    assert verdict.urn == "urn:pulumi:primary::standby::aws:ec2/vpc:Vpc::main"
    assert "aws:ec2/vpc:Vpc 'main' (stack primary): found 10.1.128.0/20 (cidrBlock), which overlaps 10.1.0.0/16 of" in (
        verdict.message
    )
    assert "the other region (standby:peer.vpcCidr). Required: ranges that share no address" in verdict.message
    assert "How to fix: choose another range, for example 10.0.0.0/20;" in verdict.message


def test_reserved_ranges_are_refused() -> None:
    (verdict,) = said(stack("172.20.0.0/16", reservedCidrs=["172.16.0.0/12"]))
    assert "overlaps 172.16.0.0/12 of a reserved network (standby:reservedCidrs)" in verdict.message


def test_a_secondary_block_is_a_range_too() -> None:
    made = stack()
    made.add(BLOCK, "more", vpcId=Ref(f"{VPC}::main"), cidrBlock="10.1.4.0/22")
    (verdict,) = said(made, mode="preview")
    assert verdict.urn.endswith("::more")
    assert "10.1.4.0/22 (cidrBlock), which overlaps 10.1.0.0/16" in verdict.message


def test_two_vpcs_of_one_stack_are_compared_by_the_stack_policy() -> None:
    made = stack()
    made.add(VPC, "other", cidrBlock="10.0.8.0/24")
    (verdict,) = said(made)
    assert verdict.policy == "vpc-cidr-overlap-stack"
    assert "10.0.8.0/24 (cidrBlock), which overlaps 10.0.0.0/16 of cidrBlock of aws:ec2/vpc:Vpc 'main'" in (
        verdict.message
    )


def test_ipv6_is_compared_with_ipv6_only() -> None:
    made = stack()
    made.edit(f"{VPC}::main", ipv6CidrBlock="2001:db8:1::/56", ipv6IpamPoolId="pool")
    assert said(made) == []
    (verdict,) = said(made, policy_config={RULE.name: {"reservedCidrs": ["2001:db8::/32"]}})
    assert "2001:db8:1::/56 (ipv6CidrBlock), which overlaps 2001:db8::/32" in verdict.message


def test_a_range_that_is_not_known_yet_is_said_and_judged_once_it_is() -> None:
    made = stack(Later("10.1.0.0/16"))
    assert said(made, mode="preview") == []
    (advice,) = said(made, mode="preview", refuses=False)
    assert (
        "cannot be checked yet whether the range is free: its cidrBlock is not known before it is made"
        in advice.message
    )
    assert len(said(made, mode="up")) == 1


def test_an_ipam_range_is_judged_when_it_is_there() -> None:
    made = Blueprint(config=PEER)
    made.add(VPC, "main", ipv4IpamPoolId="pool", ipv4NetmaskLength=16, cidrBlock=None)
    made.nodes[f"{VPC}::main"].inputs.pop("cidrBlock")
    assert said(made) == []
    made.add(VPC, "read", cidrBlock="10.1.0.0/16", _read=True)
    assert said(made, mode="up") == [], "the engine shows what is only read to `analyze` alone"
    assert (
        len(said(made, mode="analyze", policy_config={RULE.name: {"peerCidrs": {"us-west-2": ["10.1.0.0/16"]}}})) == 1
    )


def test_a_stack_reference_names_the_other_sides_range() -> None:
    made = Blueprint()
    made.add(VPC, "main", cidrBlock="10.1.0.0/16")
    peer = {"vpc_cidr": "10.1.0.0/16", "vpc_id": "vpc-other"}
    made.add("pulumi:pulumi:StackReference", "peer", name="organization/net/dr", outputs=peer)
    assert said(made, mode="up") == [], "the engine shows what is only read to `analyze` alone"
    (verdict,) = said(made, mode="analyze")
    assert "10.1.0.0/16 of output vpc_cidr of pulumi:pulumi:StackReference 'organization/net/dr'" in verdict.message


def test_the_stack_that_made_the_imported_vpc_is_no_peer() -> None:
    made = Blueprint()
    made.add(VPC, "imported", cidrBlock="10.0.0.0/16", id="vpc-0", _read=True)
    primary = {"vpc_cidr": "10.0.0.0/16", "vpc_id": "vpc-0"}
    made.add("pulumi:pulumi:StackReference", "net", name="organization/net/primary", outputs=primary)
    assert said(made, mode="analyze") == []


def test_a_stack_output_names_it_in_a_preview() -> None:
    made = Blueprint()
    made.add(VPC, "main", cidrBlock="10.1.0.0/16")
    made.add("pulumi:pulumi:Stack", "root", peer_vpc_cidr="10.1.0.0/16")
    (verdict,) = said(made, mode="preview")
    assert "10.1.0.0/16 of the other region (stack output peer_vpc_cidr)" in verdict.message


def test_subnets_of_a_vpc_that_is_not_in_the_stack_stand_for_its_range() -> None:
    made = Blueprint(config=PEER)
    made.add("aws:ec2/subnet:Subnet", "guest", vpcId="vpc-elsewhere", cidrBlock="10.1.1.0/24")
    (verdict,) = said(made)
    assert verdict.policy == "vpc-cidr-overlap-stack"
    assert "10.1.1.0/24 (cidrBlock), which overlaps 10.1.0.0/16" in verdict.message


def test_policy_config_names_peers_by_region_and_skips_the_own() -> None:
    pair = {RULE.name: {"peerCidrs": {"us-east-1": ["10.0.0.0/16"], "us-west-2": ["10.1.0.0/16"]}}}
    pair[f"{RULE.name}-stack"] = pair[RULE.name]
    assert said(stack(), mode="analyze", policy_config=pair) == []
    assert len(said(stack("10.1.0.0/17"), mode="analyze", policy_config=pair)) == 1


def test_analyze_without_any_peer_says_what_it_could_not_check() -> None:
    (advice,) = said(stack(), mode="analyze", refuses=False)
    assert "cannot be checked yet whether the ranges stay clear of the other region's" in advice.message
    assert "set peerCidrs in the policy config" in advice.message


def test_both_regions_states_are_judged_as_a_pair() -> None:
    primary, dr = stack(), Blueprint(stack="dr", region="us-west-2")
    dr.add(VPC, "main", cidrBlock="10.0.128.0/17")
    (verdict,) = said(primary, dr, mode="analyze")
    assert "(stack primary)" in verdict.message
    assert "(stack dr)" in verdict.message
    dr.edit(f"{VPC}::main", cidrBlock="10.1.0.0/16")
    assert said(primary, dr, mode="analyze") == []
    assert said(primary, dr, mode="analyze", refuses=False) == []


def test_what_is_no_range_is_refused() -> None:
    (verdict,) = said(stack("10.0.0.0/33"))
    assert "found '10.0.0.0/33'" in verdict.message
    (peer,) = said(stack(peer={"region": "us-west-2", "vpcCidr": "ten", "stack": "dr"}))
    assert "found 'ten' as range of the other region" in peer.message


NETWORKS = st.tuples(st.integers(0, 2**32 - 1), st.integers(4, 28)).map(lambda p: str(ip_network(p, strict=False)))
NEARBY = st.tuples(st.integers(10 << 24, (10 << 24) + 4096), st.integers(16, 30)).map(
    lambda p: str(ip_network(p, strict=False))
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(NEARBY, NETWORKS), min_size=1, max_size=5), st.one_of(NEARBY, NETWORKS))
def test_random_ranges_agree_with_ipaddress(own: list[str], peer: str) -> None:
    made = stack("192.0.2.0/24", peer={"region": "us-west-2", "vpcCidr": peer, "stack": "dr"})
    made.nodes.clear()
    for index, cidr in enumerate(own):
        made.add(VPC, f"vpc{index}", cidrBlock=cidr)
    networks = [ip_network(cidr) for cidr in own]
    expected = sum(a.overlaps(b) for a, b in combinations(networks, 2))
    expected += sum(network.overlaps(ip_network(peer)) for network in networks)
    assert len(said(made)) == expected
