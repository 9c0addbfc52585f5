"""PostgreSQL for tests: one set of programs, folders that are gone afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lab.data.account import Account, remove
from lab.data.postgres import Programs, Server


@pytest.fixture(scope="session")
def data_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="lab-t-"))
    folder.chmod(0o711)
    yield folder
    remove(folder)


@pytest.fixture(scope="session")
def programs(data_folder: Path) -> Programs:
    return Programs.find(Account.current(), data_folder)


@pytest.fixture(scope="session")
def template(programs: Programs, data_folder: Path) -> Server:
    """A database cluster that was made and never started."""
    server = Server(programs, data_folder / "template")
    server.create()
    return server


@pytest.fixture
def servers(programs: Programs, data_folder: Path) -> Iterator[Callable[[str], Server]]:
    """`servers("a")`: a server with empty databases, not started; all are stopped afterwards."""
    made: list[Server] = []

    def make(name: str) -> Server:
        server = Server(programs, data_folder / f"{name}{len(made)}")
        made.append(server)
        return server

    yield make
    for server in made:
        server.stop(at_once=True)
        remove(server.folder)
