"""Subnet and parameter groups on the lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

SUBNETS = "aws:rds/subnetGroup:SubnetGroup"
CLUSTER_PARAMETERS = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
FORCE_SSL = {"name": "rds.force_ssl", "value": "1"}


@pytest.fixture
def subnets(engine: Any) -> list[str]:
    vpc = engine.create("aws:ec2/vpc:Vpc", "main", {"cidrBlock": "10.0.0.0/16"}).ident
    return [
        engine.create(
            "aws:ec2/subnet:Subnet",
            zone,
            {"vpcId": vpc, "cidrBlock": f"10.0.{number}.0/24", "availabilityZone": f"us-east-1{zone}"},
        ).ident
        for number, zone in enumerate("abc")
    ]


def test_subnet_group_lives_and_grows(engine: Any, subnets: list[str]) -> None:
    inputs = {"name": "db", "subnetIds": subnets[:2], "tags": {"app": "x"}}
    made = engine.create(SUBNETS, "db", inputs)
    assert made.outputs["description"] == "Managed by Pulumi"
    new = {**inputs, "subnetIds": subnets, "tags": {"app": "y"}}
    changed = engine.update(made, new)
    assert set(changed.outputs["subnetIds"]) == set(subnets)
    assert engine.diff(changed, {**new, "subnetIds": subnets[::-1]}).changed == set()
    engine.lives_through(changed, new)


@pytest.mark.parametrize(
    ("token", "family"), [(CLUSTER_PARAMETERS, "aurora-postgresql16"), (PARAMETERS, "aurora-postgresql16")]
)
def test_parameter_group_lives_and_changes(engine: Any, token: str, family: str) -> None:
    inputs = {"name": "pg", "family": family, "parameters": [FORCE_SSL], "tags": {"app": "x"}}
    made = engine.create(token, "pg", inputs)
    new = {**inputs, "parameters": [FORCE_SSL, {"name": "log_statement", "value": "ddl"}]}
    changed = engine.update(made, new)
    assert {item["name"] for item in changed.outputs["parameters"]} == {"rds.force_ssl", "log_statement"}
    assert engine.diff(changed, {**new, "family": "other"}).replaces == {"family"}
    engine.lives_through(changed, new)


def test_a_parameter_changed_by_hand_is_drift(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = {"name": "pg", "family": "aurora-postgresql16", "parameters": [FORCE_SSL]}
    made = engine.create(CLUSTER_PARAMETERS, "pg", inputs)
    aws("rds").modify_db_cluster_parameter_group(
        DBClusterParameterGroupName="pg",
        Parameters=[{"ParameterName": "rds.force_ssl", "ParameterValue": "0", "ApplyMethod": "immediate"}],
    )
    assert engine.diff(engine.refresh(made), inputs).changed == {"parameters"}


def test_bad_names_and_parameters_are_refused(engine: Any) -> None:
    _, failures = engine.check(PARAMETERS, "pg", {"name": "1-bad_", "family": "x", "parameters": [{"name": "a"}]})
    assert len(failures) == 2
    assert any('The argument "parameters.value" is required' in text for text in failures)
