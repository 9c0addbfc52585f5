"""The runbook's own preflight, read line by line: `ok  capacity  text` and below it `fix: …`."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from standby.readiness.check import Check, Level, Move

SECONDS = 25.0
END_SECONDS = 2.0  # for a preflight that is told to end: it removes its temporary folder
_LINE = re.compile(r"^(ok|advice|warn|refuse|forced)\s+(\S+)\s+(.*)$")
_FIX = re.compile(r"^\s+fix: (.*)$")
_LEVELS: dict[str, Level] = {"ok": "ok", "advice": "ok", "warn": "warn", "refuse": "refuse", "forced": "warn"}


def parsed(output: str, move: Move) -> list[Check]:
    """The checks of one preflight."""
    found: list[Check] = []
    for line in output.splitlines():
        if told := _LINE.match(line):
            found.append(Check(_LEVELS[told[1]], told[2], told[3], moves=(move,)))
        elif found and (fix := _FIX.match(line)):
            last = found.pop()
            found.append(Check(last.level, last.name, last.text, fix[1], (move,)))
    return found


def runbook_checks(command: Sequence[str], move: Move, folder: Path, seconds: float = SECONDS) -> list[Check]:
    """Run a preflight and read it. A preflight that ends in another way than its lines say leaves the move unknown.

    One that is late is ended; what it said until then counts, and the move is unknown unless a check refused.
    """
    try:
        code, said = _run(command, folder, seconds)
    except OSError as error:
        return [
            Check("unknown", "runbook", f"{command[0]} cannot be started: {error.strerror}", "chmod +x it", (move,))
        ]
    found = parsed(said, move)
    if code is None:
        late = f"its preflight did not end within {seconds:g} s"
        return [*found, Check("unknown", "runbook", late, "run it by hand, or --timeout", (move,))]
    refused = any(check.level == "refuse" for check in found)
    if code == 0 and found and not refused:
        return found
    if code == 3 and refused:
        return found
    words = said.strip().splitlines()
    why = next(
        (line for line in words if "--mode" in line or "promote-dr.sh:" in line), words[-1] if words else "no word"
    )
    return [
        *found,
        Check("unknown", "runbook", f"its preflight ended with exit code {code}: {why}", moves=(move,)),
    ]


def _run(command: Sequence[str], folder: Path, seconds: float) -> tuple[int | None, str]:
    """Exit code, None if it was late, and what was printed.

    The output goes to a file: with a pipe, a call to AWS that outlives the killed runbook would keep us waiting.
    """
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        ran = subprocess.Popen(
            list(command), cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        code: int | None
        try:
            code = ran.wait(seconds)
        except subprocess.TimeoutExpired:
            code = None
            _end(ran)
        output.seek(0)
        return code, output.read()


def _end(ran: subprocess.Popen[bytes]) -> None:
    ran.terminate()
    try:
        ran.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        ran.kill()
        ran.wait()


def merged(switchover: Sequence[Check], failover: Sequence[Check]) -> list[Check]:
    """Both preflights as one list: a check that says the same for both moves stands there once."""
    found: list[Check] = []
    rest = list(failover)
    for check in switchover:
        twin = next(
            (one for one in rest if (one.level, one.name, one.text) == (check.level, check.name, check.text)), None
        )
        if twin is not None:
            rest.remove(twin)
        moves: tuple[Move, ...] = ("switchover", "failover") if twin else ("switchover",)
        found.append(Check(check.level, check.name, check.text, check.fix, moves))
    return [*found, *rest]
