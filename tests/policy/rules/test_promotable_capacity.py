"""Capacity: a DR side that runs a little and may grow to production's numbers, whichever source says them."""

from __future__ import annotations

import json

import pytest

from policy.rules.promotable_capacity import RULE
from tests.policy.blueprint import Blueprint, Later, with_config
from tests.policy.clean import SERVICE, TARGET, platform, workloads
from tests.policy.verdicts import Mode, Verdict, judge

WEB, WORKER = f"{TARGET}::web-scaling", f"{TARGET}::worker-scaling"
CEILING = (
    "aws:appautoscaling/target:Target 'web-scaling' (stack dr): found maxCapacity 5 for service 'myapp-prod-web', "
    "which runs 6 tasks in production. Required: a ceiling of 6 or more: a promotion that raises the minimum above it "
    "is refused by AWS. How to fix: raise maxCapacity to 6 or more (production.max in standby:services)."
)


def said(*blueprints: Blueprint, refuses: bool = True, **more: object) -> list[Verdict]:
    """What this rule says."""
    found = judge(*blueprints, **more)  # type: ignore[arg-type]
    return [verdict for verdict in found if verdict.rule == RULE.name and verdict.refuses is refuses]


def dr(**scaling: object) -> Blueprint:
    """The DR side's workloads with the scaling of one service changed."""
    made = workloads(True)
    made.edit(WEB, **scaling)
    return made


@pytest.mark.parametrize("mode", ["preview", "up", "analyze"])
def test_our_dr_side_passes_without_a_word(mode: Mode) -> None:
    assert said(workloads(True), mode=mode) == []
    assert said(workloads(True), mode=mode, refuses=False) == []


@pytest.mark.parametrize("mode", ["preview", "up", "analyze"])
def test_a_service_that_sleeps_on_the_dr_side_is_refused(mode: Mode) -> None:
    (verdict,) = said(dr(minCapacity=0), mode=mode)
    if mode != "analyze":  # there the contract may say that the service is off
        assert verdict.policy == "promotable-capacity", "the resource policy, which blocks"
    assert verdict.message.endswith(
        "aws:appautoscaling/target:Target 'web-scaling' (stack dr): found minCapacity 0 on the DR side. Required: at "
        "least 1 running task: what has never run in this region will not start on the day. How to fix: raise it to 1 "
        "(standby:capacity: warm does). To accept it knowingly, in the policy config: "
        '{"promotable-capacity": {"off": ["web-scaling"]}}.'
    )


def test_a_service_without_scaling_must_run_too() -> None:
    made = workloads(True)
    made.add(SERVICE, "idle", name="myapp-prod-idle", desiredCount=0)
    (verdict,) = said(made)
    assert "aws:ecs/service:Service 'idle' (stack dr): found desiredCount 0 on the DR side." in verdict.message
    made.edit(f"{SERVICE}::idle", schedulingStrategy="DAEMON")
    assert said(made) == [], "a daemon counts the container instances, not tasks"
    made.edit(f"{SERVICE}::idle", schedulingStrategy=None, desiredCount=None)
    assert said(made) == [], "a count that is not set is AWS's default or auto scaling's"


def test_the_primary_side_may_sleep_as_it_likes() -> None:
    made = workloads()
    made.edit(WEB, minCapacity=0)
    assert said(made) == []


@pytest.mark.parametrize(("mode", "policy"), [("preview", f"{RULE.name}-stack"), ("up", RULE.name)])
def test_a_ceiling_below_production_is_refused_once(mode: Mode, policy: str) -> None:
    (verdict,) = said(dr(maxCapacity=5), mode=mode)
    assert verdict.policy == policy, "a preview knows the service by dependency only"
    assert verdict.message.endswith(CEILING)


def test_a_ceiling_at_production_passes() -> None:
    assert said(dr(maxCapacity=6)) == []


def test_the_contract_says_it_where_the_config_does_not() -> None:
    (verdict,) = said(with_config(dr(maxCapacity=5), services=None), mode="up")
    assert verdict.policy == "promotable-capacity-stack"
    assert verdict.message.endswith(CEILING)
    assert said(with_config(dr(maxCapacity=5), services=None), mode="preview") == [], "not written before it exists"


def without_sources(maximum: int = 5) -> Blueprint:
    """The DR side where nothing says what production runs."""
    made = with_config(dr(maxCapacity=maximum), services=None)
    for key in [*made.only("aws:ssm/parameter:Parameter"), WORKER]:
        del made.nodes[key]
    return made


def test_policy_config_says_it_by_service_name() -> None:
    given = {name: {"production": {"web": 6}} for name in (RULE.name, f"{RULE.name}-stack")}
    for mode in ("up", "analyze"):
        (verdict,) = said(without_sources(), mode=mode, policy_config=given)
        assert verdict.message.endswith(CEILING)
    assert said(without_sources(6), policy_config=given) == []


def test_without_any_source_it_says_that_it_cannot_judge() -> None:
    assert said(without_sources(), mode="analyze") == []
    (advice,) = said(without_sources(), mode="analyze", refuses=False)
    assert advice.message.endswith(
        "aws:appautoscaling/target:Target 'web-scaling' (stack dr): found that it cannot be checked yet whether "
        "maxCapacity reaches production: no source says what the service runs in production (standby:services, "
        "contract, policy config). Required: a value that can be read. How to fix: set production in the policy "
        "config, by service name."
    )


def test_both_regions_states_are_compared_with_each_other() -> None:
    primary = workloads()
    for key in primary.only("aws:ssm/parameter:Parameter"):
        del primary.nodes[key]
    (verdict,) = said(primary, without_sources(), mode="analyze")
    assert verdict.message.endswith(CEILING)
    assert said(primary, without_sources(6), mode="analyze") == []
    assert said(primary, without_sources(6), mode="analyze", refuses=False) == []


@pytest.mark.parametrize("key", ["minCapacity", "maxCapacity"])
def test_a_count_that_is_not_known_yet_is_said_and_judged_once_it_is(key: str) -> None:
    made = dr(**{key: Later(0)})
    assert said(made, mode="preview") == []
    (advice,) = said(made, mode="preview", refuses=False)
    assert f"cannot be checked yet whether the service can be promoted: its {key} is not known before" in advice.message
    (verdict,) = said(made, mode="up")
    assert f"found {key} 0 " in verdict.message


def test_only_tasks_count() -> None:
    made = platform(True)
    made.add(TARGET, "readers", serviceNamespace="rds", resourceId="cluster:myapp-prod", minCapacity=0, maxCapacity=0)
    assert said(made) == []
    assert said(made, refuses=False) == []


def test_a_stack_is_the_dr_side_by_policy_config_and_may_keep_more_running() -> None:
    made = Blueprint("us-west-2", "shop-services", "us-west-2")
    made.add(SERVICE, "web", name="web", desiredCount=1)
    assert said(made) == []
    (verdict,) = said(made, policy_config={RULE.name: {"drStacks": ["us-west-2"], "minTasks": 2}})
    assert "found desiredCount 1 on the DR side. Required: at least 2 running task" in verdict.message


@pytest.mark.parametrize("mode", ["preview", "up", "analyze"])
def test_a_service_that_is_off_by_decision_may_sleep(mode: Mode) -> None:
    made = dr(minCapacity=0)
    listed = json.loads(json.dumps(made.config["standby:services"]))
    listed[0]["standby"] = "off"
    made.config["standby:services"] = listed
    entry = made.nodes["aws:ssm/parameter:Parameter::web-contract"].inputs
    entry["value"] = Later(f"{entry['value'].value} standby=off", entry["value"].node)
    assert said(made, mode=mode) == []
    made.edit(WORKER, minCapacity=0)
    (verdict,) = said(made, mode=mode)
    assert "'worker-scaling'" in verdict.message


@pytest.mark.parametrize("mode", ["preview", "up", "analyze"])
def test_a_group_that_may_have_no_machine_is_refused_on_the_dr_side(mode: Mode) -> None:
    made = Blueprint("dr", "shop", "us-west-2")
    made.add("aws:autoscaling/group:Group", "web", minSize=0, maxSize=0, vpcZoneIdentifiers=["subnet-1", "subnet-2"])
    (verdict,) = said(made, mode=mode)
    assert "found maxSize 0 on the DR side. Required: a group that may grow" in verdict.message
    assert said(made, mode=mode, policy_config={RULE.name: {"off": ["web"]}}) == []
    made.edit("aws:autoscaling/group:Group::web", maxSize=6)
    assert said(made, mode=mode) == [], "a pilot light of no machine may grow"
