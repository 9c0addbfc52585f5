"""Which layer may hold what."""

from __future__ import annotations

from policy.rules.layer_boundaries import PLATFORM_TYPES, RULE, WORKLOAD_TYPES
from tests.policy.blueprint import Blueprint
from tests.policy.clean import SERVICE, TARGET, VPC, workloads
from tests.policy.verdicts import said

NAME = RULE.name


def test_each_part_of_a_platform_is_refused_in_workloads_and_the_other_way_round() -> None:
    for project, types in (("shop-workloads", PLATFORM_TYPES), ("platform", WORKLOAD_TYPES)):
        for token in types:
            made = Blueprint(project=project)
            made.add(token, "thing")
            for mode in ("preview", "up"):
                (verdict,) = said(NAME, made, mode=mode)
                assert verdict.policy == NAME, "the resource policy, which blocks"
                assert f"project '{project}'" in verdict.message


def test_a_database_may_scale_in_the_platform() -> None:
    made = Blueprint(project="standby")
    made.add(TARGET, "replicas", serviceNamespace="rds", resourceId="cluster:x")
    assert said(NAME, made) == []


def test_a_foreign_stack_holds_one_layer_whichever() -> None:
    made = Blueprint(project="shop")
    made.add(SERVICE, "web", name="web")
    assert said(NAME, made) == []
    made.add(VPC, "net", cidrBlock="10.0.0.0/16")
    assert said(NAME, made) == [], "one stack per region is a habit of competent teams"
    (verdict,) = said(NAME, made, refuses=False)
    assert "found services in one stack with aws:ec2/vpc:Vpc 'net' (stack primary) and 0 more parts" in verdict.message


def test_what_is_only_read_does_not_count_and_analyze_must_be_told() -> None:
    made = workloads()
    made.add(VPC, "net", id="vpc-1", _read=True)
    for mode in ("preview", "up"):
        assert said(NAME, made, mode=mode) == []
    assert len(said(NAME, made, mode="analyze")) == 1
    assert said(NAME, made, mode="analyze", policy_config={NAME: {"onlyRead": ["net"]}}) == []


def test_workloads_read_the_platform_which_only_analyze_can_see() -> None:
    made = workloads()
    assert said(NAME, made, mode="analyze", refuses=False) == []
    del made.nodes[made.only("pulumi:pulumi:StackReference")[0]]
    assert said(NAME, made, mode="up", refuses=False) == []
    (advice,) = said(NAME, made, mode="analyze", refuses=False)
    assert "found a workloads stack without a StackReference" in advice.message


def test_other_names_of_the_layers_come_by_config() -> None:
    made = Blueprint(project="apps")
    made.add(VPC, "net", cidrBlock="10.0.0.0/16")
    assert said(NAME, made) == []
    assert len(said(NAME, made, policy_config={NAME: {"workloadsProjects": ["apps"]}})) == 1
