"""The worker: `python -m examples.orders.worker`. It runs in the serving region only (`standby: off`)."""

from __future__ import annotations

import logging
import signal
import threading

import psycopg

from examples.orders.database import MOVED, connect
from examples.orders.settings import Settings

log = logging.getLogger("orders.worker")
# a job that another worker holds is skipped; a job whose worker died is free again, as its transaction was rolled back;
# by ctid, so that no plan looks for the row a second time
TAKE = """
    update outbox set done_at = now(), done_in = %s where ctid = (
        select ctid from outbox where done_at is null order by id limit 1 for update skip locked) returning id
"""


def work_once(connection: psycopg.Connection[object], region: str) -> bool:
    """Do the oldest open job, if there is one. The real work of a job would stand inside this transaction."""
    return connection.execute(TAKE, (region,)).fetchone() is not None


def run(settings: Settings, stop: threading.Event) -> None:
    """Work until told to stop; connect again whenever the writer is gone."""
    while not stop.is_set():
        try:
            with connect(settings.writer) as connection:
                while not stop.is_set():
                    if not work_once(connection, settings.region):
                        stop.wait(0.2)
        except MOVED as problem:
            log.warning("no writer at the moment (%s): trying again", type(problem).__name__)
            stop.wait(0.5)


if __name__ == "__main__":
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    run(Settings.read(), ended)
