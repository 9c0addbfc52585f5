"""Where a lab keeps things."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab import config
from lab.config import Home
from lab.project import VARIABLE


def test_the_projects_lab_unless_another_is_named(tmp_path: Path) -> None:
    (tmp_path / "lab.toml").write_text("")
    assert config.home_of({VARIABLE: str(tmp_path)}).folder == tmp_path / ".lab"
    named = config.home_of({VARIABLE: str(tmp_path), "LAB_HOME": str(tmp_path / "other")})
    assert (named.folder, named.project.root) == (tmp_path / "other", tmp_path)


def test_without_a_project_it_is_the_persons_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert config.home_of({"XDG_STATE_HOME": "/state"}).folder == Path("/state/lab")
    assert config.home_of({"HOME": "/people/me"}).folder == Path("/people/me/.local/state/lab")


def test_everything_of_a_lab_is_in_its_folder(tmp_path: Path) -> None:
    home = Home(tmp_path)
    files = [home.pid_file, home.port_file, home.log_file, home.lock_file, home.pulumi_home, home.backend, home.reports]
    assert len(set(files)) == len(files)
    assert all(path.parent == tmp_path for path in files)
