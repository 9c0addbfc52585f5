"""`standby check`: what the config files of all stacks say, and what they say about each other. No Pulumi, no AWS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import typer

from pattern import settings, workloads
from pattern.comparison import PlatformFile, WorkloadsFile, disagreements
from pattern.reading import ConfigError
from standby.errors import UsageError
from standby.options import ProjectDir
from standby.stacks.project import WORKLOADS, require_project, stack_config

LoadedT = TypeVar("LoadedT")


@dataclass
class Found:
    """Every stack that could be read, and every problem of those that could not."""

    platforms: list[PlatformFile] = field(default_factory=list)
    workloads: list[WorkloadsFile] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)


def check(project: ProjectDir = Path()) -> None:
    """Check the config of all stacks: each by itself, and what they say about each other. Changes nothing."""
    found = look(project.resolve())
    found.problems += disagreements(found.platforms, found.workloads)
    if found.problems:
        lines = "\n".join(f"  - {problem}" for problem in found.problems)
        raise UsageError(f"the config has {len(found.problems)} problem(s):\n{lines}")
    for one in found.platforms:
        role = "serves" if one.settings.serves_traffic else "stands by"
        typer.echo(f"{one.file}: {one.settings.names.stem} in {one.settings.region}, {role}")
    for layer in found.workloads:
        services = ", ".join(service.name for service in layer.settings.services)
        typer.echo(f"{layer.file}: {layer.settings.capacity}: {services}")
    typer.echo("the config is consistent")


def look(root: Path) -> Found:
    """All stacks of both layers of a project's folder.

    Raises:
        UsageError: this is no project's folder, or a file is no YAML.
    """
    require_project(root)
    found = Found()
    for stack, loaded in _stacks(root, settings.load, found.problems):
        found.platforms.append(PlatformFile(stack, f"Pulumi.{stack}.yaml", loaded))
    for stack, layer in _stacks(root / WORKLOADS, workloads.load, found.problems):
        found.workloads.append(WorkloadsFile(stack, f"{WORKLOADS}/Pulumi.{stack}.yaml", layer))
    return found


def _stacks(
    folder: Path, load: Callable[[dict[str, str], str], LoadedT], problems: list[str]
) -> list[tuple[str, LoadedT]]:
    """(stack, settings) of every stack file in a folder; the problems of the others are added to `problems`."""
    read = []
    above = f"{folder.name}/" if folder.name == WORKLOADS else ""
    names = sorted(path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in folder.glob("Pulumi.*.yaml"))
    if not names:
        problems.append(f"{above or './'}: there is no Pulumi.<stack>.yaml; `standby init` writes them")
    for name in names:
        try:
            read.append((name, load(stack_config(folder, name), name)))
        except ConfigError as error:
            problems += [f"{above}Pulumi.{name}.yaml: {problem}" for problem in error.problems]
    return read
