"""`python -m judges` (`make judges`): the pair comes up on the lab, its states are judged, the verdict is printed."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from judges import cfnlint, checkov
from judges.checkov import JudgeError
from judges.cloudformation import templates
from judges.plan import plan
from judges.verdict import Finding, Verdict, accepted, judged
from lab import session
from lab.config import Home
from lab.errors import LabError
from lab.project import load
from lab.workspace import Workspace, copy_projects

ROOT = Path(__file__).resolve().parents[1]


def exported(folder: Path) -> Iterator[Any]:
    """The state of every stack, brought up on a lab of its own."""
    project = load(ROOT / "lab.toml")
    home = Home(folder / "lab", project)
    emulator = session.up(home, os.environ, "instant", parent_pid=os.getpid())
    try:
        environ = session.environment(home, emulator, os.environ)
        workspace = Workspace(copy_projects(folder / "project", project), environ)
        for part in project.projects:
            for stack in project.stacks:
                print(f"judges: pulumi up of {project.projects[part]}/{stack}", file=sys.stderr, flush=True)
                workspace.pulumi("up", "--yes", "--skip-preview", "--stack", stack, project=part)
                yield json.loads(workspace.pulumi("stack", "export", "--stack", stack, project=part).stdout)
    finally:
        session.down(home)


def told(verdict: Verdict) -> Iterator[str]:
    """The verdict, line by line."""
    for finding in verdict.open:
        yield f"{finding.check} on {finding.kind}: {finding.title}"
        yield f"  {', '.join(finding.where)}"
    for entry in verdict.stale:
        yield f"judges/accepted.toml accepts {entry}, which is found no more: take it out"
    if verdict.good:
        yield "every finding is accepted, with a reason (judges/accepted.toml)"


def by_checkov(states: list[Any], folder: Path) -> list[Finding]:
    """checkov's findings in the states as one plan."""
    document, unknown = plan(states)
    file = folder / "plan.json"
    file.write_text(json.dumps(document))
    count = len(document["resource_changes"])
    print(f"judges: checkov {checkov.VERSION} reads {count} resources; left out: {unknown or 'none'}", flush=True)
    return checkov.run(file)


def by_cfnlint(states: list[Any], folder: Path) -> list[Finding]:
    """cfn-lint's findings in the states as templates."""
    made, left_out = templates(states)
    files = [folder / f"template-{number}.json" for number in range(len(made))]
    for file, template in zip(files, made, strict=True):
        file.write_text(json.dumps(template))
    count = sum(len(template["Resources"]) for template in made)
    print(f"judges: cfn-lint {cfnlint.VERSION} reads {count} resources; left out: {left_out or 'none'}", flush=True)
    return cfnlint.run(files)


def main(arguments: list[str]) -> int:
    """Judge the given exported states, or those of the pair on the lab; exit code 1 when something is open."""
    try:
        with tempfile.TemporaryDirectory(prefix="judges-") as folder:
            states = [json.loads(Path(name).read_text()) for name in arguments] or list(exported(Path(folder)))
            verdict = judged([*by_checkov(states, Path(folder)), *by_cfnlint(states, Path(folder))], accepted())
    except (LabError, JudgeError, ValueError, OSError) as error:
        print(f"judges: {error}", file=sys.stderr)
        return 2
    for line in told(verdict):
        print(line)
    return 0 if verdict.good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
