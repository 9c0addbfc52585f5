"""The config of a workloads stack: passing config, one change, the exact message."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pattern.reading import ConfigError
from pattern.workloads import Tasks, WorkloadSettings, load

NUMBERS = {"desired": 6, "min": 4, "max": 12}
WEB: dict[str, Any] = {
    "name": "web",
    "image": "registry.example.com/web:1",
    "front": True,
    "cpu": 512,
    "memory": 1024,
    "production": NUMBERS,
}
WORKER: dict[str, Any] = {
    "name": "worker",
    "image": "${account}.dkr.ecr.${region}.amazonaws.com/myapp/worker:1",
    "standby": "off",
    "production": NUMBERS,
}
NIGHTLY = {"name": "nightly", "expression": "cron(0 3 * * ? *)", "service": "worker", "command": ["python"]}


def settings(*services: dict[str, Any], capacity: str = "warm", **more: Any) -> WorkloadSettings:
    config = {
        "aws:region": "us-west-2",
        "standby:region": "us-west-2",
        "standby:app": "myapp",
        "standby:environment": "prod",
        "standby:nameSuffix": "-dr",
        "standby:capacity": capacity,
        "standby:services": json.dumps(services),
        **{f"standby:{key}": json.dumps(value) for key, value in more.items()},
    }
    return load(config, "dr")


def problems(*services: dict[str, Any], **more: Any) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as error:
        settings(*services, **more)
    return error.value.problems


def test_warm_is_one_task_that_can_grow_to_production_and_off_is_none() -> None:
    warm, full = settings(WEB, WORKER), settings(WEB, WORKER, capacity="production")
    assert [warm.tasks(one) for one in warm.services] == [Tasks(1, 1, 12), Tasks(0, 0, 12)]
    assert [full.tasks(one) for one in full.services] == [Tasks(6, 4, 12), Tasks(6, 4, 12)]


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
        ({"image": ""}, 'standby:services[0].image is ""; must be an image reference without blanks'),
        (
            {"production": {"desired": 3, "min": 4, "max": 12}},
            "standby:services[0].production: min 4, desired 3, max 12; min <= desired <= max is required",
        ),
        (
            {"production": {"desired": 13, "min": 4, "max": 12}},
            "standby:services[0].production: min 4, desired 13, max 12; min <= desired <= max is required",
        ),
        ({"imag": "x"}, "standby:services[0].imag is not a known key; did you mean 'image'?"),
        ({"uses": ["databse"]}, "standby:services[0].uses[0] is \"databse\"; input should be 'database' or 'cache'"),
        (
            {"cpuArchitecture": "arm"},
            "standby:services[0].cpuArchitecture is \"arm\"; input should be 'X86_64' or 'ARM64'",
        ),
        ({"ephemeralStorageGib": 20}, "standby:services[0].ephemeralStorageGib is 20; input should be greater than"),
        ({"stopTimeoutSeconds": 121}, "standby:services[0].stopTimeoutSeconds is 121; input should be less than"),
        (
            {"policies": [{"Action": "sqs:SendMessage"}]},
            "standby:services[0].policies[0].Resource is missing; it is required",
        ),
        (
            {"secrets": {"TOKEN": "my-token"}},
            'standby:services[0].secrets.TOKEN is "my-token"; must be the ARN of a Secrets Manager secret or an SSM',
        ),
        ({"scaling": {"metric": "queue"}}, "standby:services[0].scaling.metric is \"queue\"; input should be 'cpu'"),
        ({"command": []}, "standby:services[0].command is []"),
        ({"priority": 50001}, "standby:services[0].priority is 50001; input should be less than"),
        ({"standby": "cold"}, "standby:services[0].standby is \"cold\"; input should be 'warm' or 'off'"),
    ],
)
def test_one_bad_value_is_one_message(change: dict[str, Any], message: str) -> None:
    (problem,) = problems({**WEB, **change})
    assert problem.startswith(message)


@pytest.mark.parametrize(
    ("schedule", "message"),
    [
        ({"expression": "cron(0 3 * * *)"}, "standby:schedules[0].expression: 'cron(0 3 * * *)': 5 fields; six are"),
        ({"service": "wroker"}, "standby:schedules[0].service is 'wroker'; there are web, worker"),
        ({"command": []}, "standby:schedules[0].command is []"),
        ({"when": "noon"}, "standby:schedules[0].when is not a known key"),
    ],
)
def test_a_bad_schedule_is_one_message(schedule: dict[str, Any], message: str) -> None:
    (problem,) = problems(WEB, WORKER, schedules=[{**NIGHTLY, **schedule}])
    assert problem.startswith(message)


def test_problems_of_several_fields_are_told_together() -> None:
    found = problems({**WEB, "cpu": 300, "port": 0, "production": {"desired": 3, "min": 4, "max": 12}})
    assert len(found) == 3


def test_two_services_of_one_name_are_refused() -> None:
    (problem, *_) = problems(WEB, {**WEB, "port": 9090})
    assert problem == "standby:services has 2 services named 'web'; a name must be unique: rename all but one"


def test_no_service_is_refused() -> None:
    (problem,) = problems()
    assert problem.startswith("standby:services is []")


def test_what_differs_in_a_region_is_merged_by_service_name() -> None:
    web = {**WEB, "environment": {"A": "1", "B": "1"}}
    found = settings(web, WORKER, serviceOverrides={"web": {"cpu": 1024, "memory": 2048, "environment": {"B": "2"}}})
    assert (found.services[0].cpu, found.services[0].environment) == (1024, {"A": "1", "B": "2"})
    assert found.services[1] == settings(WEB, WORKER).services[1]


def test_a_bad_value_of_an_override_is_told_under_its_own_key() -> None:
    assert problems(WEB, serviceOverrides={"web": {"cpu": 300}})[0].startswith(
        "standby:serviceOverrides.web.cpu: cpu 300"
    )
    assert problems(WEB, serviceOverrides={"wbe": {}})[0].startswith(
        "standby:serviceOverrides.wbe is of no service; did you mean 'web'? Services: web"
    )


def test_a_missing_file_is_one_problem_that_names_it() -> None:
    with pytest.raises(ConfigError) as error:
        load({"standby:app": "myapp", "standby:environment": "prod", "standby:services": "[]"}, "dr")
    assert error.value.problems == (
        "none of region, capacity is set: Pulumi.dr.yaml is missing, or this is the other layer's folder; copy the file "
        "of another stack, or change into the right folder",
    )


def test_an_image_without_a_tag_is_a_warning() -> None:
    (warning,) = settings({**WEB, "image": "registry.example.com:5000/web"}, WORKER).warnings()
    assert warning.startswith("standby:services[0].image 'registry.example.com:5000/web' has no tag")
