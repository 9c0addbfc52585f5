"""Container definitions: what a task is told of its own region, and what the two regions' differ in."""

from __future__ import annotations

import json
from typing import Any

from pattern.containers import Surroundings, definitions, secret_arns, variables_given
from pattern.services import Service
from tests.platform_outputs import platform_outputs

NUMBERS = {"desired": 2, "min": 1, "max": 4}
WEB: dict[str, Any] = {
    "name": "web",
    "image": "${account}.dkr.ecr.${region}.amazonaws.com/${app}/web:1.0.0",
    "front": True,
    "uses": ["database", "cache"],
    "command": ["serve", "--region", "${region}"],
    "environment": {"B": "2", "A": "${peer.region}", "LITERAL": "$${region}"},
    "secrets": {"TOKEN": "arn:aws:secretsmanager:${region}:${account}:secret:token"},
    "cpu": 512,
    "memory": 1024,
    "stopTimeoutSeconds": 60,
    "readonlyRootFilesystem": True,
    "sidecars": [
        {
            "name": "proxy",
            "image": "proxy:2",
            "environment": {"UPSTREAM": "localhost:8080"},
            "cpu": 64,
            "memory": 128,
            "port": 9000,
        }
    ],
    "production": NUMBERS,
}


def container(config: dict[str, Any], region: str = "us-west-2") -> list[dict[str, Any]]:
    return definitions(Service.model_validate(config), Surroundings(platform_outputs(region), "/myapp-prod/web"))


def test_a_task_is_told_where_its_regions_database_and_cache_are() -> None:
    own, _ = container(WEB)
    assert {pair["name"]: pair["value"] for pair in own["environment"]} == {
        "A": "us-east-2",
        "B": "2",
        "LITERAL": "${region}",
        "DATABASE_HOST": "writer.us-west-2.rds",
        "DATABASE_READER_HOST": "reader.us-west-2.rds",
        "DATABASE_PORT": "5432",
        "DATABASE_NAME": "app",
        "CACHE_HOST": "redis.us-west-2.cache",
        "CACHE_PORT": "6379",
    }
    secret = "arn:aws:secretsmanager:us-west-2:123456789012:secret"
    assert {pair["name"]: pair["valueFrom"] for pair in own["secrets"]} == {
        "DATABASE_USERNAME": f"{secret}:myapp-prod-database:username::",
        "DATABASE_PASSWORD": f"{secret}:myapp-prod-database:password::",
        "CACHE_AUTH_TOKEN": f"{secret}:myapp-prod-cache-AbCdEf",
        "TOKEN": f"{secret}:token",
    }
    names = [pair["name"] for pair in (*own["environment"], *own["secrets"])]
    assert len(names) == len(set(names))
    assert set(variables_given(("database", "cache"))) <= set(names)


def test_a_service_that_uses_nothing_is_told_nothing() -> None:
    (own,) = container({"name": "worker", "image": "a:1", "production": NUMBERS})
    assert (own["environment"], own["secrets"]) == ([], [])
    assert secret_arns(Service.model_validate({**WEB, "uses": [], "secrets": {}}), around()) == ()


def around() -> Surroundings:
    return Surroundings(platform_outputs(), "/g")


def test_its_own_container_has_what_is_configured_and_a_sidecar_only_its_own() -> None:
    own, proxy = container(WEB)
    assert own["image"] == "123456789012.dkr.ecr.us-west-2.amazonaws.com/myapp/web:1.0.0"
    assert own["command"] == ["serve", "--region", "us-west-2"]
    assert (own["essential"], own["stopTimeout"], own["readonlyRootFilesystem"]) == (True, 60, True)
    assert own["portMappings"] == [{"containerPort": 8080, "hostPort": 8080, "protocol": "tcp"}]
    assert (proxy["name"], proxy["essential"], proxy["cpu"], proxy["memory"]) == ("proxy", False, 64, 128)
    assert proxy["environment"] == [{"name": "UPSTREAM", "value": "localhost:8080"}]
    assert proxy["secrets"] == []
    assert proxy["logConfiguration"]["options"]["awslogs-stream-prefix"] == "proxy"


def test_the_text_does_not_depend_on_the_order_of_the_settings() -> None:
    turned = {**WEB, "environment": dict(reversed(WEB["environment"].items())), "uses": ["cache", "database"]}
    assert json.dumps(container(WEB)) == json.dumps(container(turned))


def test_the_two_regions_differ_in_nothing_but_values_of_the_region() -> None:
    """Printed, so that a reader sees what a promotion changes for a task: nothing but where it is."""
    here, there = (json.dumps(container(WEB, region), indent=1).splitlines() for region in ("us-east-2", "us-west-2"))
    assert len(here) == len(there)
    different = [(one.strip(), other.strip()) for one, other in zip(here, there, strict=True) if one != other]
    for one, other in different:
        print(f"us-east-2: {one}\nus-west-2: {other}\n")
    swap = {"us-east-2": "us-west-2", "us-west-2": "us-east-2"}
    for one, other in different:
        region = "us-east-2" if "us-east-2" in one else "us-west-2"
        assert one.replace(region, swap[region]) == other
    assert len(different) == 12
