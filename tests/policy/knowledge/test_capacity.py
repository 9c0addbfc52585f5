"""Production's numbers, from every source."""

from __future__ import annotations

import json

from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource
from policy.knowledge.capacity import by_config, is_tasks, service_name, wanted

SERVICES = [{"name": "web", "production": {"desired": 6, "min": 4}}, {"name": "odd"}, "nonsense"]
CONFIG = StackConfig({"standby:services": json.dumps(SERVICES)})


def test_config_gives_desired_or_least_and_policy_config_stands_above() -> None:
    assert by_config(CONFIG, {}) == {"web": 6}
    assert by_config(CONFIG, {}, "min") == {"web": 4}
    assert by_config(CONFIG, {"web": 9, "x": 1}) == {"web": 9, "x": 1}
    assert by_config(StackConfig({"standby:services": "no list"}), {}) == {}


def test_a_service_is_known_by_its_name_or_the_part_that_config_has() -> None:
    known = {"web": 6, "admin-web": 2, "myapp-prod-api": 3}
    assert wanted("myapp-prod-api", known) == 3
    assert wanted("myapp-prod-web", known) == 6
    assert wanted("myapp-prod-admin-web", known) == 2, "the longest part that fits"
    assert wanted("cobweb", known) is None
    assert wanted(None, known) is None


def test_a_scalable_target_names_its_service() -> None:
    def target(**props: str) -> Resource:
        return Resource("aws:appautoscaling/target:Target", "t", "urn", props)

    assert service_name(target(resourceId="service/cluster/web")) == "web"
    assert service_name(target(resourceId="table/x")) is None
    assert service_name(target()) is None
    assert is_tasks(target(serviceNamespace="ecs"))
    assert is_tasks(target(scalableDimension="ecs:service:DesiredCount"))
    assert not is_tasks(target(serviceNamespace="rds"))
