"""A database with rows is adopted, gets its secondary, is promoted and fails back, on real PostgreSQL.

Not one row is written again (PostgreSQL tells by `xmin`, the transaction that wrote it), and not one resource is made
again (AWS tells by what it gives a resource once). Some minutes long: run it with LAB_DATA_TESTS=all.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from lab import session
from lab.config import Home
from lab.process import Emulator
from lab.project import find
from lab.pytest_plugin import make_client
from lab.workspace import Workspace, copy_projects
from tests.checkout import CHECKOUT
from tests.scenario.circle import PACK, PRIMARY, STACKS, UP, Circle, until
from tests.scenario.conftest import OWN_PAIR
from tests.scenario.existing_database import CLUSTER, PASSWORD, SECRET, USER, identities, seed_existing

pytestmark = [
    pytest.mark.scenario,
    pytest.mark.skipif(os.environ.get("LAB_DATA_TESTS") != "all", reason="runs with LAB_DATA_TESTS=all"),
]
ROWS = 2000
MADE_ONCE = ("aws:rds/", "aws:ec2/", "aws:kms/", "aws:secretsmanager/", "aws:lb/", "aws:elasticache/")


@pytest.fixture
def lab_with_data(tmp_path: Path) -> Iterator[tuple[Emulator, Home]]:
    home = Home(tmp_path / "lab", find(os.environ, CHECKOUT))
    lab = session.up(home, os.environ, "instant", parent_pid=os.getpid(), data=True)
    yield lab, home
    session.down(home)


@pytest.fixture
def circle(lab_with_data: tuple[Emulator, Home], tmp_path: Path) -> Circle:
    """The tests' own pair with empty stacks."""
    lab, home = lab_with_data
    project = copy_projects(tmp_path / "project", home.project)
    shutil.copytree(OWN_PAIR, project, dirs_exist_ok=True)
    return Circle(Workspace(project, session.environment(home, lab, os.environ)), lab.client, tmp_path / "standby")


def query(aws: Callable[..., Any], region: str, cluster: str, *statements: str) -> list[Any]:
    """What the team's own user is answered by a cluster's writer endpoint; the rows of the last statement."""
    [found] = aws("rds", region).describe_db_clusters(DBClusterIdentifier=cluster)["DBClusters"]
    where = {"host": found["Endpoint"], "port": found["Port"], "dbname": "orders"}
    with psycopg.connect(**where, user=USER, password=PASSWORD) as connection:
        for statement in statements[:-1]:
            connection.execute(statement.encode())
        return connection.execute(statements[-1].encode()).fetchall()


def answers(aws: Callable[..., Any]) -> bool:
    try:
        return query(aws, PRIMARY, CLUSTER, "select 1") == [(1,)]
    except psycopg.OperationalError:
        return False


def ledger(aws: Callable[..., Any], region: str, cluster: str) -> list[Any]:
    """Every row with the transaction that wrote it."""
    return query(aws, region, cluster, "select id, note, xmin::text from ledger order by id")


def state_ids(circle: Circle) -> dict[str, str]:
    """URN → id of what the primary's platform state has of data, network and way in."""
    told = json.loads(circle.workspace.pulumi("stack", "export", "--stack", "primary").stdout)
    found = told["deployment"]["resources"]
    return {one["urn"]: one["id"] for one in found if one["type"].startswith(MADE_ONCE)}


def fill(aws: Callable[..., Any]) -> None:
    query(
        aws,
        PRIMARY,
        CLUSTER,
        "create table ledger (id bigint primary key, note text not null)",
        f"insert into ledger select n, md5(n::text) from generate_series(1, {ROWS}) n",
        "select count(*) from ledger",
    )


def test_rows_and_resources_outlive_adoption_promotion_and_the_failback(
    circle: Circle, lab_with_data: tuple[Emulator, Home]
) -> None:
    lab, _ = lab_with_data

    def aws(service: str, region: str = PRIMARY) -> Any:
        return make_client(lab, service, region)

    seed_existing(aws, PRIMARY)
    until(lambda: answers(aws), "the database takes connections")
    fill(aws)
    rows, made = ledger(aws, PRIMARY, CLUSTER), identities(aws, PRIMARY)
    assert len(rows) == ROWS

    told = circle.standby("adopt", "--cluster", CLUSTER, "--secret", SECRET, "--yes").stdout
    assert "none to replace or delete" in told
    circle.push_images("1.0.0", "1.0.1")
    for project, stack in STACKS:
        circle.workspace.pulumi(*UP, "--stack", stack, "--policy-pack", PACK, project=project)
    assert (ledger(aws, PRIMARY, CLUSTER), identities(aws, PRIMARY)) == (rows, made)
    state = state_ids(circle)

    dr = f"myapp-prod-{circle.dr}"
    until(lambda: len(lab.client.data()["databases"]) == 2, "the secondary has its data")
    lab.client.outage(PRIMARY)
    circle.promote("managed")
    assert ledger(aws, circle.dr, dr) == rows
    while_away = "insert into ledger select n, 'while away' from generate_series(100001, 100010) n returning id"
    assert len(query(aws, circle.dr, dr, while_away)) == 10
    rows = ledger(aws, circle.dr, dr)

    lab.client.heal()
    done = circle.apply()
    assert "Normal operation" in done.stdout
    assert circle.writer().split(":")[3] == PRIMARY
    assert ledger(aws, PRIMARY, CLUSTER) == rows
    assert identities(aws, PRIMARY) == made
    assert state_ids(circle) == state
    assert circle.dirty() == {}
