"""The default application on the default pair, with real data: what a person would see on the day.

It brings four stacks up and moves the application twice: run it with LAB_DATA_TESTS=all.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import psycopg
import pytest

from demo.images import push
from lab import session
from lab.config import Home
from lab.data.account import folder_for
from lab.data.switchboard import wards
from lab.process import Emulator
from lab.project import find
from lab.pytest_plugin import make_client
from lab.workspace import Workspace, copy_projects
from standby.stacks.project import open_project
from tests.scenario.circle import until
from tests.scenario.writing_client import WritingClient

pytestmark = [
    pytest.mark.scenario,
    pytest.mark.skipif(os.environ.get("LAB_DATA_TESTS") != "all", reason="runs with LAB_DATA_TESTS=all"),
]
ROOT = Path(__file__).resolve().parents[2]
# where one region's worker took over from the other's, in the order in which the jobs were done
CHANGES_OF_REGION = """
    select before, done_in from (
        select id, done_at, done_in, lag(done_in) over (order by done_at, id) as before from outbox where done_in is not null
    ) as jobs where before <> done_in order by done_at, id
"""


class Running:
    """The pair with its application, on a lab with data."""

    def __init__(self, lab: Emulator, home: Home, workspace: Workspace, reports: Path) -> None:
        self.lab, self.home, self.workspace, self.reports = lab, home, workspace, reports
        (self.name,) = [entry["name"] for entry in lab.client.door()["names"]]
        self.primary, self.dr = (workspace.outputs(stack)["region"] for stack in ("primary", "dr"))
        (self.database,) = lab.client.lag()

    def promote(self, region: str, mode: str) -> str:
        """The runbook, as on the day; returns what it says."""
        names = ["--app", "myapp", "--env", "prod", "--region", region, "--mode", mode]
        answers = ["--yes", "--confirm", self.database, "--report", str(self.reports)]
        return self.workspace.run("bash", str(ROOT / "runbooks/promote-dr.sh"), *names, *answers).stdout

    def push_images(self) -> None:
        """As a pipeline does: a planned move asks whether the images lie in the other region's registry."""
        stage: Any = SimpleNamespace(workspace=self.workspace)
        push(open_project(self.workspace.folder)).act(stage)

    def client(self) -> WritingClient:
        """A hundred orders a second through the public name; returns when it has two hundred answers."""
        client = WritingClient(self.lab.port, self.name)
        until(lambda: len(client.acknowledged) > 200, "orders are accepted")
        return client

    def entrance(self, region: str) -> str:
        """The API domain of a region, where a client can enter before the name leads there."""
        (domain,) = make_client(self.lab, "apigatewayv2", region).get_domain_names()["Items"]
        return str(domain["DomainNameConfigurations"][0]["ApiGatewayDomainName"])

    def cluster(self, region: str, name: str | None = None) -> Any:
        found = make_client(self.lab, "rds", region).describe_db_clusters()["DBClusters"]
        return next(one for one in found if name in (None, one["DBClusterIdentifier"]))

    def rows(self, query: str, region: str, *, name: str | None = None, reader: bool = False) -> list[Any]:
        """What the database says to the application's user."""
        cluster = self.cluster(region, name)
        secret = make_client(self.lab, "secretsmanager", region).get_secret_value(SecretId="myapp-prod-database")
        login: Any = json.loads(secret["SecretString"])
        host = cluster["ReaderEndpoint" if reader else "Endpoint"]
        with psycopg.connect(
            host=host,
            port=cluster["Port"],
            dbname=cluster["DatabaseName"],
            user=login["username"],
            password=login["password"],
        ) as connection:
            return connection.execute(query.encode()).fetchall()

    def orders(self, region: str, **more: Any) -> set[str]:
        return {row[0] for row in self.rows("select id from orders", region, **more)}

    def arrived(self, region: str) -> set[str] | None:
        """The orders that a secondary has; None while it takes no connection."""
        try:
            return self.orders(region, reader=True)
        except psycopg.OperationalError:
            return None

    def processes(self, service: str) -> list[dict[str, Any]]:
        return [one for one in self.lab.client.data()["tasks"] if one["service"].endswith(service)]

    def regions_of(self, service: str) -> set[str]:
        return {one["region"] for one in self.processes(service)}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("application")
    home = Home(folder / "lab", find(os.environ, ROOT))
    lab = session.up(home, os.environ, "instant", parent_pid=os.getpid(), data=True)
    try:
        environ = session.environment(home, lab, os.environ)
        project_folder = copy_projects(folder / "project", home.project)
        # the tests' own pair: what is checked in belongs to the team that runs it
        shutil.copytree(ROOT / "tests" / "pair", project_folder, dirs_exist_ok=True)
        workspace = Workspace(project_folder, environ)
        for project in home.project.projects:
            for stack in home.project.stacks:
                workspace.pulumi("up", "--yes", "--skip-preview", "--stack", stack, project=project)
        made = Running(lab, home, workspace, folder / "reports")
        made.push_images()
        until(lambda: len(made.processes("web")) == 3, "two web tasks in the primary and one in DR are processes")
        yield made
    finally:
        session.down(home)
    assert wards.alive(folder_for(home.folder)) == []


def test_the_application_survives_the_loss_of_a_region_and_comes_home(running: Running) -> None:
    primary, dr, lab = running.primary, running.dr, running.lab
    assert running.regions_of("worker") == {primary}
    assert lab.client.run_schedule("myapp-prod-nightly")["region"] == primary

    # the region is lost: what had not arrived is gone, and nothing else
    client = running.client()
    lab.client.set_lag(global_cluster=running.database, ms=400)
    time.sleep(1.5)
    lab.client.outage(primary)
    cut = time.time()
    waiting = WritingClient(lab.port, running.name, running.entrance(dr))
    running.promote(dr, "managed")
    waiting.finish()
    confirmed = lab.client.truth()["promotions"][-1]["completed_at"]
    assert waiting.answers[0][0] - confirmed <= 3, "the application found the new writer"
    until(lambda: any(at > cut for at, where in client.answers if where == dr), "DR takes orders")
    client.finish()
    lost = client.lost(running.orders(dr))
    assert cut - lost[0] == pytest.approx(0.4, abs=0.1)
    (move,) = lab.client.data()["moves"]
    assert move["lost_commits"] >= len(lost) > 0
    assert running.regions_of("worker") == {dr}
    order = next(iter(running.orders(dr)))
    assert [client.read(order).headers["X-Cache"] for _ in range(2)] == ["miss", "hit"]

    # the region returns: its database is rebuilt, and what only it had is in the snapshot that Aurora keeps
    lab.client.heal(primary)
    until(lambda: running.arrived(primary) == running.orders(dr), "the rows are home")
    assert set(client.missing(running.orders(dr))) <= restored(running, primary)

    # and back in good order, with a client that writes all the time
    again = running.client()
    running.promote(primary, "switchover")
    until(lambda: any(where == primary for _, where in again.answers), "the primary takes orders")
    again.finish()
    assert again.lost(running.orders(primary)) == []
    changes = running.rows(CHANGES_OF_REGION, primary)[-1:]
    assert changes == [(dr, primary)], "work went on in the old region after the new one had begun"
    assert running.regions_of("worker") == {primary}


def restored(running: Running, region: str) -> set[str]:
    """The orders in the old writer's last snapshot, by the procedure of `standby failback --rpo-report`."""
    rds = make_client(running.lab, "rds", region)
    snapshots = rds.describe_db_cluster_snapshots(SnapshotType="automated")["DBClusterSnapshots"]
    names = [one["DBClusterSnapshotIdentifier"] for one in snapshots]
    (kept,) = [name for name in names if "unplanned-global-failover" in name]
    scratch = {"DBClusterIdentifier": "scratch", "Engine": "aurora-postgresql"}
    rds.restore_db_cluster_from_snapshot(**scratch, SnapshotIdentifier=kept)
    rds.create_db_instance(**scratch, DBInstanceIdentifier="scratch-1", DBInstanceClass="db.r6g.large")
    until(lambda: status(rds) == "available", "the scratch cluster is available")
    found = running.orders(region, name="scratch")
    rds.delete_db_instance(DBInstanceIdentifier="scratch-1")
    until(lambda: not rds.describe_db_clusters(DBClusterIdentifier="scratch")["DBClusters"][0]["DBClusterMembers"], "x")
    rds.delete_db_cluster(DBClusterIdentifier="scratch", SkipFinalSnapshot=True)
    return found


def status(rds: Any) -> str:
    return str(rds.describe_db_instances(DBInstanceIdentifier="scratch-1")["DBInstances"][0]["DBInstanceStatus"])


def test_a_killed_task_is_replaced_and_the_client_hardly_notices(running: Running) -> None:
    before = running.processes("web")
    psutil.Process(before[0]["pid"]).kill()
    known = {one["task"] for one in before}
    until(lambda: any(one["task"] not in known and one["healthy"] for one in running.processes("web")), "a new task")
    client = running.client()
    client.finish()
    assert client.refused < len(client.acknowledged) / 10


def test_everything_listens_on_loopback_alone_and_fits_into_700_mb(running: Running) -> None:
    family = [psutil.Process(running.lab.pid), *psutil.Process(running.lab.pid).children(recursive=True)]
    memory, listening = 0.0, set()
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess, FileNotFoundError):  # a call of the warm CLI that has ended
            memory += process.memory_full_info().pss / 2**20
            found = process.net_connections("inet")
            listening |= {connection.laddr[0] for connection in found if connection.status == psutil.CONN_LISTEN}
    print(f"{len(family)} processes, {memory:.0f} MB", file=sys.stderr)
    assert listening
    assert all(str(address).startswith("127.") for address in listening)
    assert memory < 700
