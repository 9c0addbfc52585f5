"""What AWS shows after a promotion, asked through boto3 and not through the script."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from tests.scenario.promotion.seed_pair import GLOBAL, PATH, RECORD, RULE, STEM, AwsFactory, Pair, cluster_name


def truth(aws: AwsFactory, pair: Pair) -> dict[str, Any]:
    """What counts after a promotion: writer, DR's capacity, schedule and listener, the record, lock and freeze."""
    region = pair.dr.name
    members = aws("rds", region).describe_global_clusters(GlobalClusterIdentifier=GLOBAL)["GlobalClusters"][0][
        "GlobalClusterMembers"
    ]
    names = [entry.ecs_service for entry in pair.dr.services]
    counts = {}
    for start in range(0, len(names), 10):
        for found in aws("ecs", region).describe_services(cluster=STEM, services=names[start : start + 10])["services"]:
            counts[found["serviceName"]] = found["desiredCount"]
    pages = aws("application-autoscaling", region).get_paginator("describe_scalable_targets")
    minimums = {
        target["ResourceId"].rsplit("/", 1)[-1]: target["MinCapacity"]
        for page in pages.paginate(ServiceNamespace="ecs")
        for target in page["ScalableTargets"]
    }
    listener = aws("elbv2", region).describe_listeners(ListenerArns=[pair.dr.values["ingress/listener-arn"]])
    parameters = below(aws, region, PATH)
    journal = below(aws, region, f"{PATH}-journal")
    return {
        "writers": [member["DBClusterArn"] for member in members if member["IsWriter"]],
        "desired": counts,
        "min": minimums,
        "rule": aws("events", region).describe_rule(Name=RULE)["State"],
        "acu": acu_minimum(aws, region),
        "listener": listener["Listeners"][0]["DefaultActions"][0].get("TargetGroupArn"),
        "record": record_target(aws, pair.zone_id),
        "lock": holder(parameters),
        "freeze": parameters.get("incident/freeze"),
        "journal": [json.loads(text) for _, text in sorted(journal.items())],
    }


def acu_minimum(aws: AwsFactory, region: str) -> float | None:
    """The least capacity of the region's cluster."""
    (found,) = aws("rds", region).describe_db_clusters(DBClusterIdentifier=cluster_name(region))["DBClusters"]
    least: float | None = (found.get("ServerlessV2ScalingConfiguration") or {}).get("MinCapacity")
    return least


def below(aws: AwsFactory, region: str, path: str) -> dict[str, str]:
    """Every parameter below `path`, by its name there."""
    pages = aws("ssm", region).get_paginator("get_parameters_by_path").paginate(Path=path, Recursive=True)
    return {found["Name"].removeprefix(f"{path}/"): found["Value"] for page in pages for found in page["Parameters"]}


def holder(parameters: Mapping[str, str]) -> str | None:
    """What the highest generation of `incident/lock` says; None when it was given back, or there is none."""
    generations = sorted(key for key in parameters if re.fullmatch(r"incident/lock/\d{6}", key))
    if not generations or f"{generations[-1]}/released" in parameters:
        return None
    return parameters[generations[-1]]


def record_target(aws: AwsFactory, zone_id: str) -> str | None:
    """What the A record points at; None when there is none."""
    found = aws("route53").list_resource_record_sets(
        HostedZoneId=zone_id, StartRecordName=RECORD, StartRecordType="A", MaxItems="1"
    )["ResourceRecordSets"]
    for record in found:
        if record["Name"].rstrip(".") == RECORD and record["Type"] == "A":
            target: str = record["AliasTarget"]["DNSName"].rstrip(".")
            return target
    return None
