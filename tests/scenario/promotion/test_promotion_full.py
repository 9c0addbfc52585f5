"""One promotion of a pair that `pulumi up` has built, with the ordinary AWS CLI, as the role that the stack made."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lab.process import Emulator
from lab.workspace import Workspace
from tests.scenario.promotion.runs import ANSWERED, Promoter, promotions, public

pytestmark = pytest.mark.scenario
PATH, DR = "/myapp/prod/standby", "us-west-2"


@pytest.fixture
def promote(workspace: Workspace, tmp_path: Path) -> Iterator[Promoter]:
    """The script with the cold AWS CLI, in the environment of the stacks."""
    promoter = Promoter(dict(workspace.environ), tmp_path)
    yield promoter
    promoter.end()


def test_the_stacks_own_role_promotes_what_the_stacks_built(
    lab: Emulator, aws: Callable[..., Any], workspace: Workspace, promote: Promoter
) -> None:
    for project in (".", "workloads"):
        for stack in ("primary", "dr"):
            workspace.pulumi("up", "--yes", "--skip-preview", "--stack", stack, project=project)
    contract = {
        found["Name"].removeprefix(f"{PATH}/"): found["Value"]
        for page in aws("ssm", DR).get_paginator("get_parameters_by_path").paginate(Path=PATH, Recursive=True)
        for found in page["Parameters"]
    }
    role = aws("sts", DR).assume_role(RoleArn=contract["iam/promotion-role-arn"], RoleSessionName="oncall")
    keys = role["Credentials"]
    environ = {
        "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
        "AWS_SESSION_TOKEN": keys["SessionToken"],
        "STANDBY_READ_SECONDS": "20",
    }
    lab.client.outage("us-east-1", "refuse")
    lab.client.forget_calls()

    run = promote(*ANSWERED, environ=environ)

    assert run.code == 0, run.err
    assert promotions(lab) == 1
    assert [call["operation"] for call in lab.client.calls() if call["outcome"].startswith("AccessDenied")] == []
    status, body = public(lab)
    assert (status, json.loads(body)["region"]) == (200, DR)
    assert public(lab, "POST", contract["probe/write-path"])[0] == 200
    for name, entry in contract.items():
        if name.startswith("services/"):
            wanted = dict(pair.split("=", 1) for pair in entry.split())
            (service,) = aws("ecs", DR).describe_services(
                cluster=contract["ecs/cluster"], services=[wanted["service"]]
            )["services"]
            assert service["desiredCount"] >= int(wanted["desired"])
