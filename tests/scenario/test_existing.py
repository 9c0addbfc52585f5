"""`existing:` on the lab: a primary that stands on what boto3 made, all of which is used and none of it touched."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from lab.workspace import Workspace
from tests.scenario.circle import PRIMARY, UP
from tests.scenario.existing_database import RANGE
from tests.scenario.existing_region import NAME, ZONE, ExistingRegion, described, seed_region, way_in

pytestmark = pytest.mark.scenario
CLEAN = ("preview", "--refresh", "--expect-no-changes", "--stack")
DESTROY = ("destroy", "--yes", "--skip-preview", "--stack")
BEHIND_A_PATH = {
    "name": "docs",
    "image": "${account}.dkr.ecr.${region}.amazonaws.com/shop/docs:1.0.0",
    "port": 8081,
    "path": "/docs/*",
    "priority": 20,
    "scaling": {"metric": "requests", "target": 100},
    "production": {"desired": 1, "min": 1, "max": 2},
}
MUST_NOT_BE = {
    "aws:acm/certificate:Certificate",
    "aws:ec2/vpc:Vpc",
    "aws:ec2/subnet:Subnet",
    "aws:ecs/cluster:Cluster",
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
    "aws:kms/alias:Alias",
    "aws:kms/key:Key",
    "aws:lb/listener:Listener",
    "aws:lb/loadBalancer:LoadBalancer",
}


def edit(workspace: Workspace, file: str, values: dict[str, Any]) -> None:
    path = workspace.folder / file
    document = yaml.safe_load(path.read_text())
    document["config"].update(values)
    path.write_text(yaml.safe_dump(document))


def write_config(workspace: Workspace, existing: ExistingRegion) -> None:
    """The primary has everything but its database, DR nothing: its own certificate rests on the primary's record."""
    domain = {"hostedZoneId": existing.zone_id, "zoneName": ZONE, "name": NAME}
    edit(workspace, "Pulumi.yaml", {"standby:domain": {"value": domain}})
    edit(workspace, "Pulumi.primary.yaml", {"standby:vpcCidr": RANGE, "standby:existing": existing.config})
    peer = {"region": PRIMARY, "vpcCidr": RANGE, "stack": "primary"}
    edit(workspace, "Pulumi.dr.yaml", {"standby:peer": peer, "standby:protect": False})
    shared = yaml.safe_load((workspace.folder / "workloads" / "Pulumi.yaml").read_text())
    services = [*shared["config"]["standby:services"]["value"], BEHIND_A_PATH]
    edit(workspace, "workloads/Pulumi.yaml", {"standby:services": {"value": services}})


def check_use(aws: Callable[..., Any], existing: ExistingRegion) -> None:
    """What was made stands on what was there."""
    config, listener = existing.config, existing.config["listener"]
    [database] = aws("rds", PRIMARY).describe_db_clusters()["DBClusters"]
    assert database["KmsKeyId"] == config["keyArn"]
    assert len(aws("ecs", PRIMARY).list_services(cluster=config["ecsClusterArn"])["serviceArns"]) == 3
    balancer = aws("elbv2", PRIMARY)
    targets = balancer.describe_target_health(TargetGroupArn=listener["blueTargetGroupArn"])["TargetHealthDescriptions"]
    assert len(targets) == 6, "the front service's tasks"
    gateway = aws("apigatewayv2", PRIMARY)
    [door] = gateway.get_domain_names()["Items"]
    assert door["DomainNameConfigurations"][0]["CertificateArn"] == config["certificateArn"]
    [api] = gateway.get_apis()["Items"]
    [integration] = gateway.get_integrations(ApiId=api["ApiId"])["Items"]
    assert integration["IntegrationUri"] == listener["arn"]
    paths = [rule["Priority"] for rule in balancer.describe_rules(ListenerArn=listener["arn"])["Rules"]]
    assert sorted(paths) == ["20", "default"]


def types_in_state(workspace: Workspace) -> set[str]:
    state = json.loads(workspace.pulumi("stack", "export", "--stack", "primary").stdout)
    return {one["type"] for one in state["deployment"].get("resources", [])}


def test_what_exists_is_used_and_neither_made_again_nor_changed_nor_removed(
    workspace: Workspace, aws: Callable[..., Any]
) -> None:
    existing = seed_region(aws, PRIMARY)
    before, entrance = described(aws, PRIMARY, existing), way_in(aws, PRIMARY, existing)
    write_config(workspace, existing)
    layers = ((".", "policy"), ("workloads", "../policy"))
    for project, pack in layers:
        workspace.pulumi(*UP, "--stack", "primary", "--policy-pack", pack, project=project)
    workspace.pulumi(*UP, "--stack", "dr")
    for project, _ in layers:
        workspace.pulumi(*CLEAN, "primary", project=project)
    assert described(aws, PRIMARY, existing) == before
    assert types_in_state(workspace) & MUST_NOT_BE == set()
    check_use(aws, existing)

    workspace.pulumi(*DESTROY, "primary", project="workloads")
    edit(workspace, "Pulumi.primary.yaml", {"standby:protect": False})
    workspace.pulumi(*UP, "--stack", "primary")
    for stack in ("dr", "primary"):
        workspace.pulumi(*DESTROY, stack, "--run-program")
    assert types_in_state(workspace) == set()
    assert described(aws, PRIMARY, existing) == before
    assert way_in(aws, PRIMARY, existing) == entrance
