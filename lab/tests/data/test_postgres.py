"""Real servers: made, started, followed, promoted, copied."""

from __future__ import annotations

import time
from collections.abc import Callable

import psycopg
import pytest

from lab.data.postgres import Server
from lab.errors import DataError

Servers = Callable[[str], Server]


def started(servers: Servers, template: Server) -> Server:
    server = servers("a")
    server.copy_of(template.data)
    server.start()
    return server


def test_a_server_starts_from_a_copy_and_knows_its_master_user(servers: Servers, template: Server) -> None:
    server = started(servers, template)
    server.set_up("app", "first-secret", "orders")
    server.set_up("app", "second-secret", "orders")
    login = f"host={server.folder} port=5432 user=app dbname=orders"
    with psycopg.connect(login, password="second-secret") as connection:
        connection.execute("create table t (n int)")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(login, password="first-secret")


def test_a_standby_follows_and_is_promoted_with_all_that_arrived(servers: Servers, template: Server) -> None:
    writer, standby = started(servers, template), servers("b")
    standby.base_backup(writer.folder)
    standby.follow(writer.folder)
    standby.start()
    assert standby.ask("select pg_is_in_recovery()") is True
    writer.ask("select 1 from pg_create_restore_point('x')")
    with writer.connect() as connection:
        connection.execute("create table t (n int)")
        connection.execute("insert into t values (7)")
    wanted = writer.ask("select pg_current_wal_flush_lsn()")
    while standby.ask("select pg_last_wal_receive_lsn() < %s::pg_lsn", wanted):
        time.sleep(0.02)
    writer.stop(at_once=True)
    started_at = time.monotonic()
    standby.promote()
    assert time.monotonic() - started_at < 3
    assert standby.ask("select n from t") == 7
    assert standby.ask("select pg_is_in_recovery()") is False


def test_a_killed_server_starts_again_with_every_committed_row(servers: Servers, template: Server) -> None:
    server = started(servers, template)
    with server.connect() as connection:
        connection.execute("create table t (n int)")
        connection.execute("insert into t values (1)")
    assert server.process is not None
    server.process.kill()
    server.process.wait()
    assert not server.running
    server.start()
    assert (server.ask("select n from t"), server.starts) == (1, 2)


def test_a_server_that_cannot_start_shows_the_end_of_its_log(servers: Servers, template: Server) -> None:
    server = servers("a")
    server.copy_of(template.data)
    with (server.data / "postgresql.conf").open("a") as file:
        file.write("shared_buffers = 'lots'\n")
    with pytest.raises(DataError, match="shared_buffers"):
        server.start()
