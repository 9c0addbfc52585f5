"""The demo's story about the pair that the checkout configures, as a list of steps."""

from __future__ import annotations

import json
import re
from ipaddress import ip_network
from pathlib import Path

from demo.observe import writers
from demo.runner import DemoError, Stage, Step
from standby.stacks.project import Project

CHECKOUT = Path(__file__).resolve().parents[1]
_LAYER = {".": "platform", "workloads": "workloads"}
_PACK = "policy"  # workloads/policy leads to the same one
_POLICY_LINE = re.compile(r"\[mandatory\]|overlaps")
_QUOTED_LINES = 6
_SMALLEST_VPC = 24  # as standby:vpcCidr takes it


def bring_up(project: str, *stacks: str) -> Step:
    """`pulumi up` of one stack, or of several at once, with the gate on."""

    def act(stage: Stage) -> str:
        up = ("pulumi", "up", "--yes", "--skip-preview", "--non-interactive", "--policy-pack", _PACK)
        done = stage.workspace.together(*((project, (*up, "--stack", stack)) for stack in stacks))
        return f"{sum(_count(one.stdout, 'created') for one in done)} resources created; the gate refused none"

    return Step(f"pulumi up, the {_LAYER[project]} of {' and '.join(stacks)}, with the gate on", act)


def overlap_of(pair: Project) -> str:
    """A range inside the primary's: its second quarter, or half, or all of it where a part would be no VPC's range."""
    whole = ip_network(pair.primary.vpc_cidr)
    return str(list(whole.subnets(new_prefix=min(whole.prefixlen + 2, _SMALLEST_VPC)))[:2][-1])


def _set_range(stage: Stage, pair: Project, cidr: str) -> None:
    """DR's range, in both files that say it: a disagreement between the two would be refused before the gate speaks."""
    stacks = pair.stacks
    stage.workspace.pulumi("config", "set", "standby:vpcCidr", cidr, "--stack", stacks["dr"])
    stage.workspace.pulumi("config", "set", "--path", "standby:peer.vpcCidr", cidr, "--stack", stacks["primary"])


def refuse_overlap(stage: Stage, pair: Project, overlap: str) -> str:
    """DR in a range that overlaps the primary's: refused, and nothing exists afterwards."""
    pulumi, dr = stage.workspace.pulumi, pair.stacks["dr"]
    _set_range(stage, pair, overlap)
    refused = pulumi("preview", "--stack", dr, "--policy-pack", _PACK, check=False)
    _set_range(stage, pair, pair.dr.vpc_cidr)
    if refused.returncode == 0 or "vpc-cidr-overlap" not in refused.stdout:
        raise DemoError(f"the gate let {overlap} through:\n{refused.stdout}")
    for line in _findings(refused.stdout):
        stage.screen.quote(line)
    state = json.loads(pulumi("stack", "export", "--stack", dr).stdout)
    if made := state["deployment"].get("resources"):
        raise DemoError(f"refused, and yet there are {len(made)} resources in the stack")
    return f"refused with exit code {refused.returncode}; nothing was created"


def what_stands_where(stage: Stage, pair: Project) -> str:
    """A table from the stacks' outputs, and from what the account says about the database."""
    roles = writers(stage, pair.dr.region)
    rows = []
    for stack in pair.stacks.values():
        out = stage.workspace.outputs(stack)
        stage.found[stack] = out
        region = out["region"]
        role = roles.get(region, "not a member")
        key = f"…{out['key_arn'][-12:]}"
        rows.append([region, "\n".join(out["zones"]), out["vpc_cidr"], out["database_cluster_id"], role, key])
    stage.screen.table(["region", "zones", "range", "Aurora cluster", "role", "own key"], rows)
    if set(roles) != {pair.primary.region, pair.dr.region}:
        raise DemoError(f"the global database should have a member in each region; found {roles}")
    return "one writer, one secondary, each with a key of its own"


def destroy(pair: Project, *projects: str) -> Step:
    """What a person does who means it: protection off, then destroy; workloads first, the writer last."""

    def act(stage: Stage) -> str:
        stage.emulator.client.set_profile("instant")
        yes = ("--yes", "--skip-preview", "--non-interactive", "--stack")
        both = (pair.stacks["primary"], pair.stacks["dr"])
        for stack in both:
            stage.workspace.pulumi("config", "set", "standby:protect", "false", "--stack", stack)
        stage.workspace.together(*((".", ("pulumi", "up", *yes, stack)) for stack in both))
        done = []
        if "workloads" in projects:
            done += stage.workspace.together(
                *(("workloads", ("pulumi", "destroy", "--run-program", *yes, stack)) for stack in both)
            )
        for stack in reversed(both):
            done += stage.workspace.together((".", ("pulumi", "destroy", "--run-program", *yes, stack)))
        return f"{sum(_count(one.stdout, 'deleted') for one in done)} resources deleted"

    return Step(f"pulumi destroy, the {' and the '.join(_LAYER[project] for project in projects)} of both", act)


def _count(output: str, what: str) -> int:
    return sum(int(number) for number in re.findall(rf"[+-] (\d+) {what}\b", output))


def _findings(output: str) -> list[str]:
    """The lines of Pulumi's output that say what the gate found."""
    lines = output.split("Policies:", 1)[-1].splitlines()
    found = [line.strip() for line in lines if _POLICY_LINE.search(line)]
    return list(dict.fromkeys(found))[:_QUOTED_LINES]


def demo(pair: Project) -> tuple[Step, ...]:
    """Both regions come up, a mistake is refused, everything is destroyed: about a minute."""
    overlap = overlap_of(pair)
    refused = f"The gate: DR by mistake in {overlap}, inside the primary's range"
    return (
        bring_up(".", pair.stacks["primary"]),
        Step(refused, lambda stage: refuse_overlap(stage, pair, overlap)),
        bring_up(".", pair.stacks["dr"]),
        show(pair),
        destroy(pair, "."),
    )


def show(pair: Project) -> Step:
    """A look at what the stacks have made."""
    return Step("What stands where", lambda stage: what_stands_where(stage, pair))
