"""Configs that went wrong in any way: a ConfigError in readable words, never another exception.

One change or several to a config that passes: a value becomes any JSON, any text, something deep, long or half a
character; a key goes, comes or is misspelled, at any depth.
"""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pattern import settings as platform
from pattern import workloads
from pattern.reading import LONGEST_PROBLEM, ConfigError

PLATFORM: dict[str, Any] = {
    "app": "myapp",
    "environment": "prod",
    "region": "us-west-2",
    "peer": {"region": "us-east-1", "vpcCidr": "10.0.0.0/16", "stack": "primary"},
    "nameSuffix": "-dr",
    "vpcCidr": "10.1.0.0/16",
    "reservedCidrs": ["10.9.0.0/16"],
    "availabilityZones": 3,
    "database": {"instances": 2, "engineVersion": "16.8"},
    "isAuroraSecondary": True,
    "auroraSourceRegion": "us-east-1",
    "servesTraffic": False,
    "domain": {"hostedZoneId": "Z0123456789EXAMPLE", "zoneName": "example.com", "name": "app.example.com"},
    "probe": {"path": "/healthz"},
    "watch": {"lagSeconds": 60},
    "promotionPrincipals": ["arn:aws:iam::123456789012:root"],
}
PRODUCTION = {"desired": 6, "min": 4, "max": 12}
SERVICE: dict[str, Any] = {
    "name": "web",
    "image": "registry.example.com/web:1",
    "front": True,
    "cpu": 512,
    "memory": 1024,
    "environment": {"A": "${region}"},
    "secrets": {},
    "production": PRODUCTION,
}
WORKLOADS: dict[str, Any] = {
    "app": "myapp",
    "environment": "prod",
    "region": "us-west-2",
    "nameSuffix": "-dr",
    "capacity": "warm",
    "platform": {"stack": "dr"},
    "services": [
        SERVICE,
        {"name": "worker", "image": "registry.example.com/worker:1", "standby": "off", "production": PRODUCTION},
    ],
    "schedules": [
        {"name": "nightly", "expression": "cron(0 3 * * ? *)", "service": "worker", "command": ["python"]},
    ],
    "serviceOverrides": {"web": {"environment": {"B": "c"}, "cpu": 1024, "memory": 2048}},
}
LOADERS: list[tuple[Callable[[dict[str, str], str], Any], dict[str, Any]]] = [
    (platform.load, PLATFORM),
    (workloads.load, WORKLOADS),
]

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
JUNK = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
HARD = st.sampled_from(
    [
        [],
        {},
        {"name": []},
        [{"name": []}],
        [{"name": {}}],
        "x" * 3000,
        "\ud800",
        ["\udfff"],
        10**400,
        "-1",
        "0",
        "/",
        "::/0",
    ]
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something can change: every key and index, at any depth."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, child in inner for found in ((*path, key), *places(child, (*path, key)))]


@st.composite
def mutated(draw: st.DrawFn, config: dict[str, Any]) -> dict[str, Any]:
    made = copy.deepcopy(config)
    for _ in range(draw(st.integers(1, 3))):
        *path, last = draw(st.sampled_from(places(made)))
        holder = made
        for part in path:
            holder = holder[part]
        change = draw(st.sampled_from(["junk", "hard", "drop", "add", "misspell"]))
        if change == "drop":
            del holder[last]
        elif change in ("add", "misspell") and isinstance(holder, dict):
            key = draw(st.text(max_size=12)) if change == "add" else f"{last}{draw(st.characters())}"
            holder[key] = draw(JUNK)
        else:
            holder[last] = copy.deepcopy(draw(HARD if change == "hard" else JUNK))
        if not places(made):
            break
    return made


def texts(config: dict[str, Any]) -> dict[str, str]:
    """As Pulumi hands them over: text as it is, the rest as JSON."""
    found = {f"standby:{k}": v if isinstance(v, str) else json.dumps(v) for k, v in config.items()}
    return {"aws:region": "us-west-2", **found}


def told(load: Callable[[dict[str, str], str], Any], config: dict[str, str]) -> tuple[str, ...]:
    """The problems of a config; none where it passes."""
    problems: tuple[str, ...] = ()
    try:
        load(config, "dr")
    except ConfigError as error:
        problems = error.problems
        str(error).encode()
    assert all(len(problem) <= LONGEST_PROBLEM for problem in problems)
    return problems


@pytest.mark.parametrize(("load", "config"), LOADERS)
def test_the_configs_to_change_pass(load: Callable[[dict[str, str], str], Any], config: dict[str, Any]) -> None:
    assert told(load, texts(config)) == ()


@pytest.mark.parametrize(("load", "config"), LOADERS)
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_whatever_goes_wrong_is_a_config_error(
    load: Callable[[dict[str, str], str], Any], config: dict[str, Any], data: st.DataObject
) -> None:
    told(load, texts(data.draw(mutated(config))))


@pytest.mark.parametrize("key", ["services", "platform"])
@pytest.mark.parametrize("depth", [300, 900, 100_000])
def test_brackets_without_end_are_a_wrong_value(key: str, depth: int) -> None:
    for text in ("[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth):
        (problem, *_) = told(workloads.load, {**texts(WORKLOADS), f"standby:{key}": text})
        assert problem.startswith(f"standby:{key}")


def test_a_name_that_is_no_text_is_told_as_such() -> None:
    names: tuple[Any, ...] = ([], {}, ["a"])
    for name in names:
        config = {**WORKLOADS, "services": [{**SERVICE, "name": name}], "schedules": [], "serviceOverrides": {}}
        wrong = told(workloads.load, texts(config))
        assert wrong == (f"standby:services[0].name is {json.dumps(name)}; input should be a valid string",)


def test_a_long_value_is_not_echoed_whole() -> None:
    config = {**WORKLOADS, "services": [{**SERVICE, "port": "x" * 3000}], "schedules": [], "serviceOverrides": {}}
    (problem, *_) = told(workloads.load, texts(config))
    assert len(problem) < 300
    assert problem.startswith('standby:services[0].port is "xxxx')
