"""What needs how many zones."""

from __future__ import annotations

from typing import Any

import pytest

from policy.engine.subject import Resource
from policy.engine.unknown import UNKNOWN
from policy.knowledge.three_zones import wanted_zones

AWARE = {"zoneAwarenessEnabled": True}


@pytest.mark.parametrize(
    ("token", "props", "zones"),
    [
        ("aws:opensearch/domain:Domain", {"clusterConfig": {"multiAzWithStandbyEnabled": True}}, 3),
        ("aws:elasticsearch/domain:Domain",
         {"clusterConfig": {**AWARE, "zoneAwarenessConfig": {"availabilityZoneCount": 2.0}}}, 2),
        ("aws:opensearch/domain:Domain", {"clusterConfig": AWARE}, None),
        ("aws:msk/cluster:Cluster", {"brokerNodeGroupInfo": {"clientSubnets": ["a", "b", "c"]}}, 3),
        ("aws:msk/cluster:Cluster", {"brokerNodeGroupInfo": {"clientSubnets": UNKNOWN}}, None),
        ("aws:msk/serverlessCluster:ServerlessCluster", {"vpcConfigs": [{"subnetIds": ["a", "b"]}]}, 2),
        ("aws:rds/cluster:Cluster", {"dbClusterInstanceClass": "db.m6gd.large"}, 3),
        ("aws:rds/cluster:Cluster", {"availabilityZones": ["a", "b", "c"]}, 3),
        ("aws:rds/cluster:Cluster", {}, None),
        ("aws:ec2/vpc:Vpc", {}, None),
    ],
)  # fmt: skip
def test_zones_that_a_resource_asks_for(token: str, props: dict[str, Any], zones: int | None) -> None:
    need = wanted_zones(Resource(token, "n", "urn", props))
    assert (need[0] if need else None) == zones
