"""The command `standby adopt`: may it join, what will be done, agreement, and the steps."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from pattern.comparison import disagreements
from pattern.settings import Settings
from standby.adopt.around import offers
from standby.adopt.eligibility import Verdict, blocking, judge
from standby.adopt.facts import Facts, read_facts
from standby.adopt.files import entries, with_entries
from standby.adopt.proposal import config_values, to_import
from standby.adopt.steps import ensure_global_cluster, ensure_imported, ensure_replica, prove, read_state
from standby.aws.cloud import Cloud
from standby.check import look
from standby.console import output, said_yes
from standby.errors import DeclinedError, RefusedError, UsageError
from standby.init.documents import write
from standby.journal import run_name, state_folder
from standby.options import ProjectDir
from standby.stacks.automation import PulumiStacks
from standby.stacks.project import Project, open_project

MARKS = {"yes": "ok  ", "no": "NO  ", "note": "note"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(adopt)


def adopt(
    cluster: Annotated[str, typer.Option("--cluster", help="identifier of the existing Aurora cluster")],
    secret: Annotated[str, typer.Option("--secret", help="name of the secret with its username and password")],
    only_check: Annotated[bool, typer.Option("--check", help="say whether it can join, and stop")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
    project: ProjectDir = Path(),
) -> None:
    """Make an existing Aurora cluster the primary's database: imported, not made again. Resumable: run it again."""
    opened = open_project(project.resolve())
    settings, peer = opened.primary, opened.primary.peer.region
    cloud = Cloud(settings.region)
    facts = read_facts(cloud, cloud.beside(peer), cluster, secret)
    verdicts = judge(facts, peer, settings.peer_names.of("db-cluster"))
    for line in shown(verdicts):
        typer.echo(line)
    if bad := blocking(verdicts):
        names = ", ".join(one.question for one in bad)
        raise RefusedError("cannot-join", f"{cluster} cannot join a global database yet: {names}. Nothing was changed")
    for line in _around(opened, cloud, facts):
        typer.echo(line)
    if only_check:
        typer.echo(f"{cluster} can become the primary of a global database with a secondary in {peer}")
        return
    files = proposed_files(opened, facts)
    identifier = global_name(facts, settings)
    rows, stacks = to_import(facts, identifier), _stacks(opened)
    read_state(stacks, rows)  # whether the stack is there, and has no other database, before anything is done
    _agree(facts, identifier, peer, opened, files, yes)
    ensure_global_cluster(cloud, facts, identifier, typer.echo)
    ensure_replica(cloud, facts, peer, typer.echo)
    write(opened.root, {name: text for name, text in files.items() if (opened.root / name).read_text() != text})
    typer.echo(f"config   {', '.join(files)}")
    ensure_imported(stacks, rows, opened.root / f"import.{opened.stacks['primary']}.json", typer.echo)
    prove(stacks, rows, typer.echo)
    for line in _next(opened):
        typer.echo(line)


def _around(project: Project, cloud: Cloud, facts: Facts) -> list[str]:
    """What else is there to use, as lines for the primary's stack file; nothing of it is written."""
    file = f"Pulumi.{project.stacks['primary']}.yaml"
    said = entries((project.root / file).read_text(), file).get("standby:existing") or {}
    found = offers(cloud, facts, project.primary.domain.name, said)
    if not found:
        return []
    title = (
        f"also in {facts.region}. To use one of these instead of a new one, add its line to standby:existing in {file}:"
    )
    return [title, *(f"  {line}" for line in found)]


def shown(verdicts: Sequence[Verdict]) -> list[str]:
    """One line per question, and what to do below those that are not simply fine."""
    lines = []
    for one in verdicts:
        lines.append(f"{MARKS[one.answer]} {one.question}: {one.found}")
        if one.answer != "yes":
            lines.append(f"       {one.todo}")
    return lines


def global_name(facts: Facts, settings: Settings) -> str:
    """The global database's identifier: the one that it is in, or the one that config gives it."""
    return str(facts.owner["GlobalClusterIdentifier"]) if facts.owner else settings.names.of("global-cluster")


def proposed_files(project: Project, facts: Facts) -> dict[str, str]:
    """The three platform files as they should be, checked as the program will check them; nothing is written.

    Raises:
        UsageError: config that the program would refuse, or ranges of the two regions that overlap.
    """
    primary, dr = (f"Pulumi.{project.stacks[side]}.yaml" for side in ("primary", "dr"))
    texts = {name: (project.root / name).read_text() for name in ("Pulumi.yaml", primary, dr)}
    shared, own = entries(texts["Pulumi.yaml"], "Pulumi.yaml"), entries(texts[primary], primary)
    values = config_values(facts, shared, own, project.primary)
    peer = {**entries(texts[dr], dr).get("standby:peer", {}), "vpcCidr": facts.vpc_cidr}
    wanted = {
        "Pulumi.yaml": with_entries(texts["Pulumi.yaml"], values["shared"], "Pulumi.yaml", shared=True),
        primary: with_entries(texts[primary], values["own"], primary, shared=False),
        dr: with_entries(texts[dr], {"standby:peer": peer}, dr, shared=False),
    }
    _check(project, wanted)
    return wanted


def _check(project: Project, files: Mapping[str, str]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "workloads").mkdir()
        workloads = {one.relative_to(project.root): one for one in project.folder("workloads").glob("Pulumi*.yaml")}
        write(folder, {**files, **{str(name): one.read_text() for name, one in workloads.items()}})
        problems = _problems(folder)
    if problems:
        lines = "\n".join(f"  - {one}" for one in problems)
        raise UsageError(f"the config around the existing cluster would have problems:\n{lines}")


def _problems(folder: Path) -> list[str]:
    found = look(folder)
    return [*found.problems, *disagreements(found.platforms, found.workloads)]


def _agree(facts: Facts, identifier: str, peer: str, project: Project, files: Mapping[str, str], yes: bool) -> None:
    deeds = []
    if facts.owner is None:
        deeds.append(f"create-global-cluster {identifier} around {facts.identifier} (it stays up)")
    if facts.secret is None or peer not in facts.secret.replicas:
        deeds.append(f"replicate secret {facts.secret_name} to {peer}")
    changed = [name for name, text in files.items() if (project.root / name).read_text() != text]
    if changed:
        deeds.append(f"write {', '.join(changed)}")
    deeds.append(f"import into the state of {project.stacks['primary']} what is not there yet, and preview")
    for number, deed in enumerate(deeds, 1):
        typer.echo(f"{number}. {deed}")
    if not yes and not said_yes("Do this?"):
        raise DeclinedError("nothing was changed; `--yes` agrees beforehand")


def _stacks(project: Project) -> PulumiStacks:
    run = run_name(datetime.now(UTC), "adopt")
    folder = state_folder(project.primary.app, project.primary.environment)
    say: Any = lambda line: output().print(line, markup=False)  # noqa: E731
    return PulumiStacks(project, run, folder / run, None, None, say)


def _next(project: Project) -> list[str]:
    primary, dr = project.stacks["primary"], project.stacks["dr"]
    return [
        "next     review the changed files, and commit them with the import file",
        f"next     pulumi up --stack {primary}, pulumi up --stack {dr}, then the same two in workloads/",
    ]
