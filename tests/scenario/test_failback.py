"""Four stacks from nothing, away and the primary again, with the real commands on the lab, proved by Pulumi at the end.

By default one pair goes there and back; with `STANDBY_ALL=1`, as in CI, by both branches in a row. With `STANDBY_FULL=1`
also: each branch twice in a row, killed again and again, a two-zone region, waits that last, a plan that would harm;
minutes each.
What this does not prove: how long AWS takes, and that AWS accepts what the lab accepts.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from lab.process import Emulator
from lab.workspace import Workspace
from tests.extent import ALL
from tests.leaks import leaks
from tests.scenario.circle import PACK, PRIMARY, UP, Circle, go_round

pytestmark = pytest.mark.scenario
PRODUCTION, WARM = {"myapp-prod-web": 6, "myapp-prod-worker": 3}, {"myapp-prod-web": 1, "myapp-prod-worker": 0}
NIGHTLY = ["myapp-prod-nightly"]
TASK_ALARMS = [f"{name}-tasks" for name in PRODUCTION]
WORKLOADS = (("workloads", "primary"), ("workloads", "dr"))
IAM = (
    ("list-roles", "--query", "Roles[].RoleName"),
    ("list-policies", "--query", "Policies[].PolicyName"),
)
full = pytest.mark.skipif(os.environ.get("STANDBY_FULL") != "1", reason="minutes long: STANDBY_FULL=1 runs it")


@pytest.fixture
def circle(keep_checkpoints: Workspace, lab: Emulator, tmp_path: Path) -> Circle:
    """Four stacks up."""
    circle = Circle(keep_checkpoints, lab.client, tmp_path / "standby")
    circle.up()
    return circle


def test_failed_over_and_back(circle: Circle) -> None:
    """By the managed branch; `make test-all` takes the same pair through the other branch first."""
    normal = circle.config()
    assert (circle.desired(PRIMARY), circle.desired(circle.dr)) == (PRODUCTION, WARM)
    assert circle.dirty(WORKLOADS) == {}  # test_platform.py says it of the platforms
    assert_that_global_names_differ(circle)
    assert_that_an_image_rolls_without_the_platform(circle)
    for mode in (*(["detach"] if ALL else []), "managed"):
        go_round(circle, mode, PRODUCTION, WARM, NIGHTLY)
    assert circle.config() == normal
    assert circle.dirty() == {}
    assert_that_no_secret_lies_anywhere(circle)


def assert_that_no_secret_lies_anywhere(circle: Circle) -> None:
    """In states, configs, journals, reports and logs of all of it, and in what SSM holds of both regions."""
    values = []
    for region in (circle.primary, circle.dr):
        for name in circle.aws(region, "secretsmanager", "list-secrets", "--query", "SecretList[].Name"):
            text = circle.aws(region, "secretsmanager", "get-secret-value", "--secret-id", name)["SecretString"]
            values.append(json.loads(text)["password"] if text.startswith("{") else text)
        parameters = circle.aws(region, "ssm", "get-parameters-by-path", "--path", "/", "--recursive")
        (circle.state / f"ssm-{region}.json").write_text(json.dumps(parameters))
    assert len(set(values)) == 3  # the database's, and each region's cache token
    backend = Path(circle.workspace.environ["PULUMI_BACKEND_URL"].removeprefix("file://"))
    for folder in (backend, circle.state):
        assert any(folder.rglob("*.json")), folder
    assert leaks(values, (backend, circle.state, circle.workspace.folder)) == []


def assert_that_global_names_differ(circle: Circle) -> None:
    """Both regions stand in one account."""
    for listed in IAM:
        names = [name.lower() for name in circle.aws(PRIMARY, "iam", *listed) if name.startswith("myapp-prod")]
        assert len(names) == len(set(names))
        assert "list-policies" in listed or any(name.startswith("myapp-prod-dr-") for name in names)


def assert_that_an_image_rolls_without_the_platform(circle: Circle) -> None:
    before = [circle.state_file("standby", stack) for stack in ("primary", "dr")]
    config = circle.workspace.folder / "workloads" / "Pulumi.yaml"
    config.write_text(config.read_text().replace("web:1.0.0", "web:1.0.1"))
    for stack in ("primary", "dr"):
        circle.workspace.pulumi(*UP, "--stack", stack, project="workloads")
    assert [circle.state_file("standby", stack) for stack in ("primary", "dr")] == before


@full
@pytest.mark.parametrize("mode", ["managed", "detach"])
def test_full_circle_twice_in_a_row(circle: Circle, mode: str) -> None:
    normal = circle.config()
    for _ in range(2):
        go_round(circle, mode, PRODUCTION, WARM, NIGHTLY)
        assert circle.dirty() == {}
        assert circle.config() == normal


@full
def test_planned_move_to_dr_settled_for_a_while_and_back(circle: Circle) -> None:
    """Roles exchanged by a switchover, deployments while DR serves, and another switchover back: nothing is deleted."""
    files = {file: file.read_text() for file in circle.workspace.folder.rglob("Pulumi.*.yaml")}
    circle.promote("switchover")
    assert circle.writer().split(":")[3] == circle.dr
    assert (circle.desired(circle.dr), circle.enabled(circle.dr)) == (PRODUCTION, ["myapp-prod-nightly"])
    assert (circle.desired(PRIMARY), circle.enabled(PRIMARY)) == (WARM, [])
    assert (sorted(circle.muted(PRIMARY)), circle.muted(circle.dr)) == (TASK_ALARMS, [])
    settled = circle.standby("settle", "--yes")
    assert "+  standby:capacity: production" in settled.stdout
    assert "nothing to do" in circle.standby("settle", "--yes").stdout
    for project, stack in WORKLOADS:
        circle.workspace.pulumi(*UP, "--stack", stack, "--policy-pack", PACK, project=project)
    assert circle.dirty(WORKLOADS) == {}
    assert (circle.desired(circle.dr), circle.desired(PRIMARY)) == (PRODUCTION, WARM)
    circle.lab.forget_calls()
    assert "Normal operation" in circle.apply().stdout
    operations = [call["operation"] for call in circle.calls()]
    assert operations.count("SwitchoverGlobalCluster") == 1
    assert not any(name.startswith(("DeleteDB", "CreateDB", "RemoveFrom", "DeleteGlobal")) for name in operations)
    assert (circle.desired(PRIMARY), circle.desired(circle.dr)) == (PRODUCTION, WARM)
    assert (circle.enabled(PRIMARY), circle.enabled(circle.dr)) == (["myapp-prod-nightly"], [])
    assert (circle.muted(PRIMARY), circle.muted(circle.dr)) == ([], [])
    assert circle.dirty() == {}
    assert {file: file.read_text() for file in files} == files


KILLS = (
    "CreateDBClusterSnapshot",
    "RemoveFromGlobalCluster",
    "DeleteGlobalCluster",
    "DeleteDBInstance",
    "DeleteDBCluster",
    "CreateDBCluster",
    "CreateDBInstance",
    "SwitchoverGlobalCluster",
    "DisableRule",
    "EnableRule",
    "ChangeResourceRecordSets",
)


@full
def test_killed_again_and_again_also_inside_pulumi(circle: Circle) -> None:
    circle.promote("detach")  # the primary is alive: what it holds is stale all the same
    killed = []
    for operation in KILLS:
        if circle.apply_and_be_killed(operation):
            killed.append(operation)
        told = circle.standby("failback", "status")
        assert "Traceback" not in told.stdout + told.stderr
    last = circle.apply(check=False)
    if last.returncode != 0:  # a kill in the moment in which Pulumi's file backend writes
        assert "cut a file of a file backend short" in last.stderr, last.stderr
        assert circle.mend_backend()
        last = circle.apply()
    assert "Normal operation" in last.stdout
    assert {"CreateDBCluster", "DeleteDBCluster", "SwitchoverGlobalCluster"} <= set(killed)
    assert circle.writer().split(":")[3] == PRIMARY
    assert circle.public()["post"] == 200
    assert circle.dirty() == {}
    made = [call for call in circle.calls() if call["operation"] == "CreateDBCluster" and call["status"] == 200]
    assert len(made) == 3  # two in the beginning, one on failback


@full
def test_two_zone_dr_region(workspace: Workspace, lab: Emulator, tmp_path: Path) -> None:
    for file in (*workspace.folder.glob("Pulumi.*.yaml"), *workspace.folder.glob("workloads/Pulumi.*.yaml")):
        file.write_text(file.read_text().replace("us-west-2", "us-west-1"))
    circle = Circle(workspace, lab.client, tmp_path / "standby")
    circle.up()
    normal = circle.config()
    circle.lab.outage(PRIMARY, "5xx")
    circle.promote("detach")
    circle.lab.heal()
    assert "Normal operation" in circle.apply().stdout
    assert circle.writer().split(":")[3] == PRIMARY
    assert circle.dirty() == {}
    assert circle.config() == normal


@full
def test_waits_are_waited_for_and_the_gap_without_a_writer_is_short(circle: Circle) -> None:
    """Scaled time: Aurora, snapshots and Route 53 take their time, and DNS follows the switchover at once."""
    circle.lab.set_profile("scaled", 120)
    circle.lab.outage(PRIMARY)
    circle.promote("managed")
    circle.lab.heal()
    circle.apply()
    order = [call["operation"] for call in circle.calls() if call["status"] == 200]
    assert order.index("SwitchoverGlobalCluster") < len(order) - 1 - order[::-1].index("ChangeResourceRecordSets")
    copies = circle.aws(PRIMARY, "rds", "describe-db-cluster-snapshots", "--query", "DBClusterSnapshots[]")
    rescued = [one for one in copies if one["DBClusterSnapshotIdentifier"].startswith("standby-copy-")]
    assert [one["SnapshotType"] for one in rescued] == ["manual"]
    assert circle.public()["region"] == PRIMARY


@full
def test_an_up_that_would_harm_is_refused_by_line(circle: Circle) -> None:
    circle.promote("managed")
    file = circle.workspace.folder / "Pulumi.yaml"
    whole = file.read_text()
    file.write_text(whole.replace("instances: 2", "instances: 1"))
    refused = circle.apply(check=False)
    assert refused.returncode == 3
    assert (
        "delete aws:rds/clusterInstance:ClusterInstance database-2: a failback's `up` deletes no data" in refused.stderr
    )
    assert "Traceback" not in refused.stderr
    assert not any(call["operation"] == "DeleteDBInstance" for call in circle.calls())
    file.write_text(whole)
    assert "Normal operation" in circle.apply().stdout
    assert circle.dirty() == {}
