"""Connections of the sample application over a real database."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import psycopg
import pytest

from examples.orders.database import Database, connect
from examples.orders.settings import Settings

if TYPE_CHECKING:
    from lab.data.postgres import Server


def tables(server: Server) -> set[str]:
    with server.connect("orders") as connection:
        rows = connection.execute("select relname from pg_class where relkind = 'r' and relnamespace = 2200").fetchall()
    return {row[0] for row in rows}


def test_the_tables_are_made_by_the_first_write_and_not_by_a_read(server: Server, environment: dict[str, str]) -> None:
    settings = Settings.read(environment)

    async def run() -> None:
        database = Database(settings.writer, settings.reader)
        await database.open()
        async with database.reading() as connection:
            await connection.execute("select 1")
        assert tables(server) == set()
        async with database.writing():
            pass
        assert tables(server) == {"orders", "outbox", "write_probe", "nightly"}
        await database.close()

    # in a thread: asyncio.run takes the event loop of its thread away, and Pulumi's mocks ask for the main thread's
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, run()).result()


def test_a_writer_connection_is_refused_by_a_reader(server: Server, environment: dict[str, str]) -> None:
    with server.connect("orders") as connection:
        connection.execute("alter database orders set default_transaction_read_only = on")
    with pytest.raises(psycopg.OperationalError, match="read-only"):
        connect(Settings.read(environment).writer)


def test_connecting_twice_finds_the_tables_in_place(server: Server, environment: dict[str, str]) -> None:
    for _ in range(2):
        connect(Settings.read(environment).writer).close()
    assert "outbox" in tables(server)
