"""What holds for all tests of the lab. The fixtures `lab`, `aws` and `lab_env` are those of `lab.pytest_plugin`."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from lab.config import Home
from lab.project import FILE, VARIABLE, load

# A busy machine does not make a property false: no example is judged by how long it takes.
settings.register_profile("lab", deadline=None)
settings.load_profile("lab")

# whatever project the lab's sources lie in, its tests serve one of their own
PROJECT = Path(__file__).parent / "project"


@pytest.fixture(scope="session")
def lab_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """This worker's lab, for the tests' own project."""
    return Home(tmp_path_factory.mktemp("lab"), load(PROJECT / FILE))


@pytest.fixture(autouse=True)
def _own_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(PROJECT))
