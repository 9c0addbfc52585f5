"""All journals of a pair, from files on this machine and from SSM of both regions, one list of lines for each run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from standby.errors import CloudError
from standby.journal import read_lines

Lines = list[dict[str, object]]
# where the runbook leaves its journals unless it is told otherwise (`--report`)
REPORTS = "promotion-reports"


class Remote(Protocol):
    """Journals of one region: `standby.aws.journals.SsmJournals`, or a fake."""

    region: str

    def lines(self) -> dict[str, Lines]: ...


@dataclass(frozen=True)
class Journals:
    """Lines by run; `unread`: what could not be looked at, with the reason. What is missing there may exist."""

    runs: Mapping[str, Lines]
    unread: tuple[str, ...] = ()


def journals(folders: Iterable[Path], remotes: Iterable[Remote] = ()) -> Journals:
    """Every run that a folder or a region knows; a line that several know counts once. Regions are read in parallel."""
    places = list(remotes)
    unread: list[str] = []
    merged: dict[str, dict[str, dict[str, object]]] = {}
    for folder in folders:
        for file in sorted(folder.glob("*.jsonl")):
            _merge(merged, {file.stem: read_lines(file)})
    with ThreadPoolExecutor(max_workers=max(len(places), 1)) as pool:
        for place, answer in zip(places, [pool.submit(place.lines) for place in places], strict=True):
            try:
                _merge(merged, answer.result())
            except CloudError as error:
                unread.append(f"{place.region}: {error}")
    runs = {run: [lines[key] for key in sorted(lines, key=_number)] for run, lines in merged.items()}
    return Journals({run: lines for run, lines in runs.items() if lines}, tuple(unread))


def _merge(merged: dict[str, dict[str, dict[str, object]]], found: Mapping[str, Lines]) -> None:
    for name, lines in found.items():
        for line in lines:
            if "step" not in line:
                continue
            run = str(line.get("run") or name)
            merged.setdefault(run, {}).setdefault(str(line.get("n", "0")), line)


def _number(key: str) -> tuple[int, str]:
    return (int(key), key) if key.isdigit() else (0, key)
