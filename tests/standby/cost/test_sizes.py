"""What runs where, from config."""

from __future__ import annotations

from tests.standby.cost.pair_config import pair


def test_the_default_is_three_zones_two_instances_and_one_warm_task_a_service() -> None:
    both = pair()
    assert (both.primary.region, both.dr.region) == ("us-east-2", "us-west-2")
    assert (both.primary.task_count, both.dr.task_count, both.production) == (6, 2, 6)
    assert (both.dr.zones, both.dr.nat_gateways, both.dr.instances, both.dr.cache_nodes) == (3, 3, 2, 2)
    assert both.dr.alarms == 3 + 3 + 2 * 2


def test_single_nat_and_endpoints_are_counted() -> None:
    both = pair(nat="single", availabilityZones="2", interfaceEndpoints=["logs", "ssm"])
    assert (both.primary.nat_gateways, both.primary.endpoints) == (1, 4)


def test_serverless_has_capacity_units() -> None:
    assert pair().dr.acu is None
    serverless = {"instanceClass": "db.serverless", "serverless": {"minAcu": 4, "maxAcu": 8}}
    both = pair(database={**serverless, "instances": 3, "standby": {"instances": 1, "minAcu": 0.5}})
    assert (both.primary.acu, both.primary.instances) == (4, 3)
    assert (both.dr.acu, both.dr.instances) == (0.5, 1)
