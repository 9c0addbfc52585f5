"""The gate with the real CLI on the lab: preview, up, analyze; a stack of ours and a plain pulumi_aws one."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lab.client import Client
from lab.process import Emulator
from lab.workspace import Workspace
from pattern.outputs import PLATFORM_OUTPUTS
from tests.checkout import CHECKOUT
from tests.policy.blueprint import deployment

pytestmark = pytest.mark.scenario
PACK = str(CHECKOUT / "policy")
UP = ("up", "--yes", "--skip-preview")

CLEAN = """
    key = aws.kms.Key("key", deletion_window_in_days=30)
    vpc = aws.ec2.Vpc("main", cidr_block="10.64.0.0/16")
    aws.iam.Role("named", name="shop-dr-app", assume_role_policy=TRUST)
    aws.iam.Role("auto", assume_role_policy=TRUST)
    aws.ec2.SecurityGroup("data", vpc_id=vpc.id, ingress=[
        {"protocol": "tcp", "from_port": 5432, "to_port": 5432, "cidr_blocks": [vpc.cidr_block]}])
    parameters = aws.rds.ClusterParameterGroup("tls", family="aurora-postgresql16", parameters=[
        {"name": "rds.force_ssl", "value": "1"}])
    whole = aws.rds.GlobalCluster("whole", global_cluster_identifier="shop-global", engine="aurora-postgresql",
        engine_version="16.8", storage_encrypted=True, deletion_protection=True, opts=KEPT)
    cluster = aws.rds.Cluster("cluster", cluster_identifier="shop-us-west-2", global_cluster_identifier=whole.id,
        engine="aurora-postgresql", engine_version="16.8", master_username="shop", master_password="not-a-secret-1",
        kms_key_id=key.arn, storage_encrypted=True, backup_retention_period=7, deletion_protection=True,
        db_cluster_parameter_group_name=parameters.name, final_snapshot_identifier="shop-final", opts=KEPT)
    aws.rds.ClusterInstance("one", cluster_identifier=cluster.id, engine="aurora-postgresql",
        instance_class="db.r6g.large")
"""
MISTAKES = """
    others = [
        aws.ec2.Vpc("main", cidr_block="10.9.0.0/16"),
        aws.iam.Role("named", name="shop-app", assume_role_policy=TRUST),
        aws.rds.Cluster("cluster", cluster_identifier="shop", global_cluster_identifier="shop-global",
            engine="aurora-postgresql", master_username="shop", manage_master_user_password=True,
            availability_zones=["us-west-2a", "us-west-2b", "us-west-2c"], skip_final_snapshot=True),
        aws.route53.Record("split", zone_id="Z0123456789EXAMPLE", name="shop.example.com", type="A", ttl=60,
            records=["192.0.2.1"], set_identifier="one", weighted_routing_policies=[{"weight": 1}]),
        aws.ecs.Service("idle", name="idle", desired_count=0),
    ]
    # last: the lab's provider has no global datastores and says so, which ends the program
    aws.elasticache.ReplicationGroup("member", description="x", global_replication_group_id="ldgnf-shop",
        opts=pulumi.ResourceOptions(depends_on=others))
"""
# what the program above does wrong, rule by rule; each is a resource policy, which blocks
BLOCKED = {
    "vpc-cidr-overlap", "dr-iam-name-suffix", "cross-region-customer-key", "availability-zone-plan",
    "no-global-datastore", "dns-ownership-binary", "aurora-global-parity", "layer-boundaries", "data-protection",
    "promotable-capacity", "no-public-data-plane", "incident-freeze",
}  # fmt: skip


def foreign(workspace: Workspace, project: str, body: str) -> Workspace:
    """A project of someone else's making: plain pulumi_aws, none of our config. Its stack is `dr`."""
    folder = workspace.folder.parent / project
    folder.mkdir()
    (folder / ".venv").symlink_to(workspace.folder / ".venv")
    runtime = "runtime: {name: python, options: {virtualenv: .venv}}"
    (folder / "Pulumi.yaml").write_text(f"name: {project}\n{runtime}\nconfig: {{aws:region: us-west-2}}\n")
    head = 'import pulumi\nimport pulumi_aws as aws\nTRUST = \'{"Version": "2012-10-17", "Statement": []}\'\n'
    kept = "KEPT = pulumi.ResourceOptions(protect=True)\n"
    (folder / "__main__.py").write_text(head + kept + textwrap.dedent(body))
    made = replace(workspace, folder=folder)
    made.pulumi("stack", "init", "dr")
    return made


def mutating(client: Client) -> set[str]:
    """The calls that made or changed something."""
    reads = ("Describe", "List", "Get", "AssumeRole")
    return {call["operation"] for call in client.calls() if not call["operation"].startswith(reads)}


@pytest.fixture
def config(tmp_path: Path) -> str:
    """A policy config file: a reserved range, a region with two zones, the app's name, and an incident that runs."""
    reserved, freeze = {"reservedCidrs": ["10.8.0.0/14"]}, {"freeze": "promotion run=7"}
    two = {"zonesByRegion": {"us-west-2": 2}}
    said = {"vpc-cidr-overlap": reserved, "incident-freeze": freeze, "availability-zone-plan": two}
    said["dns-ownership-binary"] = {"names": ["shop.example.com"]}
    path = tmp_path / "policy-config.json"
    path.write_text(json.dumps(said))
    return str(path)


def test_a_foreign_stack_without_fault_passes_preview_up_and_analyze(workspace: Workspace) -> None:
    shop = foreign(workspace, "shop-infra", CLEAN)
    previewed = shop.pulumi("preview", "--policy-pack", PACK)
    assert "[mandatory]" not in previewed.stdout
    made = shop.pulumi(*UP, "--policy-pack", PACK)
    assert "[mandatory]" not in made.stdout
    analyzed = shop.pulumi("policy", "analyze", "--policy-pack", PACK, "--stack", "dr")
    assert "[mandatory]" not in analyzed.stdout


def test_the_gate_hears_of_the_peer_and_of_an_incident_by_stack_outputs(workspace: Workspace) -> None:
    told = """
    pulumi.export("peer_vpc_cidr", "10.64.128.0/17")
    pulumi.export("incident_freeze", "promotion run=42")
    """
    shop = foreign(workspace, "shop-infra", CLEAN + told)
    refused = shop.pulumi("preview", "--policy-pack", PACK, check=False)
    assert refused.returncode == 1
    assert "overlaps 10.64.128.0/17 of the other region (stack output peer_vpc_cidr)" in refused.stdout
    assert "whose membership this run could change while an incident freeze is on (promotion run=42)" in refused.stdout


def stand_in(workspace: Workspace, tmp_path: Path) -> None:
    """A `dr` platform that has outputs and nothing else: enough for the workloads to preview."""
    arn = "arn:aws:iam::123456789012:role/stand-in"
    group = "arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/x/0123456789abcdef"
    plain = {
        "string": "x",
        "list of strings": ["subnet-1", "subnet-2"],
        "map of strings": {"blue": group, "green": group},
    }
    outputs = {output.name: arn if "_arn" in output.name else plain[output.type] for output in PLATFORM_OUTPUTS}
    outputs |= {"app": "myapp", "environment": "prod", "region": "us-west-2"}
    outputs |= {"live_color": "blue", "target_group_arns": plain["map of strings"], "ecs_cluster_id": arn}
    root = "urn:pulumi:dr::standby::pulumi:pulumi:Stack::standby-dr"
    state = deployment()
    state["deployment"]["resources"] = [
        {"urn": root, "type": "pulumi:pulumi:Stack", "custom": False, "outputs": outputs}
    ]
    (tmp_path / "dr.json").write_text(json.dumps(state))
    workspace.pulumi("stack", "import", "--force", "--file", str(tmp_path / "dr.json"), "--stack", "dr")


def test_a_routine_run_after_a_promotion_may_not_scale_the_serving_side_down(
    workspace: Workspace, aws: Callable[..., Any], tmp_path: Path
) -> None:
    stand_in(workspace, tmp_path)
    preview = ("preview", "--stack", "dr", "--policy-pack", "policy")
    assert workspace.pulumi(*preview, project="workloads", check=False).returncode == 0
    freeze = {"Name": "/myapp/prod/standby/incident/freeze", "Type": "String", "Value": "promotion run=9"}
    aws("ssm", "us-west-2").put_parameter(**freeze)
    refused = workspace.pulumi(*preview, project="workloads", check=False)
    assert refused.returncode == 1
    assert "found minCapacity 1 for a service that keeps 4 tasks in production while an incident freeze is on" in (
        refused.stdout
    )
    exempt = {name: {"exemptRun": "failback run=9"} for name in ("incident-freeze", "incident-freeze-stack")}
    (tmp_path / "exempt.json").write_text(json.dumps(exempt))
    config = ("--policy-pack-config", str(tmp_path / "exempt.json"))
    allowed = workspace.pulumi(*preview, *config, project="workloads", check=False)
    assert allowed.returncode == 0
    assert "a run that is exempt from it (failback run=9)" in allowed.stdout


def test_each_rule_refuses_in_preview_and_up_and_nothing_is_created(
    workspace: Workspace, config: str, lab: Emulator
) -> None:
    shop = foreign(workspace, "shop-workloads", MISTAKES)
    given = ("--policy-pack", PACK, "--policy-pack-config", config)
    previewed = shop.pulumi("preview", *given, check=False)
    assert previewed.returncode == 1
    missing = {rule for rule in BLOCKED if f"  {rule}  (" not in previewed.stdout}
    assert not missing, previewed.stdout
    assert "'main' (stack dr): found 10.9.0.0/16 (cidrBlock), which overlaps 10.8.0.0/14" in previewed.stdout
    assert "Traceback" not in previewed.stdout + previewed.stderr

    lab.client.forget_calls()
    refused = shop.pulumi(*UP, *given, check=False)
    assert refused.returncode == 1
    assert "[mandatory]" in refused.stdout
    assert mutating(lab.client) == set()


def test_our_own_stack_on_the_peers_range_is_refused_and_creates_nothing(workspace: Workspace, lab: Emulator) -> None:
    workspace.pulumi("config", "set", "standby:vpcCidr", "10.1.0.0/16", "--stack", "primary")
    workspace.pulumi("config", "set", "--path", "standby:peer.vpcCidr", "10.1.0.0/16", "--stack", "dr")
    refused = workspace.pulumi("preview", "--stack", "primary", "--policy-pack", "policy", check=False)
    assert refused.returncode == 1
    assert "overlaps 10.1.0.0/16 of the other region (standby:peer.vpcCidr)" in refused.stdout
    assert mutating(lab.client) == set()
