"""Lost commits are read from the log that was left behind."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from lab.data import loss
from lab.data.postgres import Server


def test_commits_behind_a_position_are_counted_with_their_times(
    servers: Callable[[str], Server], template: Server
) -> None:
    server = servers("a")
    server.copy_of(template.data)
    server.start()
    with server.connect() as connection:
        connection.execute("create table t (n int)")
        position = str(server.ask("select pg_current_wal_lsn()::text"))
        before = time.time()
        for number in range(5):
            connection.execute("insert into t values (%s)", (number,))
    server.stop(at_once=True)
    found = loss.since(server, position)
    assert found.commits == 5
    assert found.oldest == pytest.approx(before, abs=1)
    assert found.told().keys() == {"lost_commits", "lost_oldest", "lost_newest"}


def test_nothing_lost_has_no_times() -> None:
    assert loss.Loss(0).told() == {"lost_commits": 0, "lost_oldest": None, "lost_newest": None}
