"""The platform layer from a YAML file to two running regions and back to nothing, with the real CLI on the lab."""

from __future__ import annotations

import json
import re

import pytest

from lab.workspace import Workspace
from layers.departure import HOOK

pytestmark = pytest.mark.scenario
UP = ("up", "--yes", "--skip-preview")
CLEAN = ("preview", "--expect-no-changes")
# the lag alarm speaks of the role, and so does one output; nothing else may move
MAY_CHANGE_WITH_THE_ROLE = {("update", "aws:cloudwatch/metricAlarm:MetricAlarm"), ("update", "pulumi:pulumi:Stack")}


def move_dr_to(workspace: Workspace, region: str) -> None:
    """Put the DR stack, whose file is edited by Pulumi itself, into another region."""
    for key in ("aws:region", "standby:region"):
        workspace.pulumi("config", "set", key, region, "--stack", "dr")
    workspace.pulumi("config", "set", "--path", "standby:peer.region", region, "--stack", "primary")


DESTROY = ("destroy", "--yes", "--skip-preview")


def unprotect(workspace: Workspace, stack: str) -> None:
    """What a person does first who means it."""
    workspace.pulumi("config", "set", "standby:protect", "false", "--stack", stack)
    workspace.pulumi(*UP, "--stack", stack)


def refuse_the_primary_before_dr(workspace: Workspace) -> None:
    """Neither a plain destroy nor one that runs the program takes anything while DR is there."""
    plain = workspace.pulumi(*DESTROY, "--stack", "primary", check=False)
    assert plain.returncode != 0
    assert HOOK in plain.stdout + plain.stderr
    early = workspace.pulumi(*DESTROY, "--run-program", "--stack", "primary", check=False)
    assert early.returncode != 0
    assert "myapp-prod-global still has DR's cluster in us-west-2. The right order is: both workloads" in early.stdout
    assert not re.search(r"\d+ deleted", early.stdout)
    assert "Traceback" not in early.stdout


def flipped_role_changes(workspace: Workspace, stack: str) -> set[tuple[str, str]]:
    """(operation, type) of what a preview would change if the stack's two role keys said the opposite."""
    file = workspace.folder / f"Pulumi.{stack}.yaml"
    peace = file.read_text()
    region, secondary = {"primary": ("us-west-2", "true"), "dr": ("us-east-1", "false")}[stack]
    workspace.pulumi("config", "set", "standby:isAuroraSecondary", secondary, "--stack", stack)
    workspace.pulumi("config", "set", "standby:auroraSourceRegion", region, "--stack", stack)
    plan = workspace.pulumi("preview", "--json", "--stack", stack)
    file.write_text(peace)
    steps = {(step["op"], step["urn"].split("::")[2].split("$")[-1]) for step in json.loads(plan.stdout)["steps"]}
    return {(op, type_) for op, type_ in steps if op != "same"}


def test_both_regions_come_up_stay_clean_show_drift_and_go(workspace: Workspace) -> None:
    for stack in ("primary", "dr"):
        workspace.pulumi(*UP, "--stack", stack)
    for stack in ("primary", "dr"):
        workspace.pulumi(*CLEAN, "--stack", stack)
        workspace.pulumi(*CLEAN, "--refresh", "--stack", stack)
        again = workspace.pulumi(*UP, "--stack", stack)
        assert re.search(r"Resources:\n +\d+ unchanged\n", again.stdout)
        assert flipped_role_changes(workspace, stack) <= MAY_CHANGE_WITH_THE_ROLE

    pair = workspace.run(
        "aws", "rds", "describe-global-clusters", "--global-cluster-identifier", "myapp-prod-global", "--output", "json"
    )
    (cluster,) = json.loads(pair.stdout)["GlobalClusters"]
    members = {member["DBClusterArn"]: member["IsWriter"] for member in cluster["GlobalClusterMembers"]}
    assert members == {
        "arn:aws:rds:us-east-1:123456789012:cluster:myapp-prod-us-east-1": True,
        "arn:aws:rds:us-west-2:123456789012:cluster:myapp-prod-us-west-2": False,
    }

    vpc = workspace.outputs("dr")["vpc_id"]
    workspace.run(
        "aws", "ec2", "modify-vpc-attribute", "--region", "us-west-2", "--vpc-id", vpc, "--no-enable-dns-hostnames"
    )
    workspace.pulumi(*CLEAN, "--stack", "dr")
    assert workspace.pulumi(*CLEAN, "--refresh", "--stack", "dr", check=False).returncode == 7

    for stack in ("primary", "dr"):
        unprotect(workspace, stack)
    refuse_the_primary_before_dr(workspace)
    for stack in ("dr", "primary"):
        workspace.pulumi(*DESTROY, "--run-program", "--stack", stack)
        left = workspace.pulumi("stack", "export", "--stack", stack)
        assert not json.loads(left.stdout)["deployment"].get("resources")


def test_dr_with_two_zones(workspace: Workspace) -> None:
    workspace.pulumi(*UP, "--stack", "primary")
    move_dr_to(workspace, "us-west-1")
    workspace.pulumi(*UP, "--stack", "dr")
    assert len(workspace.outputs("dr")["zones"]) == 2
    workspace.pulumi(*CLEAN, "--refresh", "--stack", "dr")


def test_three_zones_where_the_account_has_two_is_an_error_that_lists_them(workspace: Workspace) -> None:
    move_dr_to(workspace, "us-west-1")
    workspace.pulumi("config", "set", "standby:availabilityZones", "3", "--stack", "dr")
    refused = workspace.pulumi("preview", "--stack", "dr", check=False)
    assert refused.returncode != 0
    assert "standby:availabilityZones asks for 3" in refused.stdout
    assert "usw1-az" in refused.stdout
    assert "Traceback" not in refused.stdout


def test_bad_config_is_one_message_with_every_problem_and_creates_nothing(workspace: Workspace) -> None:
    for key, value in {
        "standby:vpcCidr": "10.1.0.1/16",
        "standby:vpcCdir": "10.1.0.0/16",
        "standby:region": "us-east-2",
        "standby:nameSuffix": "",
    }.items():
        workspace.pulumi("config", "set", key, value, "--stack", "dr")
    workspace.pulumi("config", "rm", "standby:auroraSourceRegion", "--stack", "dr")
    refused = workspace.pulumi(*UP, "--stack", "dr", check=False)
    assert refused.returncode != 0
    for words in (
        "has 5 problem(s)",
        "standby:vpcCidr: '10.1.0.1/16' has host bits set",
        "did you mean 'vpcCidr'?",
        "standby:region is 'us-east-2' but aws:region is 'us-west-2'",
        "standby:nameSuffix is empty in stack 'dr'",
        "standby:auroraSourceRegion is missing",
    ):
        assert words in refused.stdout
    assert "Traceback" not in refused.stdout
    left = workspace.pulumi("stack", "export", "--stack", "dr")
    assert [r["type"] for r in json.loads(left.stdout)["deployment"].get("resources", [])] in (
        [],
        ["pulumi:pulumi:Stack"],
    )
