"""A database's jobs: one after the other, tried again, each of which leaves it in a role."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from lab.data.database import Database
from lab.data.postgres import Server
from lab.errors import DataError


@pytest.fixture
def make(servers: Callable[[str], Server]) -> Iterator[Callable[[str], Database]]:
    pool = ThreadPoolExecutor()
    yield lambda name: Database(name, servers(name), pool, lambda _: None)
    pool.shutdown()


def wait(database: Database) -> None:
    while not database.idle:
        time.sleep(0.01)


def test_a_writer_a_standby_and_a_move_in_good_order(make: Callable[[str], Database], template: Server) -> None:
    writer, standby = make("a"), make("b")
    writer.enqueue(lambda: writer.become_writer(template.data))
    writer.enqueue(lambda: writer.log_in_as("app", "password", "orders"))
    wait(writer)
    assert (writer.role, writer.up, writer.login) == ("writer", True, ("app", "password", "orders"))
    writer.sample()
    with writer.server.connect("orders") as connection:
        connection.execute("select count(*) from generate_series(1, 10), pg_class")
    time.sleep(1.1)  # PostgreSQL counts once a second
    writer.sample()
    assert writer.reads_per_second > 0
    standby.server.base_backup(writer.server.folder)
    standby.server.follow(writer.server.folder)
    standby.start()
    standby.role = "follower"
    with writer.server.connect() as connection:
        connection.execute("create table t (n int)")
    writer.await_follower()
    writer.halt(10)
    standby.await_arrival(writer.server.checkpoint())
    standby.promote()
    assert (writer.role, standby.role) == ("halted", "writer")
    assert standby.server.ask("select count(*) from t") == 0


def test_a_job_that_fails_leaves_its_reason_and_a_pause(make: Callable[[str], Database]) -> None:
    database = make("a")

    def fail() -> None:
        raise DataError("no room")

    database.enqueue(fail)
    time.sleep(0.1)
    assert database.problem == "DataError: no room"
    assert not database.idle
    database.enqueue(lambda: None)
    time.sleep(0.1)
    assert database.problem is None


def test_a_killed_server_is_revived_in_its_role(make: Callable[[str], Database], template: Server) -> None:
    database = make("a")
    database.become_writer(template.data)
    assert database.server.process is not None
    database.server.process.kill()
    database.server.process.wait()
    assert not database.up
    database.revive()
    assert (database.up, database.role, database.restarts) == (True, "writer", 1)
    database.clear()
    assert (database.role, database.server.data.exists()) == ("none", False)
