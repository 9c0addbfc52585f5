"""The runbook's own preflight, read line by line: `ok  capacity  text` and below it `fix: …`."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from standby.readiness.check import Check, Level, Move

SECONDS = 60.0
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
    """Run a preflight and read it. A preflight that ends in another way than its lines say leaves the move unknown."""
    try:
        ran = subprocess.run(
            list(command),
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return [
            Check("unknown", "runbook", f"its preflight did not end within {seconds:g} s", "run it by hand", (move,))
        ]
    except OSError as error:
        return [
            Check("unknown", "runbook", f"{command[0]} cannot be started: {error.strerror}", "chmod +x it", (move,))
        ]
    found = parsed(ran.stderr + ran.stdout, move)
    refused = any(check.level == "refuse" for check in found)
    if ran.returncode == 0 and found and not refused:
        return found
    if ran.returncode == 3 and refused:
        return found
    words = (ran.stderr or ran.stdout).strip().splitlines()
    why = next(
        (line for line in words if "--mode" in line or "promote-dr.sh:" in line), words[-1] if words else "no word"
    )
    return [
        *found,
        Check("unknown", "runbook", f"its preflight ended with exit code {ran.returncode}: {why}", moves=(move,)),
    ]


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
