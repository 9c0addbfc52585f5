"""Who works by the clock, and where: refused where it is declared off, advised against elsewhere."""

from __future__ import annotations

import copy

import pytest

from policy.rules.single_runner import EVENT_RULE, RULE, SCHEDULE
from tests.policy.blueprint import Blueprint, Later
from tests.policy.clean import SERVICES, TARGET, workloads
from tests.policy.verdicts import Mode, said

NAME = RULE.name
MODES: tuple[Mode, ...] = ("preview", "up")


def dr(running: int = 0) -> Blueprint:
    """Our DR side with a worker that is off, and its schedule."""
    listed = copy.deepcopy(SERVICES)
    listed[1]["standby"] = "off"
    made = workloads(True, services=listed)
    made.edit(f"{TARGET}::worker-scaling", minCapacity=running)
    made.edit("aws:ecs/service:Service::worker-service", desiredCount=running)
    made.add(EVENT_RULE, "nightly", name="myapp-prod-nightly", scheduleExpression="rate(1 day)", state="DISABLED")
    made.add("aws:ssm/parameter:Parameter", "nightly", name="/myapp/prod/standby/schedules/nightly", type="String",
             value="rule=myapp-prod-nightly service=worker")  # fmt: skip
    return made


def foreign(stack: str, region: str, **inputs: object) -> Blueprint:
    made = Blueprint(stack, "shop", region)
    made.add(SCHEDULE, "nightly", scheduleExpression="rate(1 day)", **inputs)
    return made


@pytest.mark.parametrize("mode", MODES)
def test_what_is_off_passes_without_a_word(mode: Mode) -> None:
    assert said(NAME, dr(), mode=mode) == []
    assert said(NAME, dr(), mode=mode, refuses=False) == []


@pytest.mark.parametrize("mode", MODES)
def test_a_worker_that_is_off_and_runs_is_refused(mode: Mode) -> None:
    (verdict,) = said(NAME, dr(1), mode=mode)
    assert (
        "found minCapacity 1 for service 'myapp-prod-worker', which is off on the DR side. Required: work by the clock "
        "or from a queue in the serving region only" in verdict.message
    ), "desiredCount is auto scaling's, and ignored"
    assert said(NAME, dr(1), mode=mode, policy_config={NAME: {"bothSides": ["worker-scaling"]}}) == []


@pytest.mark.parametrize("mode", MODES)
def test_a_schedule_of_a_worker_that_is_off_is_disabled_or_left_to_the_promotion(mode: Mode) -> None:
    made = dr()
    made.edit(f"{EVENT_RULE}::nightly", state="ENABLED")
    (verdict,) = said(NAME, made, mode=mode)
    assert "found an enabled schedule of service 'worker', which is off on the DR side" in verdict.message
    made.nodes[f"{EVENT_RULE}::nightly"].ignored = ["state"]
    assert said(NAME, made, mode=mode) == []


def test_the_side_that_serves_runs_everything() -> None:
    made = dr(3)
    made.edit(f"{EVENT_RULE}::nightly", state="ENABLED")
    made.config["standby:capacity"] = "production"
    assert said(NAME, made) == []


def test_a_foreign_schedule_is_advice_alone_and_in_two_regions() -> None:
    west, east = foreign("dr", "us-west-2"), foreign("prod", "us-east-1")
    assert said(NAME, west) == []
    (advice,) = said(NAME, west, refuses=False)
    assert "found an enabled schedule on the DR side" in advice.message
    assert said(NAME, east, refuses=False) == []
    (advice,) = said(NAME, east, west, mode="analyze", refuses=False)
    assert "that aws:scheduler/schedule:Schedule 'nightly' (stack" in advice.message
    off = foreign("dr", "us-west-2", state="DISABLED")
    assert said(NAME, east, off, mode="analyze", refuses=False) == []
    unknown = foreign("dr", "us-west-2", state=Later("ENABLED"))
    assert said(NAME, unknown, mode="preview", refuses=False) == []


def test_a_rule_by_event_is_no_schedule() -> None:
    made = Blueprint("dr", "shop", "us-west-2")
    made.add(EVENT_RULE, "on-push", eventPattern="{}")
    assert said(NAME, made, refuses=False) == []
