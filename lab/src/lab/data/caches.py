"""A server of Redis's protocol behind every replication group: `redis-server` where it is installed, else fakeredis.

It holds what clients put in, in this region, for as long as the group lives; nothing is replicated anywhere.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from moto.elasticache.models import ReplicationGroup, elasticache_backends

from lab.data import account
from lab.data.lines import Addresses, cache_line
from lab.data.switchboard.line import Wiring
from lab.emulator.engine import account as accounts
from lab.errors import DataError

if TYPE_CHECKING:
    from lab.data.operator import Operator
    from lab.emulator.engine.context import Context

MEMORY = "32mb"
TOKEN = "auth_token"  # what the emulator keeps of CreateReplicationGroup on moto's object


@dataclass(frozen=True)
class WantedCache:
    """One replication group. A reader endpoint leads to the same server."""

    region: str
    identifier: str
    port: int
    tls: bool
    token: str | None = field(repr=False)
    outage: str | None

    @property
    def line(self) -> str:
        """The name of its line."""
        return cache_line(self.region, self.identifier)


def wanted_caches(context: Context) -> list[WantedCache]:
    """Every group that is not on its way out; call it with the context's lock held."""
    found = []
    for region, backend in list(elasticache_backends[accounts.number()].items()):
        for group in list(backend.replication_groups.values()):
            if group.status != "deleting":
                found.append(_wanted(region, group, context.outages.modes.get(region)))
    return found


def _wanted(region: str, group: ReplicationGroup, outage: str | None) -> WantedCache:
    tls, token = bool(group.transit_encryption_enabled), getattr(group, TOKEN, None)
    return WantedCache(region, group.replication_group_id, int(group.port or 6379), tls, token, outage)


@dataclass
class Caches:
    """By line. `server`: which program answers."""

    folder: Path
    owner: account.Account
    operator: Operator
    addresses: Addresses
    running: dict[str, tuple[WantedCache, subprocess.Popen[bytes]]] = field(default_factory=dict)

    @property
    def server(self) -> str:
        """`redis-server` or `fakeredis`."""
        return "redis-server" if shutil.which("redis-server") else "fakeredis"

    def settle(self, wanted: list[WantedCache]) -> dict[str, str]:
        """Start what is missing, end what is gone; returns the states of the lines."""
        known = {cache.line: cache for cache in wanted}
        for line in [one for one in self.running if one not in known]:
            self._end(line)
        for line, cache in known.items():
            before = self.running.get(line)
            if before is None or before[1].poll() is not None or before[0].token != cache.token:
                self._end(line)
                self._start(cache)
        closed = {line: "frozen" if cache.outage == "hang" else "closed" for line, cache in known.items()}
        return {line: "open" if known[line].outage is None else state for line, state in closed.items()}

    def close(self) -> None:
        """End all of them."""
        for line in list(self.running):
            self._end(line)

    def _start(self, cache: WantedCache) -> None:
        address = self.addresses.of(cache.line)
        if self.server == "redis-server":
            socket = self.owner.own(self.folder / f"cache{address.rsplit('.', 1)[1]}") / "redis.sock"
            process = _redis(socket, cache.token, self.owner)
            target = str(socket)
        else:
            target = f"{address}:{cache.port + 10_000}"
            process = _fake(target)
        self.operator.guard(process.pid)
        self.running[cache.line] = (cache, process)
        self.operator.wire(cache.line, Wiring(f"{address}:{cache.port}", target, tls=cache.tls))

    def _end(self, line: str) -> None:
        _, process = self.running.pop(line, (None, None))
        if process is not None:
            process.kill()
            process.wait()
            self.operator.drop(line)


def _redis(socket: Path, token: str | None, owner: account.Account) -> subprocess.Popen[bytes]:
    """The settings go in by standard input: a token on the command line could be read by everybody."""
    settings = ["port 0", f"unixsocket {socket}", "unixsocketperm 700", 'save ""', f"maxmemory {MEMORY}"]
    settings += [f'requirepass "{token}"'] if token else []
    process = subprocess.Popen(
        ["redis-server", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=socket.parent,
        start_new_session=True,
        **owner.popen(),
    )
    if process.stdin is None:
        raise DataError("redis-server has no standard input")
    with contextlib.suppress(BrokenPipeError), process.stdin as pipe:
        pipe.write("\n".join([*settings, ""]).encode())
    return process


def _fake(address: str) -> subprocess.Popen[bytes]:
    host, port = address.rsplit(":", 1)
    code = "import sys, fakeredis; fakeredis.TcpFakeServer((sys.argv[1], int(sys.argv[2]))).serve_forever()"
    return subprocess.Popen(
        [sys.executable, "-P", "-c", code, host, port],
        env={"PATH": os.defpath},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
