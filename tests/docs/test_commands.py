"""Every command that a page shows exists, with its subcommands and its options: a renamed option fails here.

What a page promises that a command does is held by the scenarios; this test holds that a reader can paste it.
"""

from __future__ import annotations

import functools
import os
import re
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from unittest import mock

import awscli
import pytest
import typer
from awscli.clidriver import create_clidriver

from lab.cli import app as lab_app
from lab.toolchain import pulumi_cli
from standby.cli import app_for
from tests.docs.shown import Shown, commands
from tests.docs.test_links import ROOT, pages

# pages that tell of commands that are gone
HISTORY = {"CHANGELOG.md"}


def options_of(words: Iterable[str]) -> list[str]:
    """The options among the words of a command or of a synopsis such as `[--format table|json]...`."""
    return [match[1] for word in words if (match := re.match(r"\[?(--?[A-Za-z][\w-]*)", word))]


def problem_of_click(app: typer.Typer, shown: Shown) -> str | None:
    command: Any = typer.main.get_command(app)
    known = {"--help"}
    rest = list(shown.words[1:])
    while hasattr(command, "commands") and rest and not rest[0].startswith(("-", "[", "…")):
        known |= {name for option in command.params for name in option.opts}
        found = command.commands.get(rest.pop(0))
        if found is None:
            return f"{command.name} has no such subcommand"
        command = found
    known |= {name for option in command.params for name in [*option.opts, *option.secondary_opts]}
    return unknown(options_of(rest), known)


def unknown(said: Iterable[str], known: Iterable[str]) -> str | None:
    missing = sorted(set(said) - set(known))
    return f"no option {', '.join(missing)}" if missing else None


@functools.cache
def help_options(*command: str) -> frozenset[str]:
    """The options that a program's own help names."""
    told = subprocess.run([*command, "--help"], capture_output=True, text=True, check=True, timeout=60)
    return frozenset(re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", told.stdout))


def problem_of_promotion(shown: Shown) -> str | None:
    return unknown(options_of(shown.words), help_options(str(ROOT / "runbooks/promote-dr.sh")))


def problem_of_make(shown: Shown) -> str | None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    missing = {word for word in shown.words[1:] if "=" not in word} - set(targets)
    return f"no target {', '.join(sorted(missing))}" if missing else None


@functools.cache
def pulumi() -> str:
    return str(pulumi_cli.find(os.environ).pulumi)


@functools.cache
def pulumi_commands(*path: str) -> frozenset[str]:
    told = subprocess.run([pulumi(), *path, "--help"], capture_output=True, text=True, check=True, timeout=60)
    return frozenset(re.findall(r"^  (?:  )?([a-z][\w-]+)  ", told.stdout, re.MULTILINE))


def problem_of_pulumi(shown: Shown) -> str | None:
    words = [word for word in shown.words[1:] if re.fullmatch(r"[a-z]+", word)]
    if not words:
        return None
    if words[0] not in pulumi_commands():
        return f"pulumi has no {words[0]}"
    path = words[:2] if words[1:] and words[1] in pulumi_commands(words[0]) else words[:1]
    return unknown(options_of(shown.words), help_options(pulumi(), *path))


@functools.cache
def aws_services() -> tuple[Any, frozenset[str]]:
    """The AWS CLI's table of services, and the options that every command takes."""
    # its own data stands beside botocore's; the tests' environment has no AWS variable, so it is named again
    with mock.patch.dict(os.environ, AWS_DATA_PATH=str(Path(awscli.__file__).parent / "data")):
        helper = create_clidriver().create_help_command()
    return helper.command_table, frozenset(f"--{name}" for name in helper.arg_table)


def problem_of_aws(shown: Shown) -> str | None:
    words = [word for word in shown.words[1:] if re.fullmatch(r"[a-z][a-z0-9-]+", word)]
    if len(words) < 2:
        return None
    service, operation = words[:2]
    services, everywhere = aws_services()
    command = services[service].create_help_command().command_table.get(operation)
    if command is None:
        return f"aws {service} has no {operation}"
    return unknown(options_of(shown.words), everywhere | {f"--{name}" for name in command.arg_table})


JUDGES: dict[str, Callable[[Shown], str | None]] = {
    "standby": functools.partial(problem_of_click, app_for()),
    "lab": functools.partial(problem_of_click, lab_app),
    "promote-dr.sh": problem_of_promotion,
    "make": problem_of_make,
    "pulumi": problem_of_pulumi,
    "aws": problem_of_aws,
}


@pytest.mark.parametrize(
    "page", [page for page in pages() if page.name not in HISTORY], ids=lambda page: str(page.relative_to(ROOT))
)
def test_every_shown_command_can_be_pasted(page: Path) -> None:
    problems = [f"{shown}: {found}" for shown in commands(page) if (found := JUDGES[shown.words[0]](shown))]
    assert not problems, "\n".join([str(page.relative_to(ROOT)), *problems])


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("standby circle", "no such subcommand"),
        ("standby failback apply --stepp NAME", "no option --stepp"),
        ("runbooks/promote-dr.sh --app a --modus detach", "no option --modus"),
        ("make circle", "no target circle"),
        ("pulumi upp", "pulumi has no upp"),
        ("pulumi stack export --fil x", "no option --fil"),
        ("aws rds modify-db-cluster --db-cluster-name x", "no option --db-cluster-name"),
        ("lab up --dataa", "no option --dataa"),
    ],
)
def test_a_wrong_command_would_be_found(line: str, found: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"```console\n$ cd there && {line}   # why\n```\n")
    (shown,) = commands(page)
    assert found in (JUDGES[shown.words[0]](shown) or "")


def test_the_pages_show_commands_of_every_program() -> None:
    seen = {shown.words[0] for page in pages() for shown in commands(page)}
    assert seen == set(JUDGES)
