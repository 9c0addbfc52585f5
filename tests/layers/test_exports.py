"""What a platform tells others, on mocks: the contract and the outputs are whole."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pulumi
import pytest

from layers.exports import outputs, write_contract
from layers.platform import build_platform
from pattern.contract import PLATFORM_KEYS
from pattern.outputs import PLATFORM_OUTPUTS
from tests.layers.pair import region

# what __main__ adds: it asks AWS for two of them
ADDED = {"promotion_role_arn", "database_global_endpoint", "incident_freeze"}


def test_the_contract_has_every_key(build: Callable[..., Any]) -> None:
    def factory() -> Any:
        return write_contract(build_platform(region("dr")))

    parameters = {one.inputs["name"]: one.inputs["value"] for one in build(factory).all("aws:ssm/parameter:Parameter")}
    assert set(parameters) == {f"/myapp/prod/standby/{key.name}" for key in PLATFORM_KEYS}
    assert parameters["/myapp/prod/standby/version"] == "2"
    assert parameters["/myapp/prod/standby/ingress/live-color"] == "blue"
    assert all(parameters.values())


@pytest.mark.parametrize(
    ("database", "least"),
    [
        ({}, "-"),
        (
            {"instanceClass": "db.serverless", "serverless": {"minAcu": 4, "maxAcu": 8}, "standby": {"minAcu": 0.5}},
            "4",
        ),
    ],
)
def test_the_contract_says_what_a_promotion_raises_the_database_to(
    build: Callable[..., Any], database: dict[str, Any], least: str
) -> None:
    def factory() -> Any:
        return write_contract(build_platform(region("dr", database=database)))

    built = build(factory)
    (value,) = [one.inputs["value"] for one in built.resources if one.inputs.get("name", "").endswith("min-acu")]
    assert value == least


def test_the_outputs_are_those_of_the_table(build: Callable[..., Any]) -> None:
    def factory() -> Any:
        found = outputs(build_platform(region("primary")))
        assert set(found) | ADDED == {output.name for output in PLATFORM_OUTPUTS}
        return SimpleNamespace(**{name: pulumi.Output.from_input(value) for name, value in found.items()})

    told = build(factory).value
    assert (told["peer_region"], told["account"], told["live_color"]) == ("us-west-2", "123456789012", "blue")
    assert told["database_reader_endpoint"] == "database-cluster-ro.example"
