"""The web service as a process over a real database."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from lab.data.postgres import Server
    from tests.examples.conftest import Web

Start = Callable[[], "Web"]


@pytest.mark.usefixtures("cache")
def test_an_order_is_created_once_and_read_through_the_cache(web: Start, server: Server) -> None:
    ask = web()
    assert ask("POST", "/orders", {"id": "a1", "item": "lamp"}).status == 201
    again = ask("POST", "/orders", {"id": "a1", "item": "lamp"})
    assert (again.status, again.headers["X-Region"]) == (200, "us-east-1")
    first, second = ask("GET", "/orders/a1"), ask("GET", "/orders/a1")
    assert first.body == second.body == {"id": "a1", "item": "lamp", "region": "us-east-1"}
    assert [one.headers["X-Cache"] for one in (first, second)] == ["miss", "hit"]
    with server.connect("orders") as connection:
        assert connection.execute("select count(*) from outbox").fetchone() == (1,)


def test_without_a_cache_it_still_answers(web: Start) -> None:
    ask = web()
    ask("POST", "/orders", {"id": "a1", "item": "lamp"})
    assert ask("GET", "/orders/a1").headers["X-Cache"] == "miss"
    assert ask("GET", "/orders/none").status == 404


def test_a_body_that_is_no_order_is_refused_with_what_is_required(web: Start) -> None:
    ask = web()
    for body in (b"x", b"[1]", {"id": "a1"}):
        reply = ask("POST", "/orders", body)
        assert (reply.status, '"item"' in reply.body["error"]) == (400, True)


def test_health_needs_a_read_and_the_write_probe_a_write(web: Start) -> None:
    ask = web()
    assert ask("GET", "/healthz").body == {"status": "reads"}
    assert ask("POST", "/healthz/write").body == {"status": "writes"}


def test_in_a_region_that_cannot_write_it_reads_and_says_503_to_writes(
    web: Start, server: Server, environment: dict[str, str]
) -> None:
    environment["DATABASE_HOST"] = "127.0.0.1"  # the writer endpoint of a secondary takes no connection
    environment["DATABASE_PORT"] = "5432"
    with server.connect("orders") as connection:
        connection.execute("alter database orders set default_transaction_read_only = on")
    ask = web()
    assert ask("GET", "/healthz").status == 200
    assert ask("POST", "/healthz/write").status == 503


def test_a_writer_that_turned_reader_and_back_is_found_again_within_three_seconds(web: Start, server: Server) -> None:
    ask = web()
    assert ask("POST", "/healthz/write").status == 200
    with server.connect("orders") as connection:
        connection.execute("alter database orders set default_transaction_read_only = on")
        connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app'")
        assert ask("POST", "/healthz/write").status == 503
        connection.execute("alter database orders reset default_transaction_read_only")
    began = time.monotonic()
    while ask("POST", "/healthz/write").status != 200:
        assert time.monotonic() - began < 3
