"""The report of a failback: what was done and how long it took, what is kept, and what keeping it costs.

Made from the run's journal file and the facts at the end; Markdown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from standby.journal import read_lines
from standby.pair.database import Snapshot
from standby.pair.facts import Facts
from standby.pair.topology import COPY_PREFIX, FINAL_PREFIX, STALE_PREFIX
from standby.private_files import private_folder, private_write

# Aurora pricing page, "Backup storage", us-east-1, read second hand: check it for your region (--snapshot-price).
PRICE_PER_GIB_MONTH = 0.021


@dataclass(frozen=True)
class FileReport:
    """`standby.pair.seams.Report`: the report of one run, beside its journal."""

    journal_file: Path
    run: str
    price: float = PRICE_PER_GIB_MONTH
    say: Callable[[str], None] = lambda _: None

    def write(self, facts: Facts) -> None:
        """The report as of these facts."""
        file = self.journal_file.with_suffix(".md")
        private_folder(file.parent)
        private_write(file, report(facts, read_lines(self.journal_file), self.run, self.price))
        self.say(f"report: {file}")


def kept_snapshots(facts: Facts) -> tuple[Snapshot, ...]:
    """Manual snapshots that a failback made at the primary, of this and earlier incidents, by name."""
    prefixes = (STALE_PREFIX, FINAL_PREFIX, COPY_PREFIX)
    found = [s for s in facts.primary.snapshots if s.manual and s.identifier.startswith(prefixes)]
    return tuple(sorted(found, key=lambda snapshot: snapshot.identifier))


def snapshot_lines(facts: Facts, price: float) -> list[str]:
    """A table row for each kept snapshot, with what it costs a month at most."""
    rows = ["| snapshot | state | taken | GiB | at most, per month |", "|---|---|---|---|---|"]
    for one in kept_snapshots(facts):
        taken = f"{one.created:%Y-%m-%d %H:%M} UTC" if one.created else "?"
        rows.append(f"| `{one.identifier}` | {one.status} | {taken} | {one.size_gib} | ${one.size_gib * price:.2f} |")
    return rows if len(rows) > 2 else ["None."]


def report(facts: Facts, lines: Iterable[Mapping[str, object]], run: str, price: float = PRICE_PER_GIB_MONTH) -> str:
    """The report as Markdown.

    Args:
        facts: as of the end.
        lines: the run's journal.
        price: USD for a GiB of backup storage and month.
    """
    entries = list(lines)
    started = entries[0]["time"] if entries else "?"
    text = [
        f"# Failback {run}",
        "",
        f"From {started} to {facts.at:%Y-%m-%dT%H:%M:%SZ}.",
        f"The primary is {facts.primary.region}, DR is {facts.dr.region}.",
        f"The incident that it closes: {facts.dr.freeze or facts.primary.freeze or 'not marked any more'}.",
        "",
        "## What was done",
        "| time | step | event | seconds |",
        "|---|---|---|---|",
    ]
    text += [f"| {e['time']} | {e['step']} | {e['event']} | {e.get('seconds', '')} |" for e in entries]
    text += [
        "",
        "A resumed failback has one journal per run; the others are in SSM, in `standby-journal` beside the contract.",
        "",
        "## What is kept",
        *snapshot_lines(facts, price),
        "",
        f"Prices at {price} USD per GiB and month; AWS bills what exceeds the free share, so this is the most.",
        "Compare rows before you let them go: `standby failback --rpo-report`.",
        "",
    ]
    return "\n".join(text)
