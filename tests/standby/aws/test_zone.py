"""The record through the seam on the lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from standby.aws.cloud import Cloud
from standby.aws.zone import Route53Zone
from tests.scenario.promotion.seed_pair import RECORD, seed_pair


def test_record_is_read_moved_and_in_sync(cloud: Callable[[str], Cloud], aws: Any) -> None:
    pair = seed_pair(aws)
    zone = Route53Zone(cloud("us-east-1"), pair.zone_id, RECORD)
    primary, dr = (side.values["ingress/api-domain-target"] for side in (pair.primary, pair.dr))
    assert zone.record().target == primary
    change = zone.point_at(dr, pair.dr.values["ingress/api-domain-zone-id"])
    assert zone.in_sync(change)
    assert zone.record().target == dr


def test_no_such_record_and_no_alias_are_told_apart(cloud: Callable[[str], Cloud], aws: Any) -> None:
    pair = seed_pair(aws)
    missing = Route53Zone(cloud("us-east-1"), pair.zone_id, "a.example.com").record()
    assert missing.target is None
    assert "has no such A record" in missing.why
    plain = {"Name": "b.example.com", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    aws("route53").change_resource_record_sets(
        HostedZoneId=pair.zone_id, ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": plain}]}
    )
    assert Route53Zone(cloud("us-east-1"), pair.zone_id, "b.example.com").record().why == "it is no alias"
