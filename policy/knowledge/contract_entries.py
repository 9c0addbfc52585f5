"""The failover contract as it stands in a stack: SSM parameters that the program has made or read."""

from __future__ import annotations

from collections.abc import Iterator

from pattern.contract import SCHEDULES, SERVICES, ContractError, ScheduleEntry, ServiceEntry
from policy.engine.stack import Stack
from policy.engine.subject import Resource

PARAMETER = "aws:ssm/parameter:Parameter"
MARK = "/standby/"


def entries(stack: Stack) -> Iterator[tuple[str, Resource]]:
    """(key, parameter) of every entry of the contract: `dns/record`, `services/web`, …"""
    for parameter in stack.of(PARAMETER):
        _, mark, key = (parameter.text("name") or "").partition(MARK)
        if mark:
            yield key, parameter


def entry(stack: Stack, key: str) -> str | None:
    """The known value of one entry; None where the stack has none, or says "none" with a dash."""
    for name, parameter in entries(stack):
        if name == key:
            value = parameter.text("value")
            return None if value == "-" else value
    return None


def services(stack: Stack) -> Iterator[ServiceEntry]:
    """The services of the contract whose production numbers can be read."""
    for name, parameter in entries(stack):
        text = parameter.text("value")
        if name.startswith(f"{SERVICES}/") and text:
            try:
                yield ServiceEntry.decode(text)
            except ContractError:
                continue  # an entry of another shape says nothing here; the promotion's preflight refuses it


def schedules(stack: Stack) -> Iterator[ScheduleEntry]:
    """The schedules of the contract that can be read."""
    for name, parameter in entries(stack):
        text = parameter.text("value")
        if name.startswith(f"{SCHEDULES}/") and text:
            try:
                yield ScheduleEntry.decode(text)
            except ContractError:
                continue
