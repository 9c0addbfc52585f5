"""The failover contract in a stack's parameters."""

from __future__ import annotations

from pulumi_policy import PolicyCustomTimeouts, PolicyResource, PolicyResourceOptions

from pattern.contract import ServiceEntry
from policy.engine.stack import Stack, estate
from policy.engine.stack_config import StackConfig
from policy.knowledge.contract_entries import PARAMETER, entries, entry, services

OPTIONS = PolicyResourceOptions(False, [], None, [], PolicyCustomTimeouts(0, 0, 0), [])
WEB = ServiceEntry("web", "myapp-prod-web", 6, 4, 12, {})


def stack(**values: str) -> Stack:
    """A stack with parameters by their name, dots for slashes."""
    made = [
        PolicyResource(PARAMETER, {"name": name, "value": value}, f"urn:pulumi:a::b::{PARAMETER}::{name}", name,
                       OPTIONS, None, None, [], {})
        for name, value in values.items()
    ]  # fmt: skip
    return estate(made, StackConfig({})).stacks[0]


def test_entries_are_found_below_the_contracts_path() -> None:
    made = stack(**{"/myapp/prod/standby/dns/record": "app.example.com", "/myapp/prod/other": "x"})
    assert [key for key, _ in entries(made)] == ["dns/record"]
    assert entry(made, "dns/record") == "app.example.com"
    assert entry(made, "dns/zone-id") is None


def test_a_dash_is_none() -> None:
    assert entry(stack(**{"/a/b/standby/incident/freeze": "-"}), "incident/freeze") is None


def test_services_are_decoded_and_what_is_no_entry_is_passed_over() -> None:
    made = stack(**{"/a/b/standby/services/web": WEB.encode(), "/a/b/standby/services/x": "[secret]"})
    assert list(services(made)) == [WEB]
