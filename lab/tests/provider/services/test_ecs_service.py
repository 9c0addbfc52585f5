"""ECS services: their life on the lab, roll-outs, capacity that others own, the end."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from lab.provider.services import ecs_service

SERVICE = "aws:ecs/service:Service"
TASK = "aws:ecs/taskDefinition:TaskDefinition"


@pytest.fixture
def cluster(aws: Callable[..., Any]) -> str:
    return str(aws("ecs").create_cluster(clusterName="shop")["cluster"]["clusterArn"])


@pytest.fixture
def inputs(engine: Any, aws: Callable[..., Any], network: Any, cluster: str) -> dict[str, Any]:
    elb = aws("elbv2")
    balancer = elb.create_load_balancer(Name="api", Subnets=network.subnets, Scheme="internal")["LoadBalancers"][0]
    group = elb.create_target_group(Name="blue", Port=8080, Protocol="HTTP", VpcId=network.vpc, TargetType="ip")
    target = group["TargetGroups"][0]["TargetGroupArn"]
    actions = [{"Type": "forward", "TargetGroupArn": target}]
    elb.create_listener(LoadBalancerArn=balancer["LoadBalancerArn"], Port=80, Protocol="HTTP", DefaultActions=actions)
    return {
        "name": "api",
        "cluster": cluster,
        "taskDefinition": task(engine, "1").outputs["arn"],
        "launchType": "FARGATE",
        "desiredCount": 1,
        "deploymentCircuitBreaker": {"enable": True, "rollback": True},
        "loadBalancers": [{"targetGroupArn": target, "containerName": "api", "containerPort": 8080}],
        "networkConfiguration": {
            "subnets": network.subnets,
            "securityGroups": [network.group],
            "assignPublicIp": False,
        },
        "tags": {"app": "x"},
    }


def task(engine: Any, version: str) -> Any:
    container = {"name": "api", "image": f"api:{version}", "portMappings": [{"containerPort": 8080}]}
    return engine.create(
        TASK,
        "api",
        {
            "family": "api",
            "cpu": "256",
            "memory": "512",
            "networkMode": "awsvpc",
            "requiresCompatibilities": ["FARGATE"],
            "containerDefinitions": json.dumps([container]),
        },
    )


def live(aws: Callable[..., Any]) -> dict[str, Any]:
    found: dict[str, Any] = aws("ecs").describe_services(cluster="shop", services=["api"])["services"][0]
    return found


def test_service_lives(engine: Any, aws: Callable[..., Any], inputs: dict[str, Any]) -> None:
    made = engine.create(SERVICE, "api", inputs)
    assert made.ident == made.outputs["arn"] == live(aws)["serviceArn"]
    assert live(aws)["loadBalancers"] == inputs["loadBalancers"]
    assert live(aws)["deploymentConfiguration"]["maximumPercent"] == 200
    engine.lives_through(made, inputs)


def test_service_waits_for_its_tasks(engine: Any, aws: Callable[..., Any], inputs: dict[str, Any]) -> None:
    engine.create(SERVICE, "api", {**inputs, "waitForSteadyState": True})
    assert live(aws)["runningCount"] == 1


def test_a_new_image_rolls_out_in_place(engine: Any, aws: Callable[..., Any], inputs: dict[str, Any]) -> None:
    made = engine.create(SERVICE, "api", inputs)
    new = {**inputs, "taskDefinition": task(engine, "2").outputs["arn"]}
    found = engine.diff(made, new)
    assert (found.changed, found.replaces) == ({"taskDefinition"}, set())
    changed = engine.update(made, new)
    assert live(aws)["taskDefinition"].endswith("api:2")
    assert engine.diff(engine.refresh(changed), new).changed == set()


def test_capacity_of_others_is_ignored_when_asked(engine: Any, aws: Callable[..., Any], inputs: dict[str, Any]) -> None:
    made = engine.create(SERVICE, "api", inputs)
    aws("ecs").update_service(cluster="shop", service="api", desiredCount=4)
    refreshed = engine.refresh(made)
    assert engine.diff(refreshed, inputs).changed == {"desiredCount"}
    assert engine.diff(refreshed, inputs, ignored=("desiredCount",)).changed == set()


@pytest.mark.parametrize(
    ("change", "replaces"),
    [
        ({"name": "web"}, {"name"}),
        ({"launchType": "EXTERNAL"}, {"launchType"}),
        ({"loadBalancers": []}, set()),
        ({"healthCheckGracePeriodSeconds": 60}, set()),
    ],
)
def test_what_replaces(engine: Any, inputs: dict[str, Any], change: dict[str, Any], replaces: set[str]) -> None:
    made = engine.create(SERVICE, "api", inputs)
    found = engine.diff(made, {**inputs, **change})
    assert (found.changed, found.replaces) == (set(change), replaces)


def test_network_and_grace_period_change_in_place(
    engine: Any, aws: Callable[..., Any], inputs: dict[str, Any], network: Any
) -> None:
    made = engine.create(SERVICE, "api", inputs)
    one = {**inputs["networkConfiguration"], "subnets": network.subnets[:1]}
    new = {**inputs, "networkConfiguration": one, "healthCheckGracePeriodSeconds": 45, "enableExecuteCommand": True}
    changed = engine.update(made, new)
    vpc = live(aws)["networkConfiguration"]["awsvpcConfiguration"]
    assert (vpc["subnets"], live(aws)["healthCheckGracePeriodSeconds"]) == (network.subnets[:1], 45)
    assert engine.diff(engine.refresh(changed), new).changed == set()


def test_a_service_named_by_its_family_and_cluster_name_is_no_drift(engine: Any, inputs: dict[str, Any]) -> None:
    by_name = {**inputs, "cluster": "shop", "taskDefinition": "api:1"}
    made = engine.create(SERVICE, "api", by_name)
    assert engine.refresh(made).inputs == made.inputs


def test_an_import_names_cluster_and_service(engine: Any, inputs: dict[str, Any]) -> None:
    engine.create(SERVICE, "api", inputs)
    imported = engine.imported(SERVICE, "api", "shop/api")
    assert imported.inputs["desiredCount"] == 1
    assert engine.diff(imported, inputs).replaces == set()
    with pytest.raises(Exception, match="expected <cluster>/<service>"):
        engine.imported(SERVICE, "api", "api")


def test_capacity_providers_change_only_with_a_new_deployment(engine: Any, inputs: dict[str, Any]) -> None:
    base = {key: value for key, value in inputs.items() if key != "launchType"}
    spot = {**base, "capacityProviderStrategies": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]}
    made = engine.create(SERVICE, "api", base)
    with pytest.raises(Exception, match="force_new_deployment should be true"):
        engine.update(made, spot)


@pytest.mark.parametrize("key", ["serviceRegistries", "serviceConnectConfiguration", "volumeConfiguration"])
def test_the_rest_is_refused_by_name(engine: Any, inputs: dict[str, Any], key: str) -> None:
    _, failures = engine.check(SERVICE, "api", {**inputs, key: {"enabled": True}})
    assert [text for text in failures if f"does not emulate {key} of aws:ecs/service:Service" in text]


def test_other_controllers_are_refused_by_name(engine: Any, inputs: dict[str, Any]) -> None:
    with pytest.raises(Exception, match=r"does not emulate deploymentController\.type CODE_DEPLOY"):
        engine.create(SERVICE, "api", {**inputs, "deploymentController": {"type": "CODE_DEPLOY"}})


def test_without_a_circuit_breaker_it_is_switched_off() -> None:
    assert ecs_service.deployment({"deploymentMaximumPercent": 150}) == {
        "maximumPercent": 150,
        "deploymentCircuitBreaker": {"enable": False, "rollback": False},
    }
