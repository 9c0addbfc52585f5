"""What a forced promotion lost, read from the log of the server that was left behind: no model, no estimate."""

from __future__ import annotations

import re
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from lab.data.postgres import Server

_COMMIT = re.compile(r"desc: COMMIT (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+) UTC")
_SEGMENT = re.compile(r"^[0-9A-F]{24}$")


@dataclass(frozen=True)
class Loss:
    """Transactions that committed at the old writer and never arrived; times in seconds since the epoch."""

    commits: int
    oldest: float | None = None
    newest: float | None = None

    def told(self) -> dict[str, Any]:
        """As the truth API tells it."""
        return {f"lost_{key}": value for key, value in asdict(self).items()}


def since(server: Server, position: str) -> Loss:
    """The commits in the log of `server` behind `position`; the server may run or not."""
    segments = [path.name for path in (server.data / "pg_wal").iterdir() if _SEGMENT.match(path.name)]
    timeline = max((int(name[:8], 16) for name in segments), default=1)
    command = [str(server.programs.folder / "pg_waldump"), "-p", str(server.data / "pg_wal"), "-t", str(timeline)]
    # the end of the log is an error to this program, after everything before it was printed
    done = subprocess.run(
        [*command, "-s", position, "-r", "Transaction"],
        cwd=server.folder,
        env={"TZ": "UTC", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
        **server.programs.account.popen(),
    )
    moments = [
        datetime.strptime(found, "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC).timestamp()
        for found in _COMMIT.findall(str(done.stdout))
    ]
    return Loss(len(moments), min(moments, default=None), max(moments, default=None))
