"""PostgreSQL for tests, a lab with data, a global database on it, and a client that counts its acknowledged writes."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from lab import process
from lab.config import Home
from lab.data.account import Account, folder_for, remove
from lab.data.postgres import Programs, Server
from lab.process import Emulator
from lab.pytest_plugin import make_client

EAST, WEST = "us-east-1", "us-west-2"
NAMES = {EAST: "app-east", WEST: "app-west"}
PASSWORD = "not-a-secret"
SECONDS = 60.0


def until(true: Callable[[], object], seconds: float = SECONDS, what: str = "it did not happen") -> None:
    """Wait for a fact."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"{what} within {seconds:.0f} s"
        time.sleep(0.03)


@dataclass
class Pair:
    """Clusters `app-east` and `app-west` in the global database `orders`."""

    lab: Emulator
    home: Path
    _clients: dict[str, Any] = field(default_factory=dict)

    def rds(self, region: str) -> Any:
        return self._clients.setdefault(region, make_client(self.lab, "rds", region))

    def create(self) -> None:
        """Both clusters with an instance each; returns when both are available."""
        engine = {"Engine": "aurora-postgresql", "EngineVersion": "16.8"}
        self.rds(EAST).create_global_cluster(GlobalClusterIdentifier="orders", DatabaseName="orders", **engine)
        login = {"MasterUsername": "app", "MasterUserPassword": PASSWORD, "DatabaseName": "orders"}
        both = {"GlobalClusterIdentifier": "orders", **engine}
        self.rds(EAST).create_db_cluster(DBClusterIdentifier=NAMES[EAST], **both, **login)
        self.add_instance(EAST)
        self.rds(WEST).create_db_cluster(DBClusterIdentifier=NAMES[WEST], **both)
        self.add_instance(WEST)

    def add_instance(self, region: str, cluster: str | None = None) -> None:
        cluster = cluster or NAMES[region]
        names = {"DBInstanceIdentifier": f"{cluster}-1", "DBClusterIdentifier": cluster}
        self.rds(region).create_db_instance(**names, DBInstanceClass="db.r6g.large", Engine="aurora-postgresql")
        until(lambda: self.instance_status(region, cluster) == "available", what=f"{region} became available")

    def instance_status(self, region: str, cluster: str | None = None) -> str:
        cluster = cluster or NAMES[region]
        found = self.rds(region).describe_db_instances(DBInstanceIdentifier=f"{cluster}-1")["DBInstances"]
        return str(found[0]["DBInstanceStatus"])

    def cluster(self, region: str, name: str | None = None) -> Any:
        return self.rds(region).describe_db_clusters(DBClusterIdentifier=name or NAMES[region])["DBClusters"][0]

    def member(self, region: str) -> Any:
        described = self.rds(WEST).describe_global_clusters(GlobalClusterIdentifier="orders")["GlobalClusters"][0]
        return next(m for m in described["GlobalClusterMembers"] if f":{region}:" in m["DBClusterArn"])

    def set_lag(self, ms: float) -> None:
        self.lab.client.set_lag(global_cluster="orders", ms=ms)

    def address(self, region: str) -> tuple[str, int]:
        """The writer endpoint."""
        cluster = self.cluster(region)
        return cluster["Endpoint"], cluster["Port"]

    def write_to(self, region: str) -> Client:
        """A client that writes there from now on; returns when a hundred rows were acknowledged."""
        client = Client(self.address(region))
        client.start()
        until(lambda: len(client.acknowledged) >= 100, what="a hundred rows were written")
        return client

    def connect(
        self, region: str, *, reader: bool = False, name: str | None = None, **more: Any
    ) -> psycopg.Connection[Any]:
        cluster = self.cluster(region, name)
        return connect(cluster["ReaderEndpoint" if reader else "Endpoint"], cluster["Port"], **more)

    def logs_in(self, region: str, password: str) -> bool:
        try:
            self.connect(region, password=password).close()
        except psycopg.OperationalError:
            return False
        return True

    def until(self, true: Callable[[], object], what: str) -> None:
        until(true, what=what)

    def until_follows(self, region: str) -> None:
        """The cluster is a connected secondary, and its server a standby."""
        until(lambda: self.member(region)["SynchronizationStatus"] == "connected", what=f"{region} is in sync")
        until(lambda: self.cluster(region)["Status"] == "available", what=f"{region} is available")
        until(lambda: self.told(region)["role"] == "follower" and self.told(region)["up"], what=f"{region} follows")

    def told(self, region: str) -> Any:
        """What the truth API says of the cluster's database."""
        databases = self.lab.client.truth()["data"]["databases"]
        return databases[self.resource(region)]

    def resource(self, region: str) -> str:
        return str(self.cluster(region)["DbClusterResourceId"].removeprefix("cluster-")[:12].lower())

    def folder(self) -> Path:
        return folder_for(self.home)

    def authority(self) -> str:
        return str(self.folder() / "authority.pem")

    def kill_server(self, region: str) -> None:
        pid = (self.folder() / self.resource(region) / "data/postmaster.pid").read_text().split()[0]
        os.kill(int(pid), signal.SIGKILL)

    def restore(self, region: str, name: str, snapshot: str) -> None:
        pair = {"DBClusterIdentifier": name, "SnapshotIdentifier": snapshot, "Engine": "aurora-postgresql"}
        self.rds(region).restore_db_cluster_from_snapshot(**pair)
        self.add_instance(region, name)
        password = {"MasterUserPassword": PASSWORD, "ApplyImmediately": True}
        until(lambda: self.cluster(region, name)["Status"] == "available", what="the restored cluster is available")
        self.rds(region).modify_db_cluster(DBClusterIdentifier=name, **password)
        until(lambda: self.cluster(region, name)["Status"] == "available", what="the restored cluster is available")

    def rows(self, region: str, *, reader: bool = False, name: str | None = None) -> set[int]:
        with self.connect(region, reader=reader, name=name) as connection:
            return {row[0] for row in connection.execute("select id from w")}

    def fail_over(self, to: str, *, data_loss: bool) -> None:
        """Ask for it and wait until the API says that the writer has moved."""
        arn, asked = self.cluster(to)["DBClusterArn"], self.rds(to if data_loss else (EAST if to == WEST else WEST))
        names = {"GlobalClusterIdentifier": "orders", "TargetDbClusterIdentifier": arn}
        if data_loss:
            asked.failover_global_cluster(**names, AllowDataLoss=True)
        else:
            asked.switchover_global_cluster(**names)
        until(lambda: self.member(to)["IsWriter"], what="the writer moved")


def connect(host: str, port: int, **more: Any) -> psycopg.Connection[Any]:
    """A connection to an endpoint as an application makes it."""
    login: dict[str, Any] = {"user": "app", "password": PASSWORD, "dbname": "orders", "connect_timeout": 3} | more
    return psycopg.connect(host=host, port=port, autocommit=True, **login)


def dropped(connection: psycopg.Connection[Any] | None) -> None:
    """Close it; there is no connection then."""
    if connection is not None:
        connection.close()


class Client(threading.Thread):
    """Writes numbered rows, a hundred a second, and remembers when each was acknowledged. It goes where `address` says."""

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(daemon=True)
        self.address, self.acknowledged, self.errors = address, dict[int, float](), 0
        self._end = threading.Event()

    def run(self) -> None:
        number, connection = 0, None
        began = time.monotonic()
        while not self._end.is_set():
            try:
                if connection is None:
                    connection = connect(*self.address)
                    # the work of autovacuum would count among the commits that were lost
                    quiet = "with (autovacuum_enabled = off)"
                    connection.execute(f"create table if not exists w (id bigint primary key) {quiet}")
                connection.execute("insert into w values (%s)", (number,))
                self.acknowledged[number] = time.time()
            except psycopg.Error:
                self.errors += 1
                dropped(connection)
                connection = None
                self._end.wait(0.05)
            number += 1
            self._end.wait(max(0.0, began + number / 100 - time.monotonic()))
        dropped(connection)

    def finish(self) -> None:
        self._end.set()
        self.join()

    def lost(self, rows: set[int]) -> list[float]:
        """When those were acknowledged that are not among `rows`."""
        return sorted(moment for number, moment in self.acknowledged.items() if number not in rows)


@pytest.fixture(scope="session")
def data_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="lab-t-"))
    folder.chmod(0o711)
    yield folder
    remove(folder)


@pytest.fixture(scope="session")
def programs(data_folder: Path) -> Programs:
    return Programs.find(Account.current(), data_folder)


@pytest.fixture(scope="session")
def template(programs: Programs, data_folder: Path) -> Server:
    """A database cluster that was made and never started."""
    server = Server(programs, data_folder / "template")
    server.create()
    return server


@pytest.fixture
def servers(programs: Programs, data_folder: Path) -> Iterator[Callable[[str], Server]]:
    """`servers("a")`: a server with empty databases, not started; all are stopped afterwards."""
    made: list[Server] = []

    def make(name: str) -> Server:
        server = Server(programs, data_folder / f"{name}{len(made)}")
        made.append(server)
        return server

    yield make
    for server in made:
        server.stop(at_once=True)
        remove(server.folder)


@pytest.fixture(scope="module")
def data_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The files of the lab with data."""
    return Home(tmp_path_factory.mktemp("data-lab"))


@pytest.fixture(scope="module")
def data_lab(data_home: Home) -> Iterator[Emulator]:
    """A lab with data; it ends with the module, or with pytest."""
    with process.exclusive(data_home):
        yield process.start(data_home, "instant", parent_pid=os.getpid(), data=True)
        process.stop(data_home)


@pytest.fixture
def pair(data_lab: Emulator, data_home: Home) -> Pair:
    """A pair with real servers on an emptied lab."""
    data_lab.client.reset()
    made = Pair(data_lab, data_home.folder)
    made.create()
    return made
