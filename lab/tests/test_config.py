"""Where a lab keeps things."""

from __future__ import annotations

from pathlib import Path

from lab import config
from lab.config import Home


def test_the_checkouts_lab_unless_another_is_named(tmp_path: Path) -> None:
    assert config.home_of({}).folder == config.CHECKOUT / ".lab"
    assert config.home_of({"LAB_HOME": str(tmp_path)}).folder == tmp_path


def test_everything_of_a_lab_is_in_its_folder(tmp_path: Path) -> None:
    home = Home(tmp_path)
    files = [home.pid_file, home.port_file, home.log_file, home.lock_file, home.pulumi_home, home.backend, home.reports]
    assert len(set(files)) == len(files)
    assert all(path.parent == tmp_path for path in files)


def test_the_projects_are_those_of_the_checkout() -> None:
    for folder, name in config.PROJECTS.items():
        assert f"name: {name}\n" in (config.CHECKOUT / folder / "Pulumi.yaml").read_text()
        for stack in config.STACKS:
            assert (config.CHECKOUT / folder / f"Pulumi.{stack}.yaml").is_file()
