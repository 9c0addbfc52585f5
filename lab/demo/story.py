"""The story, step by step. The list at the end is the whole of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from lab.config import CHECKOUT
from lab.demo.observe import public, writers
from lab.demo.runner import Stage, Step
from lab.errors import DemoError

HOME_REGION, AWAY_REGION = "us-east-1", "us-west-2"
OVERLAP = "10.0.64.0/18"
_PACK = ("--policy-pack", "policy")
_POLICY_LINE = re.compile(r"\[mandatory\]|range|overlap|10\.\d+\.\d+\.\d+/", re.IGNORECASE)
_QUOTED_LINES = 8


def bring_up(project: str, stack: str) -> Step:
    """`pulumi up` of one stack, with the gate on."""
    layer = "workloads" if project != "." else "platform"

    def act(stage: Stage) -> str:
        pack = _PACK if project == "." else ("--policy-pack", "../policy")
        done = stage.workspace.pulumi("up", "--yes", "--stack", stack, *pack, project=project)
        created = re.findall(r"\+ (\d+) created", done.stdout)
        return f"{created[-1] if created else 'no'} resources, none refused by the gate"

    return Step(f"pulumi up: the {layer} of {stack}", act)


def refuse_overlap(stage: Stage) -> str:
    """The same, with a range that overlaps the primary's: refused, and nothing exists afterwards."""
    kept = stage.workspace.pulumi("config", "get", "standby:vpcCidr", "--stack", "dr").stdout.strip()
    stage.workspace.pulumi("config", "set", "standby:vpcCidr", OVERLAP, "--stack", "dr")
    refused = stage.workspace.pulumi("up", "--yes", "--stack", "dr", *_PACK, check=False)
    stage.workspace.pulumi("config", "set", "standby:vpcCidr", kept, "--stack", "dr")
    if refused.returncode == 0 or "vpc-cidr-overlap" not in refused.stdout:
        raise DemoError(f"the gate let {OVERLAP} through:\n{refused.stdout}")
    for line in _policies(refused.stdout):
        stage.screen.quote(line)
    state = json.loads(stage.workspace.pulumi("stack", "export", "--stack", "dr").stdout)
    made = [resource["urn"] for resource in state["deployment"].get("resources", []) if resource.get("id")]
    if made:
        raise DemoError(f"refused, and yet made: {made}")
    return f"{OVERLAP} refused with exit code {refused.returncode}; nothing was created"


def what_stands_where(stage: Stage) -> str:
    """A table from the stacks' outputs, and from what the account says about the database."""
    roles = writers(stage, AWAY_REGION)
    rows = []
    for stack in ("primary", "dr"):
        out = stage.workspace.outputs(stack)
        stage.found[stack] = out
        region = out["region"]
        rows.append(
            [
                region,
                "\n".join(out["zones"]),
                out["vpc_cidr"],
                out["database_cluster_id"],
                roles.get(region, "not a member"),
                f"…{out['key_arn'].rsplit('/', 1)[-1][-12:]}",
            ]
        )
    stage.screen.table(["region", "zones", "range", "Aurora cluster", "role", "own key"], rows)
    answer = public(stage, _name(stage))
    return f"https://{_name(stage)} answers: {answer}"


def destroy(stage: Stage) -> str:
    """Everything away again, in the order that AWS allows: workloads, the secondary, the writer."""
    gone = 0
    for project, stack in (("workloads", "dr"), ("workloads", "primary"), (".", "dr"), (".", "primary")):
        stage.workspace.pulumi("config", "set", "standby:protect", "false", "--stack", stack, project=project)
        done = stage.workspace.pulumi("destroy", "--yes", "--stack", stack, project=project)
        gone += sum(map(int, re.findall(r"- (\d+) deleted", done.stdout)))
    return f"{gone} resources deleted"


def _name(stage: Stage) -> str:
    return str(stage.found["primary"]["public_name"])


def _policies(output: str) -> Iterable[str]:
    """The lines of Pulumi's output that say what the gate found."""
    lines = output.split("Policies:", 1)[-1].splitlines()
    found = [line.strip() for line in lines if line.strip() and _POLICY_LINE.search(line)]
    return list(dict.fromkeys(found))[:_QUOTED_LINES]


STEPS = (
    bring_up(".", "primary"),
    Step(f"the gate: the DR region by mistake in {OVERLAP}, inside the primary's range", refuse_overlap),
    bring_up(".", "dr"),
    Step("what stands where", what_stands_where),
    Step("pulumi destroy: both regions", destroy),
)
REPORTS = CHECKOUT / "promotion-reports"
