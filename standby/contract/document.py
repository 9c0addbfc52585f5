"""The contract as a file for review: YAML, one key a line, with a comment where a person has to look."""

from __future__ import annotations

from pathlib import Path

import yaml

from pattern.contract import NONE, PLATFORM_KEYS, SCHEDULES, SERVICES, ContractError, ScheduleEntry, ServiceEntry
from standby.contract.discovery import Proposal
from standby.errors import UsageError

_HEAD = """\
# The failover contract of {app}-{environment} in {region}, as it was found in the account.
# Review every line; each key is explained in docs/contract.md. Then: standby contract write FILE
"""


def render(proposal: Proposal) -> str:
    """The file's text: platform keys in the contract's order, then services and schedules; open keys are comments."""
    request = proposal.request
    lines = [_HEAD.format(app=request.app, environment=request.environment, region=request.region)]
    services = sorted(key for key in proposal.values if key.startswith(f"{SERVICES}/"))
    schedules = sorted(key for key in proposal.values if key.startswith(f"{SCHEDULES}/"))
    for key in (*(one.name for one in PLATFORM_KEYS), *services, *schedules):
        if note := proposal.notes.get(key):
            lines.append(f"# {note}")
        value = proposal.values.get(key)
        lines.append(f"# {key}:" if value is None else yaml.safe_dump({key: value}, width=10_000).rstrip())
    if not services:
        lines.append(
            f"# {proposal.notes.get('ecs/cluster', 'missing: no ECS service was found')}\n# {SERVICES}/<name>:"
        )
    return "\n".join(lines) + "\n"


def parse(text: str, source: str) -> dict[str, str]:
    """The values of a reviewed file, checked as a whole.

    Raises:
        UsageError: with every problem: what is missing, unknown or unreadable.
    """
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as problem:
        raise UsageError(f"{source} is not valid YAML: {problem}") from None
    if not isinstance(raw, dict):
        raise UsageError(f"{source} holds no contract: lines like `ecs/cluster: myapp-prod` are required")
    values = {str(key): str(value) for key, value in raw.items()}
    problems = [*_platform_problems(values), *_entry_problems(values)]
    if problems:
        raise UsageError("\n".join([f"{source} cannot be written:", *(f"  - {one}" for one in problems)]))
    return values


def read(path: Path) -> dict[str, str]:
    """The values of a reviewed file; errors as `parse`, and one for a file that is not there."""
    try:
        text = path.read_text()
    except OSError as problem:
        raise UsageError(f"{path} cannot be read: {problem.strerror}") from None
    return parse(text, str(path))


def _platform_problems(values: dict[str, str]) -> list[str]:
    known = {key.name: key for key in PLATFORM_KEYS}
    problems = [f"{name} is missing: {key.meaning}" for name, key in known.items() if name not in values]
    problems += [
        f"{name} is `-`, but a value is required: {key.meaning}, for example {key.example}"
        for name, key in known.items()
        if values.get(name) == NONE and not key.may_be_none
    ]
    entries = (f"{SERVICES}/", f"{SCHEDULES}/")
    problems += [
        f"{name} is not a key of the contract" for name in values if name not in known and not name.startswith(entries)
    ]
    return problems


def _entry_problems(values: dict[str, str]) -> list[str]:
    problems = (
        [] if any(key.startswith(f"{SERVICES}/") for key in values) else ["no service: one services/<name> is required"]
    )
    for key, value in values.items():
        try:
            if key.startswith(f"{SERVICES}/"):
                ServiceEntry.decode(value)
            elif key.startswith(f"{SCHEDULES}/"):
                ScheduleEntry.decode(value)
        except ContractError as problem:
            problems.append(f"{key}: {problem}")
    return problems
