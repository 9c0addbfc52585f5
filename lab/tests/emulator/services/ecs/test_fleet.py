"""Services ramp, register, roll and shrink on the lab's clock."""

from __future__ import annotations

from typing import Any

from lab.emulator.services.ecs.fleet import bare_name, installed_fleet


def test_a_service_ramps_and_its_targets_become_healthy(emulator: Any, stage: Any) -> None:
    stage.service(desired=2)
    shown = stage.shown()
    assert (shown["runningCount"], shown["pendingCount"], shown["desiredCount"]) == (0, 2, 2)
    assert shown["deployments"][0]["rolloutState"] == "IN_PROGRESS"
    emulator.advance(30)
    shown = stage.shown()
    assert (shown["runningCount"], shown["pendingCount"]) == (2, 0)
    assert stage.health() == ["initial", "initial"]
    assert shown["deployments"][0]["rolloutState"] == "IN_PROGRESS"
    emulator.advance(10)
    assert stage.health() == ["healthy", "healthy"]
    shown = stage.shown()
    assert shown["deployments"][0]["rolloutState"] == "COMPLETED"
    assert shown["deployments"][0]["runningCount"] == 2
    assert shown["events"][0]["message"] == "(service web) has reached a steady state."
    stage.ecs.get_waiter("services_stable").wait(cluster="main", services=["web"], WaiterConfig={"MaxAttempts": 1})


def test_tasks_are_listed_with_their_addresses_which_are_the_targets(emulator: Any, stage: Any) -> None:
    stage.service(desired=2)
    emulator.advance(30)
    arns = stage.ecs.list_tasks(cluster="main", serviceName="web")["taskArns"]
    tasks = stage.ecs.describe_tasks(cluster="main", tasks=arns)["tasks"]
    assert [task["lastStatus"] for task in tasks] == ["RUNNING", "RUNNING"]
    assert {task["group"] for task in tasks} == {"service:web"}
    addresses = {
        detail["value"]
        for task in tasks
        for detail in task["attachments"][0]["details"]
        if detail["name"] == "privateIPv4Address"
    }
    found = stage.elbv2.describe_target_health(TargetGroupArn=stage.blue)["TargetHealthDescriptions"]
    assert {target["Target"]["Id"] for target in found} == addresses
    assert {target["Target"]["Port"] for target in found} == {8080}
    assert len({address.rsplit(".", 1)[0] for address in addresses}) == 2, "tasks are spread over the subnets"


def test_raising_the_desired_count_keeps_what_runs(emulator: Any, stage: Any) -> None:
    stage.service(desired=1)
    emulator.advance(60)
    stage.ecs.update_service(cluster="main", service="web", desiredCount=4)
    shown = stage.shown()
    assert (shown["runningCount"], shown["pendingCount"], shown["desiredCount"]) == (1, 3, 4)
    assert len(shown["deployments"]) == 1
    assert shown["deployments"][0]["desiredCount"] == 4
    emulator.advance(60)
    assert stage.shown()["runningCount"] == 4


def test_launches_beyond_the_burst_come_at_twenty_a_second(emulator: Any, stage: Any) -> None:
    stage.service(desired=300)
    emulator.advance(30.5)
    assert 100 <= stage.shown()["runningCount"] <= 130
    emulator.advance(5)
    assert 200 <= stage.shown()["runningCount"] <= 230
    emulator.advance(10)
    assert stage.shown()["runningCount"] == 300


def test_a_new_task_definition_replaces_the_old_tasks_once_it_is_good(emulator: Any, stage: Any) -> None:
    stage.service(desired=2)
    emulator.advance(60)
    before = set(stage.ecs.list_tasks(cluster="main", serviceName="web")["taskArns"])
    containers = [{"name": "app", "image": "app:2", "portMappings": [{"containerPort": 8080}]}]
    stage.ecs.register_task_definition(
        family="app", networkMode="awsvpc", cpu="256", memory="512", containerDefinitions=containers
    )
    stage.ecs.update_service(cluster="main", service="web", taskDefinition="app:2")
    deployments = stage.shown()["deployments"]
    assert [(one["status"], one["rolloutState"]) for one in deployments] == [
        ("PRIMARY", "IN_PROGRESS"),
        ("ACTIVE", "COMPLETED"),
    ]
    assert deployments[0]["taskDefinition"].endswith("app:2")
    emulator.advance(30)
    assert stage.shown()["runningCount"] == 4, "old tasks serve until the new ones are healthy"
    emulator.advance(10)
    shown = stage.shown()
    assert [one["status"] for one in shown["deployments"]] == ["PRIMARY"]
    assert shown["runningCount"] == 2
    assert not before & set(stage.ecs.list_tasks(cluster="main", serviceName="web")["taskArns"])


def test_scaling_down_drains_and_a_stopped_task_is_replaced(emulator: Any, stage: Any) -> None:
    stage.service(desired=3)
    emulator.advance(60)
    stage.ecs.update_service(cluster="main", service="web", desiredCount=1)
    assert sorted(stage.health()) == ["draining", "draining", "healthy"]
    assert len(stage.ecs.list_tasks(cluster="main", desiredStatus="STOPPED")["taskArns"]) == 2
    emulator.advance(300)
    assert stage.health() == ["healthy"]
    (arn,) = stage.ecs.list_tasks(cluster="main", serviceName="web")["taskArns"]
    assert stage.ecs.stop_task(cluster="main", task=arn, reason="drill")["task"]["stoppedReason"] == "drill"
    assert stage.shown()["pendingCount"] == 1
    emulator.advance(60)
    assert stage.shown()["runningCount"] == 1


def test_full_subnets_stop_the_ramp_and_say_so_until_addresses_are_free(emulator: Any, stage: Any) -> None:
    stage.service("big", desired=476)
    emulator.advance(120)
    assert stage.shown("big")["runningCount"] == 476
    stage.service("late", desired=2)
    assert stage.shown("late")["events"][0]["message"] == (
        "(service late) was unable to place a task: no free IP address in its subnets."
    )
    stage.ecs.update_service(cluster="main", service="big", desiredCount=470)
    emulator.advance(60)
    emulator.advance(60)
    assert stage.shown("late")["runningCount"] == 2
    found = stage.elbv2.describe_target_health(TargetGroupArn=stage.blue)["TargetHealthDescriptions"]
    live = [target["Target"]["Id"] for target in found if target["TargetHealth"]["State"] != "draining"]
    assert len(set(live)) == 472


def test_the_fleet_that_corrections_find_has_the_tasks_of_this_emulator(stage: Any) -> None:
    stage.service(desired=2)
    (arn,) = installed_fleet().tasks
    assert arn == stage.shown()["serviceArn"]
    assert bare_name(arn) == bare_name("web") == "web"
