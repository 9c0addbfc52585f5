"""While an incident runs: what is refused, who is exempt, and where the freeze is read from."""

from __future__ import annotations

import pytest

from policy.rules.incident_freeze import RULE
from tests.policy.blueprint import Blueprint, with_config
from tests.policy.clean import CLUSTER, RECORD, TARGET, platform, workloads
from tests.policy.verdicts import said

NAME = RULE.name
FREEZE = "promotion run=42 since=03:14"


def frozen(made: Blueprint) -> Blueprint:
    return with_config(made, incidentFreeze=FREEZE)


@pytest.mark.parametrize("dr", [False, True])
def test_our_own_platform_stacks_may_go_up_in_a_freeze(dr: bool) -> None:
    for mode in ("preview", "up"):
        assert said(NAME, frozen(platform(dr)), mode=mode) == []


def test_the_serving_side_is_not_scaled_down() -> None:
    for mode in ("preview", "up"):
        found = said(NAME, frozen(workloads(True)), mode=mode)
        assert len(found) == 2
        assert (
            f"found minCapacity 1 for a service that keeps 4 tasks in production while an incident freeze is on ({FREEZE})"
            in found[0].message
        )
        assert "How to fix: set standby:capacity to production while the freeze is on; or finish the failback" in (
            found[0].message
        )
    assert said(NAME, frozen(workloads())) == []
    made = frozen(workloads(True))
    for key in made.only(TARGET):
        made.nodes[key].ignored = ["minCapacity"]
    assert said(NAME, made) == []


def test_a_narrowed_freeze_judges_no_tasks_and_still_guards_record_and_cluster() -> None:
    settled = f"{FREEZE} settled=2026-03-01T03:00:00Z"
    for mode in ("preview", "up"):
        assert said(NAME, with_config(workloads(True), incidentFreeze=settled), mode=mode) == []
    made = with_config(platform(True), incidentFreeze=settled)
    for key in made.only(CLUSTER):
        made.nodes[key].protect = False
    assert said(NAME, made) != []


def test_the_own_runs_are_exempt_and_say_so() -> None:
    made = with_config(frozen(workloads(True)), incidentFreezeExempt="failback run=7")
    for mode in ("preview", "up"):
        assert said(NAME, made, mode=mode) == []
        (advice,) = said(NAME, made, mode=mode, refuses=False)
        assert (
            f"found an incident freeze ({FREEZE}) and a run that is exempt from it (failback run=7)" in advice.message
        )
    calm = with_config(workloads(True), incidentFreezeExempt="failback run=7")
    assert said(NAME, calm, refuses=False) == []


@pytest.mark.parametrize("text", ["-", "", "off", "false", "None"])
def test_no_freeze_is_no_freeze(text: str) -> None:
    assert said(NAME, with_config(workloads(True), incidentFreeze=text)) == []


def test_the_freeze_is_read_from_every_source() -> None:
    by_policy = {"freeze": FREEZE}
    assert len(said(NAME, workloads(True), policy_config={NAME: by_policy, f"{NAME}-stack": by_policy})) == 2
    exempt = {**by_policy, "exemptRun": "r1"}
    assert said(NAME, workloads(True), policy_config={NAME: exempt, f"{NAME}-stack": exempt}) == []
    by_contract = workloads(True)
    by_contract.add("aws:ssm/parameter:Parameter", "f", name="/myapp/prod/standby/incident/freeze", value=FREEZE)
    assert len(said(NAME, by_contract)) == 2
    by_output = workloads(True)
    by_output.add("pulumi:pulumi:Stack", "root", incident_freeze=FREEZE)
    assert len(said(NAME, by_output, mode="analyze")) == 2


def test_a_record_must_ignore_where_it_points() -> None:
    made = frozen(platform())
    made.nodes[f"{RECORD}::serves"].ignored = []
    (verdict,) = said(NAME, made)
    assert "found a record whose aliases this run would set while" in verdict.message
    other = frozen(platform())
    other.add(RECORD, "docs", name="docs.example.com", type="CNAME", records=["x"], ttl=60)
    assert said(NAME, other) == []


def test_a_cluster_must_be_protected_and_keep_its_membership() -> None:
    made = frozen(platform(True))
    made.nodes[f"{CLUSTER}::cluster"].ignored = []
    made.nodes[f"{CLUSTER}::cluster"].protect = False
    found = [verdict.message for verdict in said(NAME, made)]
    assert len(found) == 2
    assert "found a cluster whose membership this run could change" in found[0]
    assert "found a cluster without `protect`, which this run could replace" in found[1]
    alone = frozen(Blueprint())
    alone.add(CLUSTER, "alone", _protect=True)
    assert said(NAME, alone) == []
