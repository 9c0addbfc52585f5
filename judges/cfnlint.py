"""cfn-lint in an environment of its own (`uv tool run`), pinned: its findings by rule and type of resource."""

from __future__ import annotations

import json
import os
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from judges.checkov import JudgeError, uv
from judges.verdict import Finding

VERSION = "1.58.0"
_SECONDS = 600
_SHOWN = 240  # characters of a message; some list every name that there is
_CRASHED = 1  # 2, 4, 8 and their sums are findings of some level


def run(files: Iterable[Path]) -> list[Finding]:
    """The findings in templates; raises JudgeError when cfn-lint did not come to a result."""
    names = [str(file) for file in files]
    command = [uv(os.environ), "tool", "run", "--from", f"cfn-lint=={VERSION}", "cfn-lint"]
    command += ["--format", "json", "--regions", "us-east-1", "--", *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS)
    try:
        if done.returncode == _CRASHED:
            raise ValueError
        report = json.loads(done.stdout)
    except ValueError as error:
        said = (done.stdout + done.stderr)[-2000:]
        raise JudgeError(f"cfn-lint ended with exit code {done.returncode}:\n{said}") from error
    return findings(report, {name: json.loads(Path(name).read_text()) for name in names})


def findings(report: Iterable[Any], templates: Mapping[str, Any]) -> list[Finding]:
    """The findings of a report, one for each rule and type of resource; the title is the first message."""
    where: dict[tuple[str, str], set[str]] = defaultdict(set)
    titles: dict[tuple[str, str], str] = {}
    for match in report:
        path = [str(step) for step in match["Location"].get("Path") or ()]
        name = path[1] if len(path) > 1 and path[0] == "Resources" else "template"
        found = templates[match["Filename"]]["Resources"].get(name)
        key = (match["Rule"]["Id"], found["Type"] if found else "template")
        titles.setdefault(key, f"{match['Rule']['ShortDescription']}: {match['Message']}"[:_SHOWN])
        where[key].add(name)
    return [Finding(check, kind, titles[check, kind], tuple(sorted(names))) for (check, kind), names in where.items()]
