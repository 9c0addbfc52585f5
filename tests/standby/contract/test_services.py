"""Services: production numbers from the side that serves, and what a person should look at."""

from __future__ import annotations

from pattern.contract import ServiceEntry
from standby.contract.found import Found
from standby.contract.services import Running, find_services, service_entries
from tests.standby.contract.conftest import FakeCloud

COLORS = {"blue": "arn:blue"}


def test_the_larger_numbers_win_and_the_front_carries_the_groups() -> None:
    here = {"web": Running("web", 1, (1, 12), ("arn:blue",), "web:1"), "job": Running("job", 0, None, (), "job:1")}
    there = {"web": Running("web", 6, (4, 12), ("arn:x",), "web:1"), "job": Running("job", 2, None, (), "job:1")}
    values, notes = service_entries(here, there, "web", COLORS)
    web, job = (ServiceEntry.decode(values[f"services/{name}"]) for name in ("web", "job"))
    assert (web.desired, web.min, web.max, web.front, dict(web.target_group_arns)) == (6, 4, 12, True, COLORS)
    assert (job.desired, job.min, job.max, job.standby, job.front) == (2, 2, 2, "off", False)
    assert "no scalable target in either region" in notes["services/job"]
    assert "services/web" not in notes


def test_a_service_of_one_region_only_is_noted() -> None:
    _, notes = service_entries({"web": Running("web", 2, (1, 3), (), "web:1")}, {}, None, {})
    assert "the other region has no service of this name" in notes["services/web"]


def test_a_cluster_without_services_does_not_count() -> None:
    def services(cluster: str) -> list[str]:
        return [] if cluster == "empty" else ["arn:aws:ecs:eu-west-1:1:service/shop/web"]

    described = {
        "services": [
            {
                "serviceName": "web",
                "desiredCount": 2,
                "taskDefinition": "web:7",
                "loadBalancers": [{"targetGroupArn": "arn:g", "containerName": "app"}],
            }
        ]
    }
    containers = [{"name": "log", "image": "log:1"}, {"name": "app", "image": "web:1"}]
    cloud = FakeCloud(
        "eu-west-1",
        {
            "list_clusters": ["arn:aws:ecs:eu-west-1:1:cluster/empty", "arn:aws:ecs:eu-west-1:1:cluster/shop"],
            "list_services": services,
            "describe_scalable_targets": [
                {
                    "ResourceId": "service/shop/web",
                    "MinCapacity": 2,
                    "MaxCapacity": 9,
                    "ScalableDimension": "ecs:service:DesiredCount",
                }
            ],
            "describe_services": described,
            "describe_task_definition": {"taskDefinition": {"containerDefinitions": containers}},
        },
    )
    found = Found()
    answer = find_services(found, cloud, "shop")
    assert answer == ("shop", {"web": Running("web", 2, (2, 9), ("arn:g",), "web:1", "web")})
    assert found.values == {"ecs/cluster": "shop"}
