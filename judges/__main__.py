"""`python -m judges` (`make judges`): the pair comes up on the lab, its states are judged, the verdict is printed.

Terraform's own provider is a judge, too, where `STANDBY_TOFU` and `STANDBY_TERRAFORM_PROVIDER` name the programs.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from judges import cfnlint, checkov, terraform
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


@contextlib.contextmanager
def pair(folder: Path) -> Iterator[tuple[list[Any], Mapping[str, str]]]:
    """The states of all stacks, secrets in plain text, and the environment of the lab on which they are up."""
    project = load(ROOT / "lab.toml")
    home = Home(folder / "lab", project)
    emulator = session.up(home, os.environ, "instant", parent_pid=os.getpid())
    try:
        environ = session.environment(home, emulator, os.environ)
        workspace = Workspace(copy_projects(folder / "project", project), environ)
        states = []
        for part in project.projects:
            for stack in project.stacks:
                print(f"judges: pulumi up of {project.projects[part]}/{stack}", file=sys.stderr, flush=True)
                workspace.pulumi("up", "--yes", "--skip-preview", "--stack", stack, project=part)
                export = ("stack", "export", "--show-secrets", "--stack", stack)
                states.append(json.loads(workspace.pulumi(*export, project=part).stdout))
        yield states, environ
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


def by_terraform(states: list[Any], tools: terraform.Tools, environ: Mapping[str, str], folder: Path) -> list[Finding]:
    """What Terraform's provider would change in the pair on the lab."""
    found = []
    for number, state in enumerate(states):
        own = folder / f"terraform-{number}"
        own.mkdir()
        count, differences = terraform.differences(state, tools, environ, own)
        print(f"judges: Terraform's provider has imported {count} resources", flush=True)
        found += differences
    print(f"judges: nothing imports {', '.join(terraform.left_out(states)) or 'none'}", flush=True)
    return found


def findings(names: list[str], folder: Path) -> tuple[list[Finding], bool]:
    """Of the given states, or of the pair on the lab; and whether Terraform's provider was among the judges."""
    if names:
        states = [json.loads(Path(name).read_text()) for name in names]
        return [*by_checkov(states, folder), *by_cfnlint(states, folder)], False
    tools = terraform.tools(os.environ)
    with pair(folder) as (states, environ):
        found = [*by_checkov(states, folder), *by_cfnlint(states, folder)]
        if tools:
            found += by_terraform(states, tools, environ, folder)
        else:
            print(
                f"judges: Terraform's provider is left out: {' and '.join(terraform.NAMED_BY)} are not set", flush=True
            )
    return found, tools is not None


def main(arguments: list[str]) -> int:
    """Judge the given exported states, or those of the pair on the lab; exit code 1 when something is open."""
    try:
        with tempfile.TemporaryDirectory(prefix="judges-") as folder:
            found, with_terraform = findings(arguments, Path(folder))
            listed = {
                key: reason
                for key, reason in accepted().items()
                if with_terraform or not key[0].startswith(terraform.CHECKS)
            }
            verdict = judged(found, listed)
    except (LabError, JudgeError, ValueError, OSError) as error:
        print(f"judges: {error}", file=sys.stderr)
        return 2
    for line in told(verdict):
        print(line)
    return 0 if verdict.good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
