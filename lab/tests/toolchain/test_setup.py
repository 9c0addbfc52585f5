"""What `lab setup` says and does about tools."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.toolchain import cli_build, pulumi_cli, setup
from lab.toolchain.pulumi_cli import EXEC_SHIM, LANGUAGE_HOST


def executable(path: Path, text: str = ":") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A machine with a usable Pulumi and nothing else."""
    for name in ("pulumi", LANGUAGE_HOST, EXEC_SHIM):
        executable(tmp_path / "bin" / name, "echo v3.259.0")
    return {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path)}


def run(environ: dict[str, str]) -> list[str]:
    said: list[str] = []
    setup.run(environ, said.append)
    return said


def test_missing_tools_are_named_with_what_is_skipped_and_never_fail(environ: dict[str, str]) -> None:
    said = run(environ)
    assert said[0].endswith("v3.259.0 is on PATH")
    assert said[1:] == [
        f"{tool}: not installed, so {skipped} will be skipped (Debian: apt-get install {package})"
        for tool, (package, skipped) in setup.TOOLS.items()
    ]


def test_present_tools_are_not_mentioned(environ: dict[str, str], tmp_path: Path) -> None:
    for tool in setup.TOOLS:
        executable(tmp_path / "bin" / tool)
    assert len(run(environ)) == 1


def test_ci_installs_them(environ: dict[str, str], tmp_path: Path) -> None:
    installs = f'/bin/echo "$@" >> {tmp_path}/apt.log'
    executable(tmp_path / "bin/apt-get", installs)
    said = run({**environ, "CI": "true"})
    assert "CI: apt-get install shellcheck bats chromium" in said
    log = (tmp_path / "apt.log").read_text()
    assert "update" in log
    assert "shellcheck bats chromium" in log


def test_ci_goes_on_when_apt_does_not_work(environ: dict[str, str], tmp_path: Path) -> None:
    executable(tmp_path / "bin/apt-get", "echo 'no network' >&2; exit 100")
    said = run({**environ, "CI": "true"})
    assert any("apt-get update did not work" in line and "no network" in line for line in said)
    assert any(line.startswith("shellcheck: not installed") for line in said)


def test_nothing_is_installed_outside_ci(environ: dict[str, str], tmp_path: Path) -> None:
    executable(tmp_path / "bin/apt-get", f"touch {tmp_path}/called")
    run(environ)
    assert not (tmp_path / "called").exists()


def test_without_a_usable_cli_one_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def build(reason: str, *_rest: object) -> pulumi_cli.Toolchain:
        asked.append(reason)
        return pulumi_cli.Toolchain(tmp_path, "v3.259.0", "built")

    monkeypatch.setattr(cli_build, "ensure", build)
    assert run({"PATH": str(tmp_path), "HOME": str(tmp_path)})[0] == "pulumi: built"
    assert asked == ["there is no pulumi on PATH (≥ 3.231 is needed)"]
