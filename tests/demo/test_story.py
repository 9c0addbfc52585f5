"""The stories' lists, and how they read other tools' output. `tests/scenario/test_demo.py` plays one."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from demo import story
from lab.project import load
from standby.stacks.project import open_project
from tests.checkout import CHECKOUT
from tests.demo.team import team

REFUSED = """Previewing update (dr):
 +  aws:ec2:Vpc network-vpc create
Policies:
    ❌ standby@v0.1.0 (local: policy)
        - [mandatory] [severity: critical]  vpc-cidr-overlap  (aws:ec2:Vpc: network-vpc)
          Ranges of VPCs must not overlap.
          aws:ec2/vpc:Vpc 'network-vpc' (stack dr): found 10.0.64.0/18, which overlaps 10.0.0.0/16
        - [mandatory] [severity: critical]  vpc-cidr-overlap  (aws:ec2:Vpc: network-vpc)

Outputs:
    vpc_cidr: "10.0.64.0/18"
"""


def test_what_the_gate_found_is_quoted_once() -> None:
    assert story._findings(REFUSED) == [
        "- [mandatory] [severity: critical]  vpc-cidr-overlap  (aws:ec2:Vpc: network-vpc)",
        "aws:ec2/vpc:Vpc 'network-vpc' (stack dr): found 10.0.64.0/18, which overlaps 10.0.0.0/16",
    ]


def test_resources_are_counted_as_pulumi_sums_them_up() -> None:
    assert story._count("Resources:\n    + 143 created\n    3 unchanged\n", "created") == 143
    assert story._count("Resources:\n    - 20 deleted\n", "deleted") == 20
    assert story._count("Resources:\n    12 unchanged\n", "created") == 0


def test_the_story_has_its_parts_in_order() -> None:
    told = story.demo(open_project(CHECKOUT))
    words = ["platform of primary", "gate: DR by mistake", "platform of dr", "stands where", "destroy"]
    assert len(told) == len(words)
    assert all(word in step.title for word, step in zip(words, told, strict=True))


def test_what_it_runs_is_there() -> None:
    assert (CHECKOUT / "runbooks/promote-dr.sh").is_file()
    project = load(CHECKOUT / "lab.toml")
    assert set(project.projects) == {".", "workloads"}
    for folder in project.projects:
        assert all((CHECKOUT / folder / f"Pulumi.{stack}.yaml").is_file() for stack in project.stacks)


@pytest.mark.parametrize(
    ("cidr", "mistake"),
    [
        ("10.40.0.0/16", "10.40.64.0/18"),
        ("10.40.0.0/23", "10.40.1.0/24"),
        ("10.40.0.0/24", "10.40.0.0/24"),  # a part of it would be too small for a VPC, which is refused before the gate
    ],
)
def test_the_mistake_is_a_vpc_s_range_inside_the_primary_s(tmp_path: Path, cidr: str, mistake: str) -> None:
    assert story.overlap_of(open_project(team(tmp_path, cidr=cidr))) == mistake


def test_the_mistake_is_made_in_the_pair_s_own_stacks_and_mended(tmp_path: Path) -> None:
    pair = open_project(team(tmp_path))
    typed: list[tuple[str, ...]] = []

    def pulumi(*words: str, check: bool = True) -> SimpleNamespace:
        typed.append(words)
        assert check is (words[0] != "preview")
        return SimpleNamespace(returncode=1, stdout=REFUSED if words[0] == "preview" else '{"deployment": {}}')

    stage: Any = SimpleNamespace(workspace=SimpleNamespace(pulumi=pulumi), screen=SimpleNamespace(quote=print))
    assert "nothing was created" in story.refuse_overlap(stage, pair, "10.40.64.0/18")
    own = [words[3:] for words in typed if words[:3] == ("config", "set", "standby:vpcCidr")]
    peer = [words[4:] for words in typed if words[:4] == ("config", "set", "--path", "standby:peer.vpcCidr")]
    for ranges, stack in ((own, "away"), (peer, "home")):
        assert ranges == [("10.40.64.0/18", "--stack", stack), ("10.41.0.0/16", "--stack", stack)]
    assert {words[words.index("--stack") + 1] for words in typed if words[0] in ("preview", "stack")} == {"away"}
