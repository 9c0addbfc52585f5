"""The config file in the CLI's command line, on a /proc of the test's own making."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policy.engine.command_line import given_config


def process(proc: Path, pid: int, parent: int, *arguments: str) -> None:
    folder = proc / str(pid)
    (folder / "cwd").mkdir(parents=True)
    (folder / "cmdline").write_text("\0".join(arguments))
    (folder / "stat").write_text(f"{pid} (name (x)) S {parent} 1 1")


def run(proc: Path, *arguments: str) -> dict[str, object]:
    """What a pack sees that a language host has started, which the CLI has started with `arguments`."""
    process(proc, 20, 10, "pulumi-language-python", "pack")
    process(proc, 10, 1, "pulumi", "preview", *arguments)
    (proc / "10" / "cwd" / "config.json").write_text(json.dumps({"a": "disabled"}))
    return dict(given_config(proc, 20))


@pytest.mark.parametrize(
    "arguments",
    [
        ("--policy-pack", "policy", "--policy-pack-config", "config.json"),
        ("--policy-pack=policy", "--policy-pack-config=config.json"),
    ],
)
def test_the_file_is_found_in_the_folder_of_the_cli(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert run(tmp_path, *arguments) == {"a": "disabled"}


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--policy-pack", "policy"),
        ("--policy-pack", "policy", "--policy-pack-config", "none.json"),
        ("--policy-pack", "a", "--policy-pack", "b", "--policy-pack-config", "config.json"),
        ("--policy-pack", "policy", "--policy-pack-config"),
    ],
)
def test_what_cannot_be_told_is_left_to_the_engine(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert run(tmp_path, *arguments) == {}


def test_a_system_without_proc_has_nothing_to_say(tmp_path: Path) -> None:
    assert given_config(tmp_path / "none", 20) == {}
