"""What needs a given number of zones by its own nature, whatever the subnets are."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from policy.engine.subject import Resource
from policy.engine.unknown import UNKNOWN, elements, read

Need = tuple[int, str]


def _search(domain: Resource) -> Need | None:
    aware = domain.flag("clusterConfig", "zoneAwarenessEnabled") is True
    zones = domain.whole("clusterConfig", "zoneAwarenessConfig", "availabilityZoneCount")
    if domain.flag("clusterConfig", "multiAzWithStandbyEnabled") is True:
        return 3, "OpenSearch Multi-AZ with standby, which needs 3 zones"
    if aware and zones:
        return zones, f"OpenSearch zone awareness over {zones} zones"
    return None


def _kafka(cluster: Resource) -> Need | None:
    subnets = cluster.get("brokerNodeGroupInfo", "clientSubnets")
    count = 0 if subnets is UNKNOWN else sum(1 for _ in elements(subnets))
    return (count, f"MSK brokers in {count} client subnets, one zone each") if count else None


def _serverless_kafka(cluster: Resource) -> Need | None:
    counts = [sum(1 for _ in elements(read(one, "subnetIds"))) for one in elements(cluster.get("vpcConfigs"))]
    return (max(counts), f"MSK Serverless in {max(counts)} subnets, one zone each") if counts else None


def _database(cluster: Resource) -> Need | None:
    named = cluster.texts("availabilityZones")
    if cluster.text("dbClusterInstanceClass"):
        return 3, "a Multi-AZ DB cluster, which needs 3 zones"
    return (len(set(named)), f"a cluster with {len(set(named))} availabilityZones") if named else None


NEEDS: Mapping[str, Callable[[Resource], Need | None]] = {
    "aws:opensearch/domain:Domain": _search,
    "aws:elasticsearch/domain:Domain": _search,
    "aws:msk/cluster:Cluster": _kafka,
    "aws:msk/serverlessCluster:ServerlessCluster": _serverless_kafka,
    "aws:rds/cluster:Cluster": _database,
}


def wanted_zones(resource: Resource) -> Need | None:
    """(zones, what asks for them); None where the resource asks for no number of zones."""
    need = NEEDS.get(resource.type)
    return need(resource) if need else None
