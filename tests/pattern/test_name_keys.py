"""Keys of `names:` by which no resource of a layer is called: each is refused, with the one that was meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pattern.name_keys import of_platform, of_workloads, table
from pattern.reading import ConfigError
from tests.layers.pair import NIGHTLY, WEB, WORKER, platform, workloads

REGIONS = ("us-east-2", "us-west-2")
SERVICES: list[dict[str, Any]] = [{"name": "web", "front": True}, {"name": "docs", "path": "/docs/*"}]
SCHEDULES = [{"name": "nightly", "service": "docs"}]
GOOD_OF_PLATFORM = (
    "db-cluster@us-east-2",
    "db-instance/12@us-west-2",
    "db-parameter-group/cluster-17",
    "secret/database",
    "log-group",
    "iam-role/promotion@us-west-2",
)
GOOD_OF_WORKLOADS = ("ecs-service/web", "target-group/docs-green", "iam-role/nightly-schedule@us-east-2", "log-group")


def test_keys_that_a_resource_is_called_by_are_taken() -> None:
    assert list(of_platform(dict.fromkeys(GOOD_OF_PLATFORM, "x"), REGIONS)) == []
    assert list(of_workloads(dict.fromkeys(GOOD_OF_WORKLOADS, "x"), SERVICES, SCHEDULES)) == []


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("security-group/task", "did you mean 'security-group/tasks' (the tasks' security group)?"),
        ("iam-role/promoter@us-west-2", "did you mean 'iam-role/promotion@us-west-2' (the role that promotes)?"),
        ("secret/orders", "of this kind there are secret/database, secret/cache"),
        ("db-instance/a@us-east-2", "did you mean 'db-instance/1@us-east-2' (its instances, from 1)?"),
        ("s3-bucket/logs@us-east-2", "remove it; docs/naming.md has all"),
        (
            "ecs-service/web",
            "it is meant for the workloads (the ECS service; its scaling policy begins with it), move it",
        ),
        (
            "alarm/databse-cpu",
            "did you mean 'alarm/database-cpu' (the alarm on the database's CPU)? If it is meant for",
        ),
    ],
)
def test_a_key_of_no_resource_of_the_platform_names_the_right_one(key: str, hint: str) -> None:
    [found] = of_platform({key: "x"}, REGIONS)
    assert found.startswith(f"standby:names has {key!r}, by which no resource of this layer is called; ")
    assert hint in found


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("ecs-service/wbe", "did you mean 'ecs-service/web' (the ECS service; its scaling policy begins with it)?"),
        (
            "target-group/web-blue",
            "did you mean 'target-group/docs-blue' (the blue targets of a service that has a path)?",
        ),
        (
            "target-group/blue",
            "it is meant for the platform (the front service's blue targets), move it to the platform",
        ),
    ],
)
def test_a_key_of_no_resource_of_the_services_names_the_right_one(key: str, hint: str) -> None:
    [found] = of_workloads({key: "x"}, SERVICES, SCHEDULES)
    assert hint in found


def test_a_region_that_is_none_of_the_pair_s_is_refused() -> None:
    [found] = of_platform({"kms-alias@eu-west-1": "x"}, REGIONS)
    assert found == (
        "standby:names has 'kms-alias@eu-west-1', but the pair's regions are us-east-2 and us-west-2; write kms-alias@ "
        "and one of them"
    )


def test_what_is_no_key_at_all_is_left_to_the_table_of_kinds() -> None:
    for given in (None, "x", {"Db Cluster": "x"}, {"db-clusters@us-east-2": "x"}):
        assert list(of_platform(given, REGIONS)) == []
        assert list(of_workloads(given, SERVICES, None)) == []


def test_both_layers_refuse_it_at_the_door_beside_every_other_problem() -> None:
    with pytest.raises(ConfigError) as told:
        platform("dr", names={"security-group/task": "x"}, nat="none")
    assert len(told.value.problems) == 2
    with pytest.raises(ConfigError) as told:
        workloads("dr", WEB, WORKER, schedules=[NIGHTLY], names={"event-rule/nigthly": "x"})
    assert "did you mean 'event-rule/nightly'" in str(told.value)


def test_the_page_is_made_from_both_tables() -> None:
    assert table() in (Path(__file__).parents[2] / "docs" / "naming.md").read_text()
