"""A deployer: `runbooks/iam/deployer-policy.json` holds every action that `up` and `destroy` of both layers take.

On the lab, on request (`STANDBY_FULL=1`): minutes long. The lab judges many operations on `*` only, so that resources and
conditions are left out here; `tests/runbooks/iam/test_deployer_policy.py` holds those.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from lab.process import Emulator
from lab.workspace import Workspace
from tests.runbooks.iam.test_deployer_policy import CALLS, policy
from tests.scenario.promotion.test_promotion_iam import as_role, denied, used

pytestmark = [
    pytest.mark.scenario,
    pytest.mark.skipif(not os.environ.get("STANDBY_FULL"), reason="minutes long: STANDBY_FULL=1 runs it"),
]
STACKS = ((".", "primary"), (".", "dr"), ("workloads", "primary"), ("workloads", "dr"))
UP = ("up", "--yes", "--skip-preview", "--stack")
PLATFORM_OF = ("config", "set", "standby:protect", "false", "--stack")


def test_its_actions_are_enough_and_the_list_of_calls_is_what_was_called(
    workspace: Workspace, lab: Emulator, aws: Callable[..., Any]
) -> None:
    actions = [action for one in policy()["Statement"] for action in _listed(one["Action"])]
    wide = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}
    deployer = Workspace(workspace.folder, {**workspace.environ, **as_role(aws, wide)})
    lab.client.forget_calls()
    for project, stack in STACKS:
        deployer.pulumi(*UP, stack, project=project)
    for project, stack in reversed(STACKS):
        if project == ".":
            deployer.pulumi(*PLATFORM_OF, stack)
            deployer.pulumi(*UP, stack)
        program = ("--run-program",) if project == "." else ()
        deployer.pulumi("destroy", "--yes", "--skip-preview", *program, "--stack", stack, project=project)
    assert denied(lab) == []
    seen = {call for call in used(lab) if call[0] not in ("", "sts")}
    listed = {(service, operation) for service, operations in CALLS.items() for operation in operations}
    assert sorted(seen - listed) == [], "in no list: add them to tests/runbooks/iam/deployer_calls.json"


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
