"""States as CloudFormation templates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from judges.cloudformation import KINDS, SECRET, templates, translated
from lab.provider import schema


def state(*resources: Mapping[str, Any]) -> dict[str, Any]:
    """A state of custom resources."""
    return {"deployment": {"resources": [{"custom": True, **one} for one in resources]}}


def urn(token: str, name: str) -> str:
    return f"urn:pulumi:dr::standby::pattern:Pattern${token}::{name}"


def test_names_are_cloudformations_own() -> None:
    token = "aws:rds/clusterInstance:ClusterInstance"
    inputs = {"identifier": "one", "instanceClass": "db.r6g.large", "applyImmediately": True, "__defaults": []}
    assert translated(inputs, KINDS[token]) == {
        "Type": "AWS::RDS::DBInstance",
        "Properties": {"DBInstanceIdentifier": "one", "DBInstanceClass": "db.r6g.large"},
    }


def test_maps_lists_policies_and_secrets() -> None:
    alarm = translated(
        {"name": "a", "dimensions": {"B": "2", "A": "1"}}, KINDS["aws:cloudwatch/metricAlarm:MetricAlarm"]
    )
    assert alarm["Properties"]["Dimensions"] == [{"Name": "A", "Value": "1"}, {"Name": "B", "Value": "2"}]
    group = {"parameters": [{"name": "rds.force_ssl", "value": "1", "applyMethod": "immediate"}]}
    made = translated(group, KINDS["aws:rds/clusterParameterGroup:ClusterParameterGroup"])
    assert made["Properties"]["Parameters"] == {"rds.force_ssl": "1"}
    role = translated({"assumeRolePolicy": '{"Statement": []}'}, KINDS["aws:iam/role:Role"])
    assert role["Properties"]["AssumeRolePolicyDocument"] == {"Statement": []}
    secret = translated({"masterPassword": {SECRET: "1b47", "ciphertext": "x"}}, KINDS["aws:rds/cluster:Cluster"])
    assert "ciphertext" not in json.dumps(secret)
    flow = translated({"vpcId": "vpc-1"}, KINDS["aws:ec2/flowLog:FlowLog"])
    assert flow["Properties"] == {"ResourceId": "vpc-1", "ResourceType": "VPC"}


def test_containers_keep_the_keys_that_are_the_programs() -> None:
    log = {"logDriver": "awslogs", "options": {"awslogs-group": "/app"}}
    text = json.dumps([{"name": "web", "portMappings": [{"containerPort": 80}], "logConfiguration": log}])
    made = translated({"containerDefinitions": text}, KINDS["aws:ecs/taskDefinition:TaskDefinition"])
    assert made["Properties"]["ContainerDefinitions"] == [
        {
            "Name": "web",
            "PortMappings": [{"ContainerPort": 80}],
            "LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": "/app"}},
        }
    ]


def test_one_template_for_each_state_and_what_is_left_out_is_told() -> None:
    token, other = "aws:ec2/vpc:Vpc", "aws:route53/healthCheck:HealthCheck"
    made, left_out = templates(
        [
            state(
                {"type": token, "urn": urn(token, "net-1"), "inputs": {"cidrBlock": "10.0.0.0/16"}},
                {"type": token, "urn": urn(token, "net1"), "inputs": {}},
                {"type": token, "urn": urn(token, "read"), "inputs": {}, "external": True},
                {"type": other, "urn": urn(other, "keep-warm"), "inputs": {}},
            ),
            state(),
        ]
    )
    assert sorted(made[0]["Resources"]) == ["VPCNet1", "VPCNet11"]
    assert made[1]["Resources"] == {}
    assert left_out == [other]


def test_every_name_of_the_table_is_an_input_of_its_type() -> None:
    known = {token: schema.facts(token).inputs for token in KINDS}
    wrong = [
        f"{token}: {name}"
        for token, kind in KINDS.items()
        for name in {*kind.names, *kind.without.split()} - known[token]
    ]
    assert wrong == []
