"""What runs on the DR side, and how far it may grow."""

from __future__ import annotations

from policy.rules.promotable_capacity import RULE
from tests.policy.blueprint import Later, said, with_config
from tests.policy.clean import SERVICE, TARGET, workloads

NAME = RULE.name
WEB = f"{TARGET}::web-scaling"


def test_the_ceiling_is_judged_before_creation_where_the_service_is_known() -> None:
    made = workloads(True)
    made.edit(WEB, resourceId="service/myapp-prod/myapp-prod-web", maxCapacity=5)
    for mode in ("preview", "up"):
        (verdict,) = said(NAME, made, mode=mode)
        assert verdict.policy == NAME
        assert (
            "found maxCapacity 5 for service 'myapp-prod-web', which runs 6 tasks in production. Required: a ceiling of 6"
            in verdict.message
        )


def test_in_a_preview_the_service_is_known_by_dependency() -> None:
    made = workloads(True)
    made.edit(WEB, maxCapacity=5)
    (verdict,) = said(NAME, made, mode="preview")
    assert verdict.policy == f"{NAME}-stack"


def test_the_contract_tells_productions_numbers_and_the_other_regions_state_does_too() -> None:
    made = with_config(workloads(True), services=None)
    made.edit(WEB, maxCapacity=5)
    assert len(said(NAME, made, mode="analyze")) == 1
    for key in made.only("aws:ssm/parameter:Parameter"):
        del made.nodes[key]
    assert said(NAME, made, mode="analyze") == []
    unchecked = [v.message for v in said(NAME, made, mode="analyze", refuses=False)]
    assert len(unchecked) == 2
    assert "no source says what the service runs in production" in unchecked[0]
    assert len(said(NAME, workloads(), made, mode="analyze")) == 1
    config = {f"{NAME}-stack": {"production": {"web": 6, "worker": 3}}}
    assert len(said(NAME, made, mode="analyze", policy_config=config)) == 1


def test_nothing_running_is_refused_on_the_dr_side_only() -> None:
    for dr in (True, False):
        made = workloads(dr)
        made.edit(WEB, minCapacity=0)
        found = said(NAME, made)
        assert bool(found) is dr
        assert all("found minCapacity 0 on the DR side. Required: at least 1 running task" in v.message for v in found)


def test_daemons_and_other_scaling_are_left_alone() -> None:
    made = workloads(True)
    made.add(SERVICE, "agent", schedulingStrategy="DAEMON", desiredCount=0)
    made.add(TARGET, "table", serviceNamespace="dynamodb", minCapacity=0, maxCapacity=1, resourceId="table/x")
    assert said(NAME, made) == []


def test_an_unknown_number_is_said() -> None:
    made = workloads(True)
    made.edit(WEB, maxCapacity=Later(5))
    assert said(NAME, made, mode="preview") == []
    (advice,) = said(NAME, made, mode="preview", refuses=False)
    assert "its maxCapacity is not known before something else is made" in advice.message
    assert len(said(NAME, made, mode="up")) == 1
