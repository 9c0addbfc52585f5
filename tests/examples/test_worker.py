"""The worker: each job once, also with two workers, also after its connection was cut."""

from __future__ import annotations

import signal
import threading
import time
from typing import TYPE_CHECKING

from examples.orders.database import connect
from examples.orders.settings import Settings
from examples.orders.worker import run, work_once
from tests.examples.conftest import process

if TYPE_CHECKING:
    from lab.data.postgres import Server


def test_two_workers_never_do_the_same_job(environment: dict[str, str]) -> None:
    settings = Settings.read(environment)
    with connect(settings.writer) as one, connect(settings.writer) as other:
        one.execute("insert into outbox (order_id) values ('a1'), ('a2')")
        with one.transaction():
            assert work_once(one, "us-east-1")  # holds its job until the transaction ends
            assert work_once(other, "us-west-2")
            assert not work_once(other, "us-west-2")
        done = one.execute("select done_in from outbox order by id").fetchall()
    assert done == [("us-east-1",), ("us-west-2",)]


def test_a_cut_connection_is_made_again(server: Server, environment: dict[str, str]) -> None:
    stop, settings = threading.Event(), Settings.read(environment)
    thread = threading.Thread(target=run, args=(settings, stop))
    thread.start()
    with connect(settings.writer) as connection:
        own = connection.info.backend_pid
        with server.connect() as superuser:
            cut = "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app' and pid <> %s"
            superuser.execute(cut, (own,))
        connection.execute("insert into outbox (order_id) values ('a1')")
        deadline = time.monotonic() + 5
        while connection.execute("select done_in from outbox").fetchone() != ("us-east-1",):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    stop.set()
    thread.join()


def test_it_ends_when_ecs_says_so(server: Server, environment: dict[str, str]) -> None:
    child, deadline = process("worker", environment), time.monotonic() + 60
    while not server.ask("select count(*) from pg_stat_activity where usename = 'app'"):
        assert time.monotonic() < deadline, "the worker did not connect"
        time.sleep(0.05)
    child.send_signal(signal.SIGTERM)
    _, said = child.communicate(timeout=5)
    assert (child.returncode, said) == (0, b"")
