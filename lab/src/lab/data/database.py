"""The server behind one cluster: what it is at the moment, and the jobs that turn it into what it should be.

Jobs of one database run one after the other, off the emulator's lock. Roles:

    none      nothing yet                    writer    takes writes (whether a client gets in is the endpoint's matter)
    halted    stopped in good order          follower  follows `upstream`
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from lab.data import parameters
from lab.data.parameters import Parameters
from lab.data.postgres import SUPERUSER, Server
from lab.errors import DataError

RETRY_SECONDS = 1.0
# PostgreSQL publishes a session's counts about once a second: a shorter look sees nothing, or all
SAMPLE_SECONDS = 1.0
READS = "select tup_returned + tup_fetched from pg_stat_database where datname = %s"
ARRIVAL_SECONDS = 120.0
FOLLOWER_SECONDS = 30.0
_POLL_SECONDS = 0.02
END_SESSIONS = f"select pg_terminate_backend(pid) from pg_stat_activity where usename is distinct from '{SUPERUSER}'"


@dataclass
class Database:
    """`problem`: why the last job failed; it is tried again after a second."""

    resource: str
    server: Server
    pool: Executor
    guard: Callable[[int], None]
    role: str = "none"
    upstream: str | None = None
    login: tuple[str, str, str | None] | None = None
    parameters: Parameters = ()
    problem: str | None = None
    restarts: int = 0
    reads_per_second: float = 0.0
    _reads: tuple[int, float] | None = None
    _jobs: deque[Callable[[], None]] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _working: bool = False
    _rest_until: float = 0.0

    @property
    def idle(self) -> bool:
        """Whether no job runs or waits."""
        return not self._working and not self._jobs and time.monotonic() >= self._rest_until

    @property
    def up(self) -> bool:
        """Whether the server runs in a role."""
        return self.role in ("writer", "follower") and self.server.running

    @property
    def relay(self) -> Path:
        """The folder of the socket through which it fetches the log of its source."""
        return self.server.folder / "up"

    def enqueue(self, job: Callable[[], None]) -> None:
        """Let `job` run after those that wait already."""
        with self._lock:
            self._jobs.append(job)
            if self._working:
                return
            self._working = True
        self.pool.submit(self._work)

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._jobs:
                    self._working = False
                    return
                job = self._jobs.popleft()
            try:
                job()
                self.problem = None
            except (DataError, OSError, psycopg.Error) as wrong:
                self.problem = f"{type(wrong).__name__}: {wrong}"
                self._rest_until = time.monotonic() + RETRY_SECONDS

    def start(self) -> None:
        """Start the server; it ends with the lab."""
        self.server.start()
        if self.server.process is not None:
            self.guard(self.server.process.pid)

    def become_writer(self, template: Path) -> None:
        """An empty writer, or one with the files that lie in `template`."""
        self.clear()
        self.server.copy_of(template)
        self.server.lead()
        self.start()
        self.role, self.upstream = "writer", None

    def log_in_as(self, user: str, password: str, database: str | None) -> None:
        """Make master user and first database what the API says."""
        self.server.set_up(user, password, database)
        self.login = (user, password, database)

    def take_over(self, wanted: Parameters) -> None:
        """Values of the cluster's parameter groups; tried once, whatever the server thinks of them."""
        self.parameters = wanted
        parameters.take_over(self.server, wanted)

    def become_standby(self, source: Database) -> None:
        """A copy of `source` that follows it; what was here is gone."""
        self.clear()
        self.server.base_backup(source.server.folder)
        self._follow(source)

    def follow_again(self, source: Database) -> None:
        """A former writer that stopped in good order follows its successor, with the files that it has."""
        self._follow(source)

    def _follow(self, source: Database) -> None:
        self.server.programs.account.own(self.relay)
        self.server.follow(self.relay)
        self.start()
        self.role, self.upstream, self.login = "follower", source.resource, source.login

    def revive(self) -> None:
        """Its process died: start it in the role that it had, as RDS restarts an instance."""
        self.start()
        self.restarts += 1

    def resume(self) -> None:
        """A writer that was stopped for a switchover which was given up."""
        self.start()
        self.role = "writer"

    def halt(self, patience: float) -> None:
        """End the sessions and stop in good order: a standby gets all of it before the server is gone."""
        with contextlib.suppress(psycopg.Error), self.server.connect() as connection:
            connection.execute(END_SESSIONS)
        self.server.stop(patience=patience)
        self.role = "halted"

    def await_follower(self) -> None:
        """Wait until a standby is fed by this writer; raises DataError when none comes."""
        deadline = time.monotonic() + FOLLOWER_SECONDS
        while not self.server.ask("select count(*) from pg_stat_replication where state = 'streaming'"):
            if time.monotonic() > deadline:
                raise DataError(f"no standby connected to {self.resource} within {FOLLOWER_SECONDS:.0f} s")
            time.sleep(_POLL_SECONDS)

    def promote(self) -> None:
        """A standby takes writes from now on."""
        self.server.promote()
        self.server.lead()  # should it be started again, it must not look for its old source
        self.role, self.upstream = "writer", None

    def clear(self) -> None:
        """Stop, and forget everything."""
        self.server.stop(at_once=True)
        self.role, self.upstream, self.login, self.parameters = "none", None, None, ()
        self.server.erase()

    def sample(self) -> None:
        """Rows that the application's database has read since the last look, for each second; by PostgreSQL's count."""
        if self.login is None:
            self._reads, self.reads_per_second = None, 0.0
            return
        if self._reads is not None and time.monotonic() - self._reads[1] < SAMPLE_SECONDS:
            return
        with contextlib.suppress(psycopg.Error):
            rows, now = int(self.server.ask(READS, self.login[2] or "postgres") or 0), time.monotonic()
            if self._reads is not None and now > self._reads[1]:
                self.reads_per_second = max(0.0, (rows - self._reads[0]) / (now - self._reads[1]))
            self._reads = (rows, now)

    def received(self) -> str:
        """How far a standby's copy of the log goes."""
        return str(self.server.ask("select coalesce(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())::text"))

    def await_arrival(self, position: str) -> None:
        """Wait until a standby has the log up to `position`; raises DataError after two minutes."""
        deadline = time.monotonic() + ARRIVAL_SECONDS
        arrived = "select coalesce(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) >= %s::pg_lsn"
        while not self.server.ask(arrived, position):
            if time.monotonic() > deadline:
                raise DataError(
                    f"the log did not arrive within {ARRIVAL_SECONDS:.0f} s: {self.received()} of {position}"
                )
            time.sleep(_POLL_SECONDS)
