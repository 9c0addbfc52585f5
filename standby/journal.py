"""The journal: JSON lines of what was done, in a local file at once, and in SSM for whoever takes over.

Decisions never read it. The copy in SSM goes to DR, or to the primary while DR is silent; a
copy that fails is said once and does not stop the failback.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from standby.errors import CloudError
from standby.pair.seams import Parameters
from standby.private_files import private_append, private_folder

CALLS = ".calls"  # beside the local file `<run>.jsonl`: every call that the run made to AWS
LONGEST = 4000  # characters; an SSM standard parameter holds 4 KB


def run_name(now: datetime, kind: str = "failback") -> str:
    """`failback-20260301T031200Z-4711`: sorts by time, unique on a machine."""
    return f"{kind}-{now.strftime('%Y%m%dT%H%M%SZ')}-{os.getpid()}"


def state_folder(app: str, environment: str) -> Path:
    """Where runs of a pair keep their files: outside of any working tree."""
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "standby" / f"{app}-{environment}"


@dataclass
class FileJournal:
    """`standby.pair.seams.Journal`: one run's lines.

    `copies`: where journals lie in each region, tried in order; `say` hears of a copy that failed.
    """

    run: str
    file: Path
    copies: Sequence[Parameters] = ()
    say: Callable[[str], None] = lambda _: None
    number: int = 0
    copied: int = field(default=0, init=False)
    told: bool = field(default=False, init=False)

    def note(self, step: str, event: str, **details: object) -> None:
        """One line, on disk before this returns."""
        self.number += 1
        entry = {"n": self.number, "run": self.run, "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
        line = json.dumps({**entry, "step": step, "event": event, **details}, default=str)
        private_folder(self.file.parent)
        private_append(self.file, f"{line}\n", sync=True)
        self._copy(line)

    def _copy(self, line: str) -> None:
        if len(line) > LONGEST:
            line = json.dumps({**json.loads(line), "error": "…", "found": "…"})[:LONGEST]
        for parameters in self.copies:
            try:
                while not parameters.put_new(f"{self.run}/{self.copied + 1:04d}", line):
                    self.copied += 1  # a line never overwrites another
                self.copied += 1
            except CloudError as error:
                problem = str(error)
                continue
            return
        if self.copies and not self.told:
            self.told = True
            self.say(f"the journal is kept in {self.file} only: {problem}")


def read_lines(file: Path) -> list[dict[str, object]]:
    """A journal file's lines; one cut short by a crash is left out."""
    found = []
    for line in file.read_text().splitlines() if file.is_file() else ():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found
