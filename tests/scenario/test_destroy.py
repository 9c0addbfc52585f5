"""Taking a pair down on the lab: in the wrong order nothing goes; a scratch pair goes and comes again the same day."""

from __future__ import annotations

import json
import os

import pytest

from lab.workspace import Workspace
from layers.departure import HOOK

# `test_platform.py` refuses the primary before DR, and destroys in order, in every run
FULL = pytest.mark.skipif(not os.environ.get("STANDBY_FULL"), reason="on request: STANDBY_FULL=1")
pytestmark = [pytest.mark.scenario, FULL]
YES = ("--yes", "--skip-preview", "--stack")
ORDER = "The right order is: both workloads, then DR's platform, then the primary's"
WORKLOADS = "workloads"


def kept(workspace: Workspace, stack: str) -> int:
    """How many resources the stack's state holds."""
    state = json.loads(workspace.pulumi("stack", "export", "--stack", stack).stdout)
    return len(state["deployment"].get("resources", []))


def test_a_scratch_pair_goes_in_order_only_and_comes_again_the_same_day(workspace: Workspace) -> None:
    for stack in ("primary", "dr"):
        for key, value in {"protect": "false", "recoveryWindowDays": "0"}.items():
            workspace.pulumi("config", "set", f"standby:{key}", value, "--stack", stack)
        workspace.pulumi("up", *YES, stack)
    workspace.pulumi("up", *YES, "dr", project=WORKLOADS)
    before = {stack: kept(workspace, stack) for stack in ("primary", "dr")}

    bare = workspace.pulumi("destroy", *YES, "primary", check=False)
    assert bare.returncode != 0
    assert HOOK in bare.stdout + bare.stderr
    assert "--run-program" in bare.stdout + bare.stderr
    for stack, why in {
        "primary": "myapp-prod-global still has DR's cluster in us-west-2",
        "dr": "its workloads are still there (services: web, worker)",
    }.items():
        refused = workspace.pulumi("destroy", "--run-program", *YES, stack, check=False)
        assert refused.returncode != 0
        assert f"cannot go yet: {why}. {ORDER}" in refused.stdout
        assert "Traceback" not in refused.stdout
    assert {stack: kept(workspace, stack) for stack in before} == before

    workspace.pulumi("destroy", *YES, "dr", project=WORKLOADS)
    for stack in ("dr", "primary"):
        workspace.pulumi("destroy", "--run-program", *YES, stack)
        assert kept(workspace, stack) == 0

    for stack in ("primary", "dr"):
        workspace.pulumi("up", *YES, stack)
    for stack in ("primary", "dr"):
        workspace.pulumi("preview", "--expect-no-changes", "--stack", stack)
    assert {stack: kept(workspace, stack) for stack in before} == before
