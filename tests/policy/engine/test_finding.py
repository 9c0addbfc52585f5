"""The shape of what the gate says."""

from __future__ import annotations

from policy.engine.finding import Finding, unchecked
from policy.engine.subject import Resource

URN = "urn:pulumi:dr::shop::aws:ec2/vpc:Vpc::main"
VPC = Resource("aws:ec2/vpc:Vpc", "main", URN, {})


def test_a_message_names_the_resource_what_was_found_required_and_how_to_fix_it() -> None:
    finding = Finding(VPC, "this", "that", "do so")
    assert finding.message == ("aws:ec2/vpc:Vpc 'main' (stack dr): found this. Required: that. How to fix: do so.")
    assert finding.urn == URN
    assert not finding.advice


def test_without_a_resource_it_is_about_the_stack() -> None:
    finding = Finding(None, "this", "that", "do so")
    assert finding.message.startswith("stack: found this.")
    assert finding.urn is None


def test_what_could_not_be_checked_is_advice() -> None:
    finding = unchecked(VPC, "whether it is right", "nobody knows", "ask later")
    assert finding.advice
    assert "found that it cannot be checked yet whether it is right: nobody knows" in finding.message
    assert finding.message.endswith("How to fix: ask later.")
