"""What services and schedules say about each other: one change, the exact message."""

from __future__ import annotations

from typing import Any

import pytest

from pattern.consistency import problems
from pattern.schedules import Schedule
from pattern.services import Service

NUMBERS = {"desired": 2, "min": 1, "max": 4}
WEB: dict[str, Any] = {"name": "web", "image": "a:1", "front": True, "production": NUMBERS}
WORKER: dict[str, Any] = {"name": "worker", "image": "a:1", "production": NUMBERS}
NIGHTLY = {"name": "nightly", "expression": "rate(1 day)", "service": "worker", "command": ["run"]}


def found(*services: dict[str, Any], schedules: tuple[dict[str, Any], ...] = ()) -> tuple[str, ...]:
    return problems(
        [Service.model_validate(one) for one in services],
        [Schedule.model_validate(one) for one in schedules],
        "us-west-2",
    )


def test_what_agrees_has_no_problem() -> None:
    billing = {**WORKER, "name": "billing", "path": "/billing/*", "healthCheckGraceSeconds": 30}
    assert found(WEB, WORKER, billing, schedules=(NIGHTLY,)) == ()


@pytest.mark.parametrize(
    ("services", "message"),
    [
        (
            [{**WEB, "front": False}],
            "standby:services has 0 services with front: true (none); exactly one stands behind the listener's default",
        ),
        (
            [WEB, {**WORKER, "front": True}],
            "standby:services has 2 services with front: true (web, worker); exactly one stands behind the listener's",
        ),
        (
            [{**WEB, "standby": "off"}],
            "standby:services[0].standby is 'off' for the front service 'web'; DR must be probed: set it to 'warm'",
        ),
        (
            [{**WEB, "path": "/x"}],
            "standby:services[0].path is '/x' for the front service 'web', which gets all requests",
        ),
        (
            [{**WEB, "healthPath": "/up"}],
            "standby:services[0].healthPath is '/up' for the front service 'web'; its target groups are the platform's: "
            "set probe.path there, and remove it here",
        ),
        (
            [WEB, {**WORKER, "path": "/a", "priority": 5}, {**WORKER, "name": "b", "path": "/b", "priority": 5}],
            "standby:services: worker, b have the listener priority 5; set `priority` of all but one",
        ),
        (
            [WEB, {**WORKER, "healthCheckGraceSeconds": 9}],
            "standby:services[1].healthCheckGraceSeconds is set, but 'worker' is behind no listener; remove it",
        ),
        (
            [WEB, {**WORKER, "scaling": {"metric": "requests"}}],
            "standby:services[1].scaling.metric is 'requests', but 'worker' is behind no listener; use 'cpu' or 'memory'",
        ),
        ([WEB, {**WORKER, "priority": 5}], "standby:services[1].priority is set, but 'worker' has no path; remove it"),
        (
            [{**WEB, "readonlyRootFilesystem": True, "executeCommand": True}],
            "standby:services[0]: readonlyRootFilesystem and executeCommand exclude each other: ECS Exec writes to disk",
        ),
        (
            [{**WEB, "sidecars": [{"name": "web", "image": "b:1"}]}],
            "standby:services[0].sidecars: 2 containers are named 'web'; a sidecar needs a name of its own",
        ),
        (
            [{**WEB, "sidecars": [{"name": "proxy", "image": "b:1", "cpu": 256}]}],
            "standby:services[0].sidecars reserve cpu 256 of the task's 256; leave some to the service",
        ),
        (
            [{**WEB, "sidecars": [{"name": "proxy", "image": "b:1", "memory": 600}]}],
            "standby:services[0].sidecars take memory 600 of the task's 512; leave some to the service",
        ),
        (
            [{**WEB, "environment": {"A": "1"}, "secrets": {"A": "arn:aws:ssm:us-west-2:1:parameter/a"}}],
            "standby:services[0]: A is both in environment and in secrets; ECS takes one: remove the other",
        ),
        (
            [{**WEB, "uses": ["database"], "environment": {"DATABASE_HOST": "x"}}],
            "standby:services[0]: DATABASE_HOST is set, but uses: [database] gives it; remove one of the two",
        ),
        (
            [{**WEB, "environment": {"A": "${regoin}"}}],
            "standby:services[0].environment.A: ${regoin} is not known; there are ${region}, ${peer.region}",
        ),
        (
            [{**WEB, "sidecars": [{"name": "proxy", "image": "${app}/${oops}:1"}]}],
            "standby:services[0].sidecars[0].image: ${oops} is not known",
        ),
        (
            [{**WEB, "policies": [{"Action": "a:b", "Resource": "arn:${oops}"}]}],
            "standby:services[0].policies[0].Resource: ${oops} is not known",
        ),
        (
            [{**WEB, "secrets": {"A": "arn:aws:secretsmanager:us-east-2:1:secret:a"}}],
            "standby:services[0].secrets.A is of us-east-2, but this stack is us-west-2's; a region must not need another "
            "one: write `${region}` instead of us-east-2, and see that us-west-2 has it",
        ),
        (
            [{**WEB, "image": "123456789012.dkr.ecr.us-east-2.amazonaws.com/web:1"}],
            "standby:services[0].image is of us-east-2, but this stack is us-west-2's; a region must not need another one",
        ),
    ],
)
def test_one_disagreement_is_one_message(services: list[dict[str, Any]], message: str) -> None:
    (problem,) = found(*services)
    assert problem.startswith(message)


def test_two_schedules_of_one_name_are_refused() -> None:
    assert found(WEB, WORKER, schedules=(NIGHTLY, NIGHTLY)) == (
        "standby:schedules has 2 schedules named 'nightly'; a name must be unique: rename all but one",
    )
