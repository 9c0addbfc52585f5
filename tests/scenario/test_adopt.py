"""`standby adopt` on the lab: a database that boto3 made becomes the primary of a pair, and nothing is made again."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lab.workspace import Workspace
from tests.extent import in_test_all
from tests.scenario.circle import PRIMARY, UP
from tests.scenario.existing_database import CLUSTER, INSTANCES, SECRET, TAGS, identities, seed_existing

pytestmark = [pytest.mark.scenario, in_test_all]
COMMAND = (str(Path(sys.executable).parent / "standby"), "adopt", "--cluster", CLUSTER, "--secret", SECRET)
DR = "us-west-2"


def test_an_existing_database_is_adopted_and_gets_its_secondary(
    workspace: Workspace, aws: Callable[..., Any], tmp_path: Path
) -> None:
    here = Workspace(workspace.folder, {**workspace.environ, "XDG_STATE_HOME": str(tmp_path / "journals")})
    existing = seed_existing(aws, PRIMARY)
    before = identities(aws, PRIMARY)

    asked = here.run(*COMMAND, check=False)
    assert asked.returncode == 5, asked.stderr
    assert aws("rds", PRIMARY).describe_global_clusters()["GlobalClusters"] == []

    told = here.run(*COMMAND, "--yes").stdout
    assert "made     global database myapp-prod-global around orders-live" in told
    assert "imported myapp-prod-global, orders-live, orders-live-a, orders-live-b" in told
    assert "none to replace or delete" in told

    again = here.run(*COMMAND, "--yes").stdout
    assert "is there global database myapp-prod-global with orders-live" in again
    assert "is there import of" in again

    for stack in ("primary", "dr"):
        here.pulumi(*UP, "--policy-pack", "policy", "--stack", stack)
    for stack in ("primary", "dr"):
        here.pulumi("preview", "--refresh", "--expect-no-changes", "--stack", stack)
    assert identities(aws, PRIMARY) == before

    [found] = aws("rds", PRIMARY).describe_db_clusters(DBClusterIdentifier=CLUSTER)["DBClusters"]
    assert existing.security_group_id in [one["VpcSecurityGroupId"] for one in found["VpcSecurityGroups"]]
    assert [one for one in found["TagList"] if one in TAGS] == TAGS
    [pair] = aws("rds", DR).describe_global_clusters()["GlobalClusters"]
    writers = {one["DBClusterArn"].rsplit(":", 1)[-1]: one["IsWriter"] for one in pair["GlobalClusterMembers"]}
    assert writers == {CLUSTER: True, f"myapp-prod-{DR}": False}
    vpcs = aws("ec2", PRIMARY).describe_vpcs(Filters=[{"Name": "is-default", "Values": ["false"]}])["Vpcs"]
    assert [one["VpcId"] for one in vpcs] == [existing.vpc_id]
    assert here.outputs("primary")["database_cluster_id"] == CLUSTER
    state = json.loads(here.pulumi("stack", "export", "--stack", "primary").stdout)["deployment"]["resources"]
    ids = {one["id"] for one in state if one["type"].startswith("aws:rds/cluster")}
    assert ids == {CLUSTER, *INSTANCES}
