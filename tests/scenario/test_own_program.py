"""`examples/own-program` on the lab: infrastructure that boto3 made, our database beside it, and a real promotion."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab.workspace import Workspace
from tests.checkout import CHECKOUT
from tests.extent import in_test_all
from tests.scenario.promotion.seed_pair import Pair, Region, seed_pair

pytestmark = [pytest.mark.scenario, in_test_all]
APP = "shop"
STACKS = ("primary", "dr")


def described(aws: Callable[..., Any], region: Region) -> dict[str, Any]:
    """What the stack's configuration must name of a seeded region."""
    ec2 = aws("ec2", region.name)
    [vpc] = ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["myapp-prod"]}])["Vpcs"]
    inside = [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}]
    return {
        "vpcId": vpc["VpcId"],
        "subnetIds": [one["SubnetId"] for one in ec2.describe_subnets(Filters=inside)["Subnets"]],
        "clientSecurityGroupId": ec2.describe_security_groups(Filters=inside)["SecurityGroups"][0]["GroupId"],
        "protect": "false",
    }


def write_stack(folder: Path, stack: str, aws: Callable[..., Any], own: Region, peer: Region) -> None:
    """The stack's configuration, and the contract file that discovery would have written."""
    entries = {f"services/{entry.name}": entry.encode() for entry in own.services}
    contract = {**own.values, "app": APP, "iam/promotion-role-arn": "-", **entries}
    (folder / f"contract.{stack}.yaml").write_text(yaml.safe_dump(contract))
    config = {
        "aws:region": own.name,
        "own-program:peerRegion": peer.name,
        "own-program:nameSuffix": "" if stack == "primary" else "-dr",
        "own-program:contract": f"contract.{stack}.yaml",
        **{f"own-program:{name}": value for name, value in described(aws, own).items()},
    }
    (folder / f"Pulumi.{stack}.yaml").write_text(yaml.safe_dump({"config": config}))


@pytest.fixture
def program(workspace: Workspace, aws: Callable[..., Any], tmp_path: Path) -> tuple[Workspace, Pair]:
    """A copy of the example beside a seeded pair, both stacks empty."""
    folder = tmp_path / "examples" / "own-program"
    shutil.copytree(CHECKOUT / "examples" / "own-program", folder)
    (tmp_path / ".venv").symlink_to(CHECKOUT / ".venv")
    pair = seed_pair(aws)
    for stack, own, peer in zip(STACKS, (pair.primary, pair.dr), (pair.dr, pair.primary), strict=True):
        write_stack(folder, stack, aws, own, peer)
    here = Workspace(folder, workspace.environ)
    for stack in STACKS:
        here.pulumi("stack", "init", stack, "--no-select")
    return here, pair


def test_a_foreign_pair_gets_a_database_and_can_be_promoted(program: tuple[Workspace, Pair], tmp_path: Path) -> None:
    workspace, pair = program
    for stack in STACKS:
        workspace.pulumi("up", "--yes", "--skip-preview", "--stack", stack)
    for stack in STACKS:
        workspace.pulumi("preview", "--expect-no-changes", "--stack", stack)

    script = str(CHECKOUT / "runbooks" / "promote-dr.sh")
    whose = ("--app", APP, "--env", "prod", "--region", pair.dr.name)
    agreed = ("--yes", "--confirm", f"{APP}-prod-global", "--report", str(tmp_path / "reports"))
    workspace.run(script, *whose, *agreed)

    told = workspace.run(
        "aws",
        "rds",
        "describe-global-clusters",
        "--global-cluster-identifier",
        f"{APP}-prod-global",
        "--region",
        pair.dr.name,
        "--output",
        "json",
    )
    members = json.loads(told.stdout)["GlobalClusters"][0]["GlobalClusterMembers"]
    assert {one["DBClusterArn"].split(":")[3]: one["IsWriter"] for one in members} == {
        pair.primary.name: False,
        pair.dr.name: True,
    }
    for stack in STACKS:  # the components ignore what a promotion moved
        workspace.pulumi("preview", "--expect-no-changes", "--stack", stack)
