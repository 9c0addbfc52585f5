"""checkov in an environment of its own (`uv tool run`), pinned: its findings by check and kind of resource."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from judges.verdict import Finding

VERSION = "3.3.30"
_SECONDS = 600


class JudgeError(Exception):
    """A judge could not be run; says what is needed."""


def uv(environ: Mapping[str, str]) -> str:
    """uv: the machine's own, else the one that `make` has put into the cache."""
    cache = Path(environ.get("XDG_CACHE_HOME") or Path(environ.get("HOME", "~")).expanduser() / ".cache")
    found = shutil.which("uv", path=environ.get("PATH")) or shutil.which("uv", path=str(cache / "standby/uv/bin"))
    if found is None:
        raise JudgeError("there is no uv on PATH or in the cache: run `make setup`")
    return found


def run(plan: Path) -> list[Finding]:
    """The failed checks of a plan; raises JudgeError when checkov did not come to a result."""
    command = [uv(os.environ), "tool", "run", "--from", f"checkov=={VERSION}", "checkov", "--file", str(plan)]
    command += ["--framework", "terraform_plan", "--output", "json", "--quiet", "--compact", "--skip-download"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS)
    try:
        report = json.loads(done.stdout)
    except ValueError as error:
        raise JudgeError(f"checkov ended with exit code {done.returncode}:\n{done.stderr[-2000:]}") from error
    return findings(report)


def findings(report: Any) -> list[Finding]:
    """The findings of a report, one for each check and kind of resource."""
    parts = report if isinstance(report, list) else [report]
    where: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for part in parts:
        for failed in part.get("results", {}).get("failed_checks", []):
            kind, _, name = failed["resource"].partition(".")
            where[failed["check_id"], kind, failed["check_name"]].append(name)
    return [Finding(check, kind, title, tuple(sorted(names))) for (check, kind, title), names in where.items()]
