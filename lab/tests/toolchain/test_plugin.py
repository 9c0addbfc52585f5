"""The provider plugin: which one, and how it gets to where the engine looks."""

from __future__ import annotations

import importlib.metadata
import io
import os
import shutil
import sys
import tarfile
from pathlib import Path

import pytest

from lab.config import Home
from lab.errors import ToolchainError
from lab.provider import VERSION
from lab.toolchain import plugin, pulumi_cli
from lab.toolchain.plugin import Provider


def installed(home: Home) -> Path:
    return home.pulumi_home / "plugins" / f"resource-aws-v{plugin.version()}" / plugin.EXECUTABLE


def test_the_archive_holds_an_executable_at_its_root() -> None:
    with tarfile.open(fileobj=io.BytesIO(plugin.archive("/a python"))) as tar:
        (entry,) = tar.getmembers()
        content = tar.extractfile(entry)
        assert content is not None
        text = content.read().decode()
    assert entry.name == "pulumi-resource-aws"
    assert entry.mode == 0o755
    assert text == '#!/bin/sh\nexec "/a python" -P -m lab.provider "$@"\n'


def test_pulumi_installs_it_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, environ = Home(tmp_path), {**os.environ, "HOME": str(tmp_path)}
    pulumi = pulumi_cli.find(os.environ).pulumi
    assert plugin.install(home, pulumi, sys.executable, environ, Provider.OWN) == "the lab's own"
    assert installed(home).read_text() == plugin.launcher(sys.executable)
    assert os.access(installed(home), os.X_OK)
    # the second time Pulumi is not even asked
    monkeypatch.setattr("subprocess.run", lambda *_args, **_options: pytest.fail("installed twice"))
    assert plugin.install(home, pulumi, sys.executable, environ, Provider.OWN) == "the lab's own"


def test_another_interpreter_replaces_it(tmp_path: Path) -> None:
    home, environ = Home(tmp_path), {**os.environ, "HOME": str(tmp_path)}
    pulumi = pulumi_cli.find(os.environ).pulumi
    plugin.install(home, pulumi, "/old/python", environ, Provider.OWN)
    plugin.install(home, pulumi, sys.executable, environ, Provider.OWN)
    assert installed(home).read_text() == plugin.launcher(sys.executable)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A home folder with a real plugin installed."""
    real = tmp_path / "person/.pulumi/plugins" / f"resource-aws-v{plugin.version()}"
    real.mkdir(parents=True)
    shutil.copy("/bin/true", real / plugin.EXECUTABLE)
    return tmp_path / "person"


def test_the_labs_own_is_used_even_where_the_real_one_is_installed(tmp_path: Path, machine: Path) -> None:
    home, environ = Home(tmp_path / "lab"), {**os.environ, "HOME": str(machine)}
    home.folder.mkdir()
    pulumi = pulumi_cli.find(os.environ).pulumi
    assert plugin.chosen(home) is None
    assert plugin.install(home, pulumi, sys.executable, environ, Provider.OWN) == "the lab's own"
    assert plugin.chosen(home) is Provider.OWN


def test_the_real_one_is_used_when_asked_for_and_given_back(tmp_path: Path, machine: Path) -> None:
    home, environ = Home(tmp_path / "lab"), {**os.environ, "HOME": str(machine)}
    home.folder.mkdir()
    pulumi = pulumi_cli.find(os.environ).pulumi
    plugin.install(home, pulumi, sys.executable, environ, Provider.OWN)
    said = plugin.install(home, Path("/no/pulumi"), sys.executable, environ, Provider.REAL)
    assert said.startswith("the real one, ")
    assert installed(home).resolve().is_relative_to(machine)
    assert plugin.chosen(home) is Provider.REAL
    plugin.install(home, pulumi, sys.executable, environ, Provider.OWN)
    assert installed(home).read_text() == plugin.launcher(sys.executable)
    assert (machine / ".pulumi/plugins" / installed(home).parent.name / plugin.EXECUTABLE).is_file()


def test_the_real_one_that_is_not_there_is_one_message(tmp_path: Path) -> None:
    with pytest.raises(ToolchainError, match=r"there is no real provider at .*run `pulumi plugin install resource aws"):
        plugin.install(Home(tmp_path / "lab"), Path("/no/pulumi"), sys.executable, {"HOME": "/none"}, Provider.REAL)


def test_what_pulumi_says_against_it_reaches_the_person(tmp_path: Path) -> None:
    refusing = tmp_path / "pulumi"
    refusing.write_text("#!/bin/sh\necho 'no such kind' >&2\nexit 255\n")
    refusing.chmod(0o755)
    with pytest.raises(ToolchainError, match="refused the provider plugin: no such kind"):
        plugin.install(
            Home(tmp_path / "lab"), refusing, sys.executable, {"HOME": str(tmp_path), "PATH": "/bin"}, Provider.OWN
        )


def test_without_the_sdk_it_is_the_version_of_the_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", absent)
    assert plugin.version() == VERSION
