"""Rules that run a task in the cluster; other rules are somebody else's."""

from __future__ import annotations

from typing import Any

from standby.contract.found import Found
from standby.contract.schedules import find_schedules
from standby.contract.services import Running
from tests.standby.contract.conftest import FakeCloud

CLUSTER = "arn:aws:ecs:eu-west-1:1:cluster/shop"


def target(cluster: str, family: str) -> dict[str, Any]:
    return {
        "Arn": cluster,
        "EcsParameters": {"TaskDefinitionArn": f"arn:aws:ecs:eu-west-1:1:task-definition/{family}:3"},
    }


def test_only_rules_with_a_task_in_the_cluster_count() -> None:
    targets = {
        "nightly": [target(CLUSTER, "shop-worker")],
        "report": [target(CLUSTER, "shop-report")],
        "elsewhere": [target(f"{CLUSTER}-2", "x")],
        "lambda": [{"Arn": "arn:aws:lambda:eu-west-1:1:function:x"}],
    }
    cloud = FakeCloud(
        "eu-west-1",
        {
            "list_rules": [{"Name": name} for name in targets],
            "list_targets_by_rule": lambda Rule: {"Targets": targets[Rule]},  # noqa: N803 - AWS's name
        },
    )
    found = Found()
    find_schedules(found, cloud, "shop", {"worker": Running("worker", 0, None, (), "w:1", "shop-worker")})
    assert found.values == {
        "schedules/nightly": "rule=nightly service=worker",
        "schedules/report": "rule=report service=shop-report",
    }
    assert found.notes == {
        "schedules/report": "no service runs the task definition shop-report; it runs as a task of its own"
    }
