"""The tables, and connections that survive a writer that moves or restarts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool

TABLES = """
    create table if not exists orders (
        id text primary key, item text not null, region text not null, created_at timestamptz not null default now());
    create table if not exists outbox (
        id bigint generated always as identity primary key, order_id text not null,
        created_at timestamptz not null default now(), done_at timestamptz, done_in text);
    create index if not exists outbox_open on outbox (id) where done_at is null;
    create table if not exists write_probe (region text primary key, at timestamptz not null);
    create table if not exists nightly (day date primary key, region text not null, orders bigint not null);
"""
# two tasks that start at once must not create the same table twice
MIGRATE = f"select pg_advisory_xact_lock(20417); {TABLES}"
# what a client sees while the writer moves: no connection, a connection that was cut, or a server that became a reader
MOVED = (psycopg.OperationalError, psycopg.errors.ReadOnlySqlTransaction)
Connection = psycopg.AsyncConnection[Any]


class Database:
    """A pool for the writer and one for the reader. Both connect on demand: a task starts while there is no writer."""

    def __init__(self, writer: str, reader: str) -> None:
        self._migrated = False
        # they give up early: the next request tries again, instead of waiting for the end of a long back-off
        options: dict[str, Any] = {"min_size": 0, "max_size": 8, "timeout": 2.5, "reconnect_timeout": 1, "open": False}
        self._writer, self._reader = (
            AsyncConnectionPool(conninfo, check=AsyncConnectionPool.check_connection, **options)
            for conninfo in (writer, reader)
        )

    async def open(self) -> None:
        """Start the pools; this connects to nothing yet."""
        await self._writer.open()
        await self._reader.open()

    async def close(self) -> None:
        """End every connection."""
        await self._writer.close(timeout=1)
        await self._reader.close(timeout=1)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        """A transaction on the writer, with the tables in place: migrations run only where the database can write."""
        async with self._writer.connection() as connection:
            try:
                if not self._migrated:
                    await connection.execute(MIGRATE)
                yield connection
                self._migrated = True
            except psycopg.errors.ReadOnlySqlTransaction:
                await connection.close()  # it became a reader: the pool must not hand this connection out again
                raise

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """A connection to the reader endpoint."""
        return self._reader.connection()


def connect(conninfo: str) -> psycopg.Connection[Any]:
    """One connection to the writer, for the worker and the nightly job, with the tables in place."""
    # PostgreSQL's default is for disks that seek: with it, an outbox that was analyzed while it was small is read whole
    # for every job, thousands of rows a second
    connection = psycopg.connect(conninfo, autocommit=True, options="-c random_page_cost=1.1")
    with connection.transaction():
        connection.execute(MIGRATE)
    return connection
