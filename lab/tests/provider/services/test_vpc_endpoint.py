"""VPC endpoints and flow logs on the lab."""

from __future__ import annotations

from typing import Any

import pytest

ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"


@pytest.fixture
def vpc(engine: Any) -> str:
    return str(engine.create("aws:ec2/vpc:Vpc", "main", {"cidrBlock": "10.0.0.0/16"}).ident)


def test_gateway_endpoint_lives_and_takes_tables(engine: Any, vpc: str) -> None:
    tables = [engine.create("aws:ec2/routeTable:RouteTable", name, {"vpcId": vpc}).ident for name in "ab"]
    inputs = {"vpcId": vpc, "serviceName": "com.amazonaws.us-east-1.s3", "routeTableIds": tables[:1]}
    made = engine.create(ENDPOINT, "s3", inputs)
    assert made.outputs["state"] == "available"
    changed = engine.update(made, {**inputs, "routeTableIds": tables})
    assert set(changed.outputs["routeTableIds"]) == set(tables)
    engine.lives_through(engine.update(changed, inputs), inputs)


def test_interface_endpoint_lives(engine: Any, vpc: str) -> None:
    subnet = engine.create("aws:ec2/subnet:Subnet", "a", {"vpcId": vpc, "cidrBlock": "10.0.1.0/24"}).ident
    group = engine.create("aws:ec2/securityGroup:SecurityGroup", "doors", {"vpcId": vpc}).ident
    inputs = {
        "vpcId": vpc,
        "serviceName": "com.amazonaws.us-east-1.ssm",
        "vpcEndpointType": "Interface",
        "subnetIds": [subnet],
        "securityGroupIds": [group],
        "privateDnsEnabled": True,
        "tags": {"Name": "ssm"},
    }
    made = engine.create(ENDPOINT, "ssm", inputs)
    assert engine.diff(made, {**inputs, "serviceName": "com.amazonaws.us-east-1.logs"}).replaces == {"serviceName"}
    engine.lives_through(made, inputs)


def test_private_dns_replaces_a_gateway_endpoint_only(engine: Any, vpc: str) -> None:
    inputs = {"vpcId": vpc, "serviceName": "com.amazonaws.us-east-1.s3"}
    made = engine.create(ENDPOINT, "s3", inputs)
    assert engine.diff(made, {**inputs, "privateDnsEnabled": True}).replaces == {"privateDnsEnabled"}


def test_flow_log_lives(engine: Any, vpc: str) -> None:
    group = engine.create("aws:cloudwatch/logGroup:LogGroup", "flows", {"name": "/vpc/flows"})
    trust = '{"Version": "2012-10-17", "Statement": []}'
    role = engine.create("aws:iam/role:Role", "flows", {"assumeRolePolicy": trust})
    inputs = {
        "vpcId": vpc,
        "trafficType": "ALL",
        "logDestination": group.outputs["arn"],
        "iamRoleArn": role.outputs["arn"],
        "maxAggregationInterval": 60,
        "tags": {"Name": "flows"},
    }
    made = engine.create(FLOW_LOG, "flows", inputs)
    assert engine.diff(made, {**inputs, "trafficType": "REJECT"}).replaces == {"trafficType"}
    engine.lives_through(made, inputs)


def test_flow_log_has_one_source(engine: Any) -> None:
    _, failures = engine.check(FLOW_LOG, "flows", {"vpcId": "vpc-1", "subnetId": "subnet-1"})
    assert len(failures) == 1
    assert "`subnetId,vpcId` were specified" in failures[0]
