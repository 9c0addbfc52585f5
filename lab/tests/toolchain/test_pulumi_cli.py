"""Which `pulumi` is used, and why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lab.errors import ToolchainError
from lab.toolchain import pulumi_cli
from lab.toolchain.pulumi_cli import EXEC_SHIM, LANGUAGE_HOST, VERSION, Toolchain


def cli(folder: Path, version: str, host: bool = True) -> Path:
    """A folder with a `pulumi` that says `version`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("pulumi", *((LANGUAGE_HOST, EXEC_SHIM) if host else ())):
        (folder / name).write_text(f"#!/bin/sh\necho '{version}'\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("v3.259.0\n", (3, 259, 0)), ("3.231.1-alpha.1", (3, 231, 1)), ("", None), ("unknown", None), ("v3", None)],
)
def test_versions(text: str, numbers: tuple[int, int, int] | None) -> None:
    assert pulumi_cli.parsed_version(text) == numbers


def test_a_new_enough_cli_with_its_host_is_used(tmp_path: Path) -> None:
    found = pulumi_cli.on_path(str(cli(tmp_path, "v3.231.0")))
    assert isinstance(found, Toolchain)
    assert (found.folder, found.version, found.pulumi) == (tmp_path, "v3.231.0", tmp_path / "pulumi")


def test_a_host_elsewhere_on_path_counts(tmp_path: Path) -> None:
    cli(tmp_path / "a", "v3.240.0", host=False)
    cli(tmp_path / "b", "v3.240.0")
    (tmp_path / "b/pulumi").unlink()
    assert isinstance(pulumi_cli.on_path(f"{tmp_path / 'a'}:{tmp_path / 'b'}"), Toolchain)


@pytest.mark.parametrize(
    ("version", "host", "reason"),
    [
        ("v3.230.9", True, r"is version v3\.230\.9, ≥ 3\.231 is needed"),
        ("v2.300.0", True, r"is version v2\.300\.0"),
        ("", True, "is version unknown"),
        ("v3.259.0", False, "has no Python language host"),
    ],
)
def test_why_one_will_not_do(tmp_path: Path, version: str, host: bool, reason: str) -> None:
    said = pulumi_cli.on_path(str(cli(tmp_path, version, host)))
    assert isinstance(said, str)
    assert re.search(reason, said)


def test_none_on_path(tmp_path: Path) -> None:
    assert pulumi_cli.on_path(str(tmp_path)) == "there is no pulumi on PATH (≥ 3.231 is needed)"


def test_a_cli_that_cannot_run_has_no_version(tmp_path: Path) -> None:
    (tmp_path / "pulumi").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "pulumi").chmod(0o755)
    assert pulumi_cli.version_of(tmp_path / "pulumi") == ""
    assert pulumi_cli.version_of(tmp_path / "absent") == ""


def test_the_one_in_the_cache_counts_when_it_is_whole(tmp_path: Path) -> None:
    environ = {"XDG_CACHE_HOME": str(tmp_path), "PATH": ""}
    folder = cli(tmp_path / f"lab/toolchain/v{VERSION}", f"v{VERSION}")
    assert pulumi_cli.find(environ).folder == folder
    (folder / EXEC_SHIM).unlink()
    assert pulumi_cli.built(environ) is None
    with pytest.raises(ToolchainError, match=r"no pulumi on PATH.*lab setup"):
        pulumi_cli.find(environ)


def test_the_machines_own_goes_before_the_cache(tmp_path: Path) -> None:
    cli(tmp_path / f"lab/toolchain/v{VERSION}", f"v{VERSION}")
    own = cli(tmp_path / "own", "v3.240.0")
    assert pulumi_cli.find({"XDG_CACHE_HOME": str(tmp_path), "PATH": str(own)}).folder == own


def test_the_cache_follows_the_user(tmp_path: Path) -> None:
    assert pulumi_cli.cache_folder({"HOME": str(tmp_path)}) == tmp_path / ".cache/lab/toolchain"
    assert pulumi_cli.cache_folder({"HOME": "/h", "XDG_CACHE_HOME": "/x"}) == Path("/x/lab/toolchain")
