"""The workloads as a whole, on mocks: what runs in which region, and that a change of one service is of that one."""

from __future__ import annotations

import json
from typing import Any

import pulumi
import pytest

from components.platform import Platform
from layers.workloads import build_workloads
from pattern.workloads import WorkloadSettings
from tests.layers.pair import NIGHTLY, NUMBERS, WEB, WORKER, workloads
from tests.platform_outputs import platform_outputs
from tests.pulumi_mocks import Built, Registered, run_on_mocks

SERVICE, RULE = "aws:ecs/service:Service", "aws:cloudwatch/eventRule:EventRule"
LISTENER_RULE = "aws:lb/listenerRule:ListenerRule"
BILLING = {"name": "billing", "image": "b:1", "path": "/billing/*", "production": NUMBERS}


class Made:
    """What a factory on mocks must return: its outputs are its attributes."""

    def __init__(self, settings: WorkloadSettings, enabled: bool) -> None:
        platform = Platform("organization/standby/x", {"region": settings.region})
        for name, service in build_workloads(settings, platform, enabled).items():
            setattr(self, name, service.service_name)


def run(settings: WorkloadSettings, enabled: bool = True) -> Built:
    return run_on_mocks(lambda: Made(settings, enabled), platform_outputs(settings.region))


def test_in_dr_web_runs_once_the_worker_not_at_all_and_the_schedule_sleeps() -> None:
    primary, dr = (run(workloads(side, schedules=[NIGHTLY]), side == "primary") for side in ("primary", "dr"))
    counts = [{one.name: one.inputs["desiredCount"] for one in built.all(SERVICE)} for built in (primary, dr)]
    assert counts == [{"web-service": 6, "worker-service": 6}, {"web-service": 1, "worker-service": 0}]
    assert [built.one(RULE).inputs["state"] for built in (primary, dr)] == ["ENABLED", "DISABLED"]


def test_rolled_out_from_outside_a_schedule_runs_the_newest_revision() -> None:
    target = "aws:cloudwatch/eventTarget:EventTarget"
    inside, outside = (
        run(workloads("dr", schedules=[NIGHTLY], deployments=mode)).one(target).inputs["ecsTarget"]["taskDefinitionArn"]
        for mode in ("pulumi", "external")
    )
    assert inside.endswith("worker-task")
    assert outside
    ignored = {one.name: set(one.ignores) for one in run(workloads("dr", deployments="external")).all(SERVICE)}
    assert all({"desiredCount", "taskDefinition"} == names for names in ignored.values())


def test_a_platform_of_the_other_region_stops_the_program() -> None:
    settings = workloads("dr")
    with pytest.raises(pulumi.RunError, match="is another one than this stack's: region is 'us-east-2' there"):
        run_on_mocks(lambda: Made(settings, False), platform_outputs("us-east-2"))


def picture(built: Built) -> dict[tuple[str, str, str], Registered]:
    """Every resource by what Pulumi knows it by."""
    return {(one.type, one.parent, one.name): one for one in built.resources if not one.type.startswith("pulumi:")}


def owners(before: Built, after: Built) -> set[str]:
    """The services whose resources differ between two programs."""
    old, new = picture(before), picture(after)
    keys = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    return {key[2] if key[1].startswith("standby-") else key[1] for key in keys}


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_service_added_anywhere_changes_no_other(place: int) -> None:
    before: list[dict[str, Any]] = [WEB, WORKER]
    after = [*before[:place], BILLING, *before[place:]]
    assert owners(run(workloads("dr", *before)), run(workloads("dr", *after))) == {"billing"}


def test_reordering_changes_nothing() -> None:
    services: list[dict[str, Any]] = [WEB, WORKER, BILLING]
    assert owners(run(workloads("dr", *services)), run(workloads("dr", *reversed(services)))) == set()


def test_a_removed_service_gives_its_priority_to_nobody() -> None:
    shop = {**BILLING, "name": "shop", "path": "/shop/*"}
    before, after = run(workloads("dr", WEB, BILLING, shop)), run(workloads("dr", WEB, shop))
    assert owners(before, after) == {"billing"}
    priorities = {one.name: one.inputs["priority"] for one in before.all(LISTENER_RULE)}
    assert len(set(priorities.values())) == 2
    assert after.one(LISTENER_RULE).inputs["priority"] == priorities["shop-rule"]


def test_the_role_of_a_schedule_does_not_wait_for_a_new_revision_of_its_task() -> None:
    """Its policy is known from names alone, so that a roll-out plans no change of a role."""
    built = run(workloads("dr", schedules=[NIGHTLY]))
    policy = json.loads(built.one("aws:iam/rolePolicy:RolePolicy", "nightly-role").inputs["policy"])
    family = "arn:aws:ecs:us-west-2:123456789012:task-definition/myapp-prod-worker"
    assert policy["Statement"][0]["Resource"] == [family, f"{family}:*"]
