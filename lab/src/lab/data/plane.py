"""The real data plane: what `lab up --data` puts behind the emulator's API.

A thread looks at the emulator's state ten times a second and begins what is missing; what must happen at once (a region
is lost, a writer is fenced) happens inside the call that says so. Nothing here waits while it holds the context's lock.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lab.data import account, certificate, environment, schedules, wanted
from lab.data.caches import Caches, wanted_caches
from lab.data.databases import Databases
from lab.data.lines import Addresses, cache_line, reader_line, writer_line
from lab.data.operator import Operator
from lab.data.postgres import Programs
from lab.data.switchboard import wards
from lab.data.tasks import Tasks
from lab.data.wanted_tasks import wanted_tasks
from lab.emulator.engine.data_plane import DataPlane, Reply
from lab.errors import DataError

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

    from lab.emulator.engine.context import Context
    from lab.emulator.engine.control import ControlRequest

LOOK_SECONDS = 0.1
log = logging.getLogger("lab.data")


@dataclass(frozen=True)
class Settings:
    """Where the data lie, and which port the emulator has."""

    folder: Path
    port: int
    logs: Path
    project: Path

    @property
    def url(self) -> str:
        """The emulator."""
        return f"http://127.0.0.1:{self.port}"


class RealDataPlane(DataPlane):
    """PostgreSQL, caches and tasks, kept in step with the API."""

    enabled = True

    def __init__(self, settings: Settings) -> None:
        self.settings, self.folder = settings, settings.folder
        self.addresses = Addresses(settings.port)
        wards.end(self.folder)  # what a lab that was killed left behind
        account.remove(self.folder)
        owner = account.Account.current()
        self.folder.mkdir(mode=0o711, parents=True)
        self.folder.chmod(0o711)
        self.authority = certificate.make(self.folder, self.addresses.all())
        self.operator = Operator(self.folder)
        self.operator.start()
        self.pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="data")
        programs = Programs.find(owner, self.folder)
        self.databases = Databases(self.folder, programs, self.operator, self.addresses, self.pool)
        self.caches = Caches(self.folder, owner, self.operator, self.addresses)
        self.tasks = Tasks(self.operator, self.pool, settings.project, settings.logs, settings.url, self.authority)
        self.runs: list[Future[dict[str, Any]]] = []
        self.problem: str | None = None
        self._regions: dict[str, str] = {}  # by the resource of a cluster
        self._stop = threading.Event()
        self._context: Context | None = None
        self._thread = threading.Thread(target=self._look, name="data", daemon=True)

    def attach(self, context: Context) -> None:
        """Stand behind this emulator from now on."""
        self._context = context
        context.data = self
        context.outages.on_outage(self._lose)
        context.outages.on_heal(lambda _: self.pass_on())
        context.on_reset(self.forget)
        context.add_truth("data", self.told)
        context.control.route("GET", "/_lab/data", lambda _: self.told())
        context.control.route("POST", "/_lab/run-schedule", self._run_schedule)
        context.control.route("GET", "/_lab/run-schedule", self._ran)
        self.databases.prepare()
        self._thread.start()

    def close(self) -> None:
        """Stop everything; the data are deleted."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(5)
        self.operator.close()
        self.pool.shutdown(wait=False, cancel_futures=True)
        account.remove(self.folder)

    def forget(self) -> None:
        """The lab was emptied: so are the data."""
        self.tasks.settle(self._required(), [])
        self.caches.settle([])
        self.databases.settle([])
        self.databases.promotions.clear()
        self.databases.snapshots.clear()
        self.databases.origins.clear()
        for name in self.operator.names():
            self.operator.drop(name)

    def pass_on(self) -> None:
        """Open and close lines as the API's state has it now; at once, with the context's lock held."""
        if self._context is not None:
            states, delays = self.databases.states(wanted.wanted_clusters(self._context))
            self.operator.set(states, delays)

    def _lose(self, region: str) -> None:
        self.pass_on()
        self.tasks.lose(region)

    def _run_schedule(self, request: ControlRequest) -> dict[str, Any]:
        name, region = str(request.required("name")), request.body.get("region")
        command, told, where = schedules.prepare(self._required(), name, region)
        environ = environment.of_lab(where, self.settings.url, 0, self.authority) | told
        self.runs.append(self.pool.submit(schedules.run, command, environ, self.settings.project))
        return {"run": len(self.runs) - 1, "region": where}

    def _ran(self, request: ControlRequest) -> dict[str, Any]:
        run = self.runs[int(request.query["run"])]
        return {"done": run.done()} | (run.result() if run.done() else {})

    def _required(self) -> Context:
        if self._context is None:
            raise DataError("the data plane stands behind no emulator yet")
        return self._context

    def _look(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            try:
                self._settle()
                self.problem = None
            except DataError as wrong:
                self.problem = str(wrong)
            except Exception:  # a bug here must be seen in `lab status`, not end the thread in silence
                self.problem = traceback.format_exc(limit=3)
                log.exception("the data plane failed")

    def _settle(self) -> None:
        context = self._required()
        self.operator.check()
        self.databases.sample()
        with context.lock:
            context.clock.run_due()
            clusters = wanted.wanted_clusters(context)
            self.databases.settle(clusters)
            self._regions = {one.resource: one.region for one in clusters}
            states, delays = self.databases.states(clusters)
            self.operator.set(states | self.caches.settle(wanted_caches(context)), delays)
            self.tasks.settle(context, wanted_tasks(context))

    def endpoints(self, region: str, cluster_id: str) -> tuple[str, str] | None:
        return self.addresses.of(writer_line(region, cluster_id)), self.addresses.of(reader_line(region, cluster_id))

    def cache_address(self, region: str, group_id: str) -> str | None:
        return self.addresses.of(cache_line(region, group_id))

    def serving(self, region: str, cluster_id: str) -> bool:
        resource = wanted.find(region, cluster_id)
        database = self.databases.all.get(resource or "")
        return database is not None and database.up and (database.role == "follower" or database.login is not None)

    def begin_move(self, source: tuple[str, str] | None, target: tuple[str, str], *, data_loss: bool) -> None:
        resource, old = wanted.find(*target), wanted.find(*source) if source else None
        if resource is None:
            return
        record = {"from": "/".join(source or ()) or None, "to": "/".join(target), "at": time.time()}
        kind = "switchover" if not data_loss else "failover"
        left = self.databases.all.get(old or "")
        self.databases.move(self.databases.of(resource), left, data_loss=data_loss, record={"kind": kind, **record})
        self.pass_on()

    def moved(self, target: tuple[str, str]) -> bool:
        database = self.databases.all.get(wanted.find(*target) or "")
        return database is None or all(move.done for move in self.databases.promotions if move.target is database)

    def rebuilt(self, region: str, cluster_id: str) -> bool:
        database = self.databases.all.get(wanted.find(region, cluster_id) or "")
        return database is None or (database.role == "follower" and database.up)

    def take_snapshot(self, region: str, cluster_id: str, snapshot_arn: str) -> None:
        if (resource := wanted.find(region, cluster_id)) is not None:
            self.databases.snapshot(resource, snapshot_arn)

    def copy_snapshot(self, source_arn: str, snapshot_arn: str) -> None:
        if source_arn in self.databases.snapshots:
            self.databases.snapshots[snapshot_arn] = self.databases.snapshots[source_arn]

    def snapshot_taken(self, snapshot_arn: str) -> bool:
        return self.databases.snapshots.get(snapshot_arn, self.folder) is not None

    def restore(self, region: str, cluster_id: str, snapshot_arn: str) -> None:
        if (resource := wanted.find(region, cluster_id)) is not None:
            self.databases.origins[resource] = snapshot_arn

    def target_healthy(self, region: str, address: str) -> bool:
        return self.tasks.healthy(region, address)

    def door(self, region: str, address: str) -> Callable[[WSGIEnvironment], Reply] | None:
        process = self.tasks.door(region, address)
        return None if process is None else process.ask

    def told(self) -> dict[str, Any]:
        """What there is and what was lost, for `lab status`, drills and tests."""
        databases = {
            one.resource: {"role": one.role, "up": one.up, "restarts": one.restarts, "problem": one.problem}
            | {"region": self._regions.get(one.resource), "reads_per_second": round(one.reads_per_second, 1)}
            for one in self.databases.all.values()
        }
        moves = [move.record | {"done": move.done, "cut_at": move.cut_at} for move in self.databases.promotions]
        lines = {name: self.operator.state(name) for name in self.operator.names()}
        with contextlib.suppress(DataError):
            tasks = {"tasks": self.tasks.told(), "exits": self.tasks.exits, "logs": str(self.tasks.logs)}
            cache = {"cache_server": self.caches.server}
            return {"databases": databases, "moves": moves, "lines": lines, "problem": self.problem} | tasks | cache
        return {}
