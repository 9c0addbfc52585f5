"""The stories' lists, and how they read other tools' output. `tests/scenario/test_demo.py` plays one."""

from __future__ import annotations

from ipaddress import ip_network

from demo import story
from lab.project import load
from standby.stacks.project import open_project
from tests.checkout import CHECKOUT

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


def test_the_mistake_lies_inside_the_primary_s_range() -> None:
    pair = open_project(CHECKOUT)
    assert ip_network(story.overlap_of(pair)).subnet_of(ip_network(pair.primary.vpc_cidr))  # type: ignore[arg-type]
