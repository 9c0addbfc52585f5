"""Which job each difference between the API and the servers begins: decided without a server."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from lab.data.databases import Databases
from lab.data.lines import Addresses
from lab.data.operator import Operator
from lab.data.postgres import Programs
from lab.data.wanted import WantedCluster

WRITER = WantedCluster(
    region="us-east-1",
    identifier="app",
    resource="one",
    port=5432,
    user="app",
    password="secret",
    database="orders",
    force_tls=True,
    parameters=(),
    upstream=None,
    moving=False,
    rebuilding=False,
    follows=False,
    delay=0.0,
    writes=True,
    reads=True,
    readers_apart=False,
    outage=None,
    upstream_outage=None,
)
STANDBY = replace(WRITER, region="us-west-2", resource="two", upstream="one", follows=True, writes=False, delay=0.4)


class Jobs:
    """Stands for a pool: jobs are kept by name, not run."""

    def __init__(self) -> None:
        self.lines: dict[str, Any] = {}

    def wire(self, name: str, wiring: Any) -> None:
        self.lines[name] = wiring

    def drop(self, name: str) -> None:
        self.lines.pop(name, None)

    def guard(self, _: int) -> None: ...


@pytest.fixture
def databases(tmp_path: Path, programs: Programs) -> Databases:
    operator = cast("Operator", Jobs())
    made = Databases(tmp_path, programs, operator, Addresses(15_000 + os.getpid() % 4_000), ThreadPoolExecutor())
    made.prepared = made.pool.submit(lambda: None)
    made.prepared.result()
    return made


def job(databases: Databases, cluster: WantedCluster, role: str, *, running: bool = True, **more: Any) -> str | None:
    """The name of the job that would begin."""
    database = databases.of(cluster.resource)
    database.role = role
    database.server.process = cast("Any", type("P", (), {"poll": lambda _: None if running else 1})())
    for name, value in more.items():
        setattr(database, name, value)
    found = databases._job(cluster, database)
    names = [found.__name__, *found.__code__.co_names] if found is not None else []
    return next((name for name in names if name != "<lambda>"), None)


LOGIN = ("app", "secret", "orders")


@pytest.mark.parametrize(
    ("role", "running", "more", "wanted"),
    [
        ("none", True, {}, "become_writer"),
        ("writer", True, {}, "log_in_as"),
        ("writer", True, {"login": LOGIN}, None),
        ("writer", True, {"login": LOGIN, "parameters": (("work_mem", "8192"),)}, "take_over"),
        ("writer", False, {"login": LOGIN}, "revive"),
        ("halted", False, {}, "resume"),
        ("follower", True, {}, "promote"),
    ],
)
def test_what_makes_a_writer(
    databases: Databases, role: str, running: bool, more: dict[str, Any], wanted: str | None
) -> None:
    assert job(databases, WRITER, role, running=running, **more) == wanted


@pytest.mark.parametrize(
    ("role", "running", "more", "wanted"),
    [
        ("none", True, {}, "_rebuild"),
        ("halted", False, {}, "follow_again"),
        ("writer", True, {}, "_rebuild"),
        ("follower", True, {"upstream": "one"}, None),
        ("follower", True, {"upstream": "one", "parameters": (("work_mem", "8192"),)}, "take_over"),
        ("follower", True, {"upstream": "another"}, "become_standby"),
        ("follower", False, {"upstream": "one"}, "revive"),
    ],
)
def test_what_makes_a_standby(
    databases: Databases, role: str, running: bool, more: dict[str, Any], wanted: str | None
) -> None:
    job(databases, WRITER, "writer")
    assert job(databases, STANDBY, role, running=running, **more) == wanted


def test_a_standby_waits_for_a_writer_and_a_former_writer_for_its_region(databases: Databases) -> None:
    assert job(databases, STANDBY, "none") is None
    job(databases, WRITER, "writer")
    assert job(databases, replace(STANDBY, outage="refuse"), "writer") is None


def test_lines_are_open_where_the_api_and_the_server_agree(databases: Databases) -> None:
    clusters = [WRITER, STANDBY]
    databases.settle([replace(one, moving=True) for one in clusters])
    job(databases, WRITER, "writer")
    job(databases, STANDBY, "follower")
    states, delays = databases.states(clusters)
    assert states == {
        "writer us-east-1 app": "open",
        "reader us-east-1 app": "open",
        "writer us-west-2 app": "closed",
        "reader us-west-2 app": "open",
        "log two": "open",
    }
    assert delays == {"log two": 0.4}
    gone = replace(WRITER, outage="hang", writes=False, reads=False)
    states, _ = databases.states([gone, replace(STANDBY, follows=False, upstream_outage="hang")])
    assert [states[name] for name in ("writer us-east-1 app", "reader us-east-1 app", "log two")] == ["frozen"] * 3


def test_a_restored_cluster_waits_for_its_snapshot(databases: Databases, tmp_path: Path) -> None:
    databases.origins["one"] = "arn:snapshot"
    databases.snapshots["arn:snapshot"] = None
    assert job(databases, WRITER, "none") is None
    databases.snapshots["arn:snapshot"] = tmp_path
    assert job(databases, WRITER, "none") == "become_writer"
