"""All databases: which jobs turn what there is into what the API says there should be."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lab.data import account, loss, moves
from lab.data.database import Database
from lab.data.lines import Addresses, log_line, reader_line, writer_line
from lab.data.postgres import Programs, Server
from lab.data.switchboard.line import Wiring

if TYPE_CHECKING:
    from lab.data.moves import Move
    from lab.data.operator import Operator
    from lab.data.wanted import WantedCluster

KEPT_PROMOTIONS = 50
SAMPLE_SECONDS = 1.0


@dataclass
class Databases:
    """By resource. `snapshots`: ARN → folder of the copy, None while it is being taken."""

    folder: Path
    programs: Programs
    operator: Operator
    addresses: Addresses
    pool: Executor
    prepared: Future[None] | None = None
    all: dict[str, Database] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    snapshots: dict[str, Path | None] = field(default_factory=dict)
    promotions: list[Move] = field(default_factory=list)
    _sampled: float = 0.0

    @property
    def template(self) -> Path:
        """Empty databases, made once for each lab."""
        return self.folder / "template/data"

    def prepare(self) -> None:
        """Make the template, beside whatever else begins; a cluster waits for it."""
        self.prepared = self.pool.submit(Server(self.programs, self.folder / "template").create)

    def of(self, resource: str) -> Database:
        """The database of that resource, which may hold nothing yet."""
        if resource not in self.all:
            server = Server(self.programs, self.folder / resource)
            self.all[resource] = Database(resource, server, self.pool, self.operator.guard)
        return self.all[resource]

    def settle(self, wanted: list[WantedCluster]) -> None:
        """Begin the jobs that are missing; those of databases that are at work come at the next look."""
        known = {cluster.resource for cluster in wanted}
        for resource in [one for one in self.all if one not in known]:
            self._forget(resource)
        for cluster in wanted:
            self._wire(cluster)
            database = self.of(cluster.resource)
            if database.idle and not cluster.moving and (job := self._job(cluster, database)) is not None:
                database.enqueue(job)

    def _job(self, cluster: WantedCluster, database: Database) -> Callable[[], None] | None:
        source = self.all.get(cluster.upstream) if cluster.upstream else None
        if cluster.upstream is not None:
            return self._standby_job(cluster, database, source)
        if database.role == "halted":  # its switchover was given up
            return database.resume
        if database.role == "none":
            origin = self.origins.get(cluster.resource)
            template = self._empty() if origin is None else self.snapshots.get(origin)
            return None if template is None else lambda: database.become_writer(template)
        if not database.server.running:
            return database.revive
        if database.role == "follower":  # the API made it a writer by a way that is no move: it was never a follower
            return database.promote
        login = (cluster.user, cluster.password, cluster.database)
        user, password, name = login
        if user and password and database.login != login:
            return lambda: database.log_in_as(user, password, name)
        return self._parameters_job(cluster, database)

    @staticmethod
    def _parameters_job(cluster: WantedCluster, database: Database) -> Callable[[], None] | None:
        if cluster.parameters == database.parameters:
            return None
        return lambda: database.take_over(cluster.parameters)

    def _empty(self) -> Path | None:
        """The template, once it is made; raises what its making raised."""
        if self.prepared is None or not self.prepared.done():
            return None
        self.prepared.result()
        return self.template

    def _standby_job(
        self, cluster: WantedCluster, database: Database, source: Database | None
    ) -> Callable[[], None] | None:
        if source is None or not source.up or source.role != "writer":
            return database.revive if database.role == "follower" and not database.server.running else None
        if database.role == "halted":
            return lambda: database.follow_again(source)
        if database.role == "none" or (database.role == "writer" and cluster.outage is None):
            return lambda: self._rebuild(database, source)
        if database.role == "follower" and database.upstream != source.resource:
            return lambda: database.become_standby(source)
        return self._parameters_job(cluster, database) if database.server.running else database.revive

    def _rebuild(self, database: Database, source: Database) -> None:
        """A last look at what the former writer has and nobody else, then a copy of the new one."""
        for move in self.promotions:
            position = move.record.get("position")
            if position and move.source is database and database.role == "writer":
                move.record.update(loss.since(database.server, position).told())
        database.become_standby(source)

    def _wire(self, cluster: WantedCluster) -> None:
        """The lines of a cluster's endpoints and, for a standby, of the log of its source."""
        database = self.of(cluster.resource)
        region, name = cluster.region, cluster.identifier
        for line, reader in ((writer_line(region, name), False), (reader_line(region, name), True)):
            wiring = Wiring(
                listen=f"{self.addresses.of(line)}:{cluster.port}",
                target=str(database.server.socket),
                kind="postgres",
                tls=True,
                force_tls=cluster.force_tls,
                read_only=reader and cluster.readers_apart,
            )
            self.operator.wire(line, wiring)
        if cluster.upstream in self.all:
            relay = account.Account.own(self.programs.account, database.relay) / ".s.PGSQL.5432"
            target = str(self.all[cluster.upstream].server.socket)
            self.operator.wire(
                log_line(cluster.resource), Wiring(str(relay), target, kind="log", owner=self.programs.account.uid)
            )
        else:
            self.operator.drop(log_line(cluster.resource))

    def sample(self) -> None:
        """Once a second, off the lock: how much each database reads."""
        now = time.monotonic()
        if now - self._sampled < SAMPLE_SECONDS:
            return
        self._sampled = now
        for database in self.all.values():
            if database.up and database.login is not None:
                self.pool.submit(database.sample)

    def states(self, wanted: list[WantedCluster]) -> tuple[dict[str, str], dict[str, float]]:
        """What passes now: the state of every line, and the delay of every log."""
        states: dict[str, str] = {}
        delays: dict[str, float] = {}
        for cluster in wanted:
            database = self.of(cluster.resource)
            shut = "frozen" if cluster.outage == "hang" else "closed"
            writes = cluster.writes and database.role == "writer" and database.server.running
            reads = cluster.reads and database.up and not (cluster.rebuilding and database.role == "writer")
            states[writer_line(cluster.region, cluster.identifier)] = "open" if writes else shut
            states[reader_line(cluster.region, cluster.identifier)] = "open" if reads else shut
            if cluster.upstream is not None:
                gone = "frozen" if "hang" in (cluster.outage, cluster.upstream_outage) else "closed"
                moving = any(move.target is database and not move.done and move.data_loss for move in self.promotions)
                states[log_line(cluster.resource)] = "open" if cluster.follows and not moving else gone
                delays[log_line(cluster.resource)] = cluster.delay
        return states, delays

    def move(self, target: Database, source: Database | None, *, data_loss: bool, record: dict[str, Any]) -> None:
        """Begin a promotion; what must not pass any more stops before this returns."""
        self.operator.set({log_line(target.resource): "closed"} if data_loss else {})
        begun = moves.begin(target, source, data_loss=data_loss, cut_at=time.time(), label=lambda: record)
        self.promotions.append(begun)
        del self.promotions[:-KEPT_PROMOTIONS]

    def snapshot(self, resource: str, arn: str) -> None:
        """Copy the database after the jobs that wait; an ARN is taken once."""
        if arn in self.snapshots or resource not in self.all:
            return
        self.snapshots[arn] = None
        database, copy = self.all[resource], Server(self.programs, self.folder / f"snapshot{len(self.snapshots)}")

        def take() -> None:
            if database.server.running:
                copy.base_backup(database.server.folder)
            else:
                copy.copy_of(database.server.data)
                (copy.data / "postmaster.pid").unlink(missing_ok=True)
            self.snapshots[arn] = copy.data

        database.enqueue(take)

    def _forget(self, resource: str) -> None:
        database = self.all.pop(resource)
        self.operator.drop(log_line(resource))

        def erase() -> None:
            database.clear()
            account.remove(database.server.folder)

        database.enqueue(erase)
