"""What the client says was lost beside what the lab knows: the logs of the database that was left behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from demo.runner import DemoError
from standby.record.model import DrillRecord
from standby.record.store import read, stored


def newest_record(reports: Path) -> DrillRecord:
    """The record that the drill has just written.

    Raises:
        DemoError: there is none.
    """
    found = sorted(
        (file for folder in reports.glob("standby/*") for file in stored(folder)), key=lambda file: file.name
    )
    if not found:
        raise DemoError(f"the drill left no record in {reports}")
    return read(found[-1])


def agreement(record: DrillRecord, moves: Sequence[Mapping[str, Any]]) -> str:
    """One sentence about both counts of the first move.

    The lab counts every commit that never arrived, also those of the worker and those that were never acknowledged; the
    client counts acknowledged orders. So the client's number can be smaller, never larger.

    Raises:
        DemoError: the client misses more than the lab says was lost, or nobody counted.
    """
    measured = record.moves[0].measured if record.moves else None
    if measured is None or measured.lost is None:
        raise DemoError("the drill did not count lost writes; is probe.drillPath set, and does the lab run with data?")
    commits = next((int(one["lost_commits"]) for one in moves if one.get("lost_commits") is not None), 0)
    missing = len(measured.lost.missing)
    if missing > commits:
        raise DemoError(
            f"the client misses {missing} acknowledged writes, the lab says that {commits} commits were lost"
        )
    return f"{missing} acknowledged writes lost; the lab's own count: {commits} commits"
