"""The coverage page as text: pure rendering of what ``lab.coverage`` has collected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lab.emulator.engine.durations import Duration
    from lab.provider.registry import Coverage

NAMED_ABSENT = 60
"""A service with more absent operations than this gets their number instead of their names."""


@dataclass(frozen=True)
class Service:
    """Coverage of one service: ours by operation, moto's own, absent."""

    name: str
    ours: Mapping[str, tuple[str, str]]
    native: frozenset[str]
    absent: frozenset[str]


def render(
    head: str,
    services: Iterable[Service],
    types: Iterable[Coverage],
    durations: Mapping[str, Duration],
    routes: Iterable[str],
) -> str:
    """The whole page; ``head`` is what stands before the tables."""
    parts = [head, "## APIs\n"]
    parts += [_service(service) for service in services]
    parts += ["## Resource types of the lab's provider\n", _types(list(types))]
    parts += ["## How long AWS takes here\n", _durations(durations)]
    parts += ["## Control API\n", "".join(f"- `{route}`\n" for route in routes)]
    return "\n".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _names(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"


def _service(service: Service) -> str:
    lines = [f"### {service.name}\n"]
    if service.ours:
        lines += ["| operation | level | note |", "|---|---|---|"]
        lines += [f"| {name} | {level} | {_cell(note)} |" for name, (level, note) in sorted(service.ours.items())]
        lines.append("")
    lines.append(f"moto's own: {_names(service.native)}.\n")
    if len(service.absent) > NAMED_ABSENT:
        lines.append(f"Absent: the other {len(service.absent)} operations.\n")
    else:
        lines.append(f"Absent: {_names(service.absent)}.\n")
    return "\n".join(lines)


def _types(types: list[Coverage]) -> str:
    lines = [
        "Each type is driven by the real provider's schema data: required inputs, conflicts, replacement on change.",
        "Inputs named under *refused* are known to the real provider and refused here by name.",
        "Inputs *never read back* are secrets and words to the provider itself, of which AWS's answers tell nothing: a",
        "program that sets them has an update to make after an import, and drift in them goes unseen.\n",
        "| type | level | operations | refused inputs | refused changes | never read back |",
        "|---|---|---|---|---|---|",
    ]
    for row in types:
        level = "absent" if not row.operations else "approximated" if row.inputs_refused else "emulated"
        cells = (
            row.token,
            level,
            ", ".join(row.operations),
            ", ".join(row.inputs_refused),
            ", ".join(row.changes_refused),
            ", ".join(row.never_read),
        )
        lines.append(f"| {' | '.join(_cell(cell) for cell in cells)} |")
    return "\n".join(lines) + "\n"


def _durations(durations: Mapping[str, Duration]) -> str:
    lines = [
        "In the profile `real`; `scaled` divides by a factor (60 unless set), `instant` waits for nothing.\n",
        "| wait | seconds | source |",
        "|---|---|---|",
    ]
    lines += [f"| {name} | {entry.seconds:g} | {_cell(entry.source)} |" for name, entry in durations.items()]
    return "\n".join(lines) + "\n"
