"""The hosted zone: where the A record points, and pointing it elsewhere."""

from __future__ import annotations

from standby.aws.cloud import Cloud
from standby.pair.facts import Record

ROUTE53_REGION = "us-east-1"  # Route 53 signs as us-east-1 wherever it is called from
COMMENT = "standby failback: the record moves to the primary"


class Route53Zone:
    """`standby.pair.seams.Zone` on AWS: one alias record of one zone."""

    def __init__(self, cloud: Cloud, zone_id: str, name: str) -> None:
        self._cloud, self._zone_id, self._name = cloud, zone_id, name

    def record(self) -> Record:
        """The alias target of the A record; a record that is none, or no alias, has no target."""
        answer = self._cloud.call(
            "route53",
            "list_resource_record_sets",
            HostedZoneId=self._zone_id,
            StartRecordName=self._name,
            StartRecordType="A",
            MaxItems="1",
        )
        for raw in answer["ResourceRecordSets"]:
            if raw["Name"].rstrip(".").lower() == self._name.lower() and raw["Type"] == "A":
                target = raw.get("AliasTarget", {}).get("DNSName")
                return Record(self._name, target.rstrip(".") if target else None, "" if target else "it is no alias")
        return Record(self._name, None, f"zone {self._zone_id} has no such A record")

    def point_at(self, target: str, target_zone: str) -> str:
        """UPSERT the alias; returns the change's ID."""
        alias = {"DNSName": target, "HostedZoneId": target_zone, "EvaluateTargetHealth": False}
        change = {"Action": "UPSERT", "ResourceRecordSet": {"Name": self._name, "Type": "A", "AliasTarget": alias}}
        answer = self._cloud.call(
            "route53",
            "change_resource_record_sets",
            HostedZoneId=self._zone_id,
            ChangeBatch={"Comment": COMMENT, "Changes": [change]},
        )
        return str(answer["ChangeInfo"]["Id"]).rsplit("/", 1)[-1]

    def in_sync(self, change: str) -> bool:
        """Whether all of Route 53's servers have the change."""
        return bool(self._cloud.call("route53", "get_change", Id=change)["ChangeInfo"]["Status"] == "INSYNC")
