"""What a server takes over from parameter groups, and what it must not take."""

from __future__ import annotations

import time
from collections.abc import Callable

from lab.data.parameters import take_over, value_in
from lab.data.postgres import Server

Servers = Callable[[str], Server]
WANTED = (
    ("aurora_stats", "1"),
    ("fsync", "on"),
    ("log_min_duration_statement", "250"),
    ("max_locks_per_transaction", "128"),
    ("rds.force_ssl", "1"),
    ("shared_preload_libraries", "pg_stat_statements"),
    ("statement_timeout", "no number"),
    ("track_activity_query_size", "{DBInstanceClassMemory/1024}"),
    ("work_mem", "8192"),
)


def test_a_server_takes_what_it_knows_and_starts_again_with_it(servers: Servers, template: Server) -> None:
    server = servers("a")
    server.copy_of(template.data)
    server.start()
    assert take_over(server, WANTED) == ["log_min_duration_statement", "max_locks_per_transaction", "work_mem"]
    deadline = time.monotonic() + 5
    while server.ask("show work_mem") != "8MB" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert (server.ask("show work_mem"), server.ask("show log_min_duration_statement")) == ("8MB", "250ms")
    assert server.ask("show fsync") == "off"
    assert server.ask("show max_locks_per_transaction") == "64"  # from the next start on
    server.stop()
    server.start()
    assert server.ask("show max_locks_per_transaction") == "128"
    assert take_over(server, ()) == []
    while server.ask("show work_mem") != "4MB" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert server.ask("show work_mem") == "4MB"


def test_a_group_that_says_nothing_has_no_value() -> None:
    assert value_in(None, "work_mem") is None
