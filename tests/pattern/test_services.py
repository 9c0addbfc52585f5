"""The config of a workloads stack: passing config, one change, the exact message."""

import json
from typing import Any

import pytest

from pattern.reading import ConfigError
from pattern.services import FARGATE_MEMORY, Service, WorkloadSettings, contract_entry, fargate_memory, load

WEB: dict[str, Any] = {
    "name": "web",
    "image": "registry.example.com/web:1",
    "cpu": 512,
    "memory": 1024,
    "production": {"desired": 6, "min": 4, "max": 12},
}


def settings(*services: dict[str, Any], capacity: str = "warm") -> WorkloadSettings:
    config = {
        "aws:region": "us-west-2",
        "standby:region": "us-west-2",
        "standby:app": "myapp",
        "standby:environment": "prod",
        "standby:nameSuffix": "-dr",
        "standby:capacity": capacity,
        "standby:services": json.dumps(services),
    }
    return load(config, "dr")


def problems(*services: dict[str, Any]) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as error:
        settings(*services)
    return error.value.problems


def test_warm_is_one_task_that_can_grow_to_production() -> None:
    warm, full = settings(WEB), settings(WEB, capacity="production")
    assert warm.tasks(warm.services[0]).model_dump() == {"desired": 1, "min": 1, "max": 12}
    assert full.tasks(full.services[0]) == full.services[0].production


def test_the_contract_always_holds_production_numbers() -> None:
    entry = contract_entry(settings(WEB).services[0], "myapp-prod-web", {"blue": "arn:b"})
    assert (entry.desired, entry.min, entry.max) == (6, 4, 12)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cpu": 300}, "standby:services[0].cpu: cpu 300 is not offered by Fargate; use one of 256, 512, 1024"),
        (
            {"memory": 512},
            "standby:services[0].memory: memory 512 is not offered by Fargate with cpu 512; use one of 1024, 2048",
        ),
        ({"port": 70000}, "standby:services[0].port is 70000; input should be less than or equal to 65535"),
        ({"port": 0}, "standby:services[0].port is 0; input should be greater than or equal to 1"),
        ({"image": ""}, 'standby:services[0].image is ""; string should have at least 1 character'),
        (
            {"production": {"desired": 3, "min": 4, "max": 12}},
            "standby:services[0].production: min 4, desired 3, max 12; min <= desired <= max is required",
        ),
        (
            {"production": {"desired": 13, "min": 4, "max": 12}},
            "standby:services[0].production: min 4, desired 13, max 12; min <= desired <= max is required",
        ),
        ({"healthPath": "healthz"}, 'standby:services[0].healthPath is "healthz"; must match'),
        ({"imag": "x"}, "standby:services[0].imag is not a known key; did you mean 'image'?"),
    ],
)
def test_one_bad_value_is_one_message(change: dict[str, Any], message: str) -> None:
    (problem,) = problems({**WEB, **change})
    assert problem.startswith(message)


def test_problems_of_several_fields_are_told_together() -> None:
    found = problems({**WEB, "cpu": 300, "port": 0, "production": {"desired": 3, "min": 4, "max": 12}})
    assert len(found) == 3


def test_two_services_of_one_name_are_refused() -> None:
    assert problems(WEB, {**WEB, "port": 9090}) == (
        "standby:services has 2 services named 'web'; a name must be unique: rename all but one",
    )


def test_no_service_is_refused() -> None:
    (problem,) = problems()
    assert problem.startswith("standby:services is []")


@pytest.mark.parametrize(
    ("image", "warned"),
    [
        ("registry.example.com:5000/web", True),
        ("registry.example.com:5000/web:1", False),
        ("web@sha256:abc", False),
        ("web", True),
    ],
)
def test_an_image_without_a_tag_is_a_warning(image: str, warned: bool) -> None:
    warnings = settings({**WEB, "image": image}).warnings()
    assert bool(warnings) is warned
    assert all(f"standby:services[0].image {image!r} has no tag" in one for one in warnings)


@pytest.mark.parametrize("cpu", FARGATE_MEMORY)
def test_every_pair_that_fargate_offers_is_accepted(cpu: int) -> None:
    for memory in fargate_memory(cpu):
        assert Service.model_validate({**WEB, "cpu": cpu, "memory": memory}).memory == memory
    assert fargate_memory(256) == (512, 1024, 2048)
