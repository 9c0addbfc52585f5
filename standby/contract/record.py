"""The DNS part of a contract: the hosted zone and the A record that leads to one of the two entrances."""

from __future__ import annotations

from collections.abc import Collection

from standby.aws.cloud import Cloud
from standby.contract.found import Found
from standby.pair.facts import plain_name


def find_record(found: Found, dns: Cloud, targets: Collection[str], name: str | None) -> None:
    """Fill `dns/zone-id` and `dns/record`.

    Args:
        dns: Route 53, perhaps under a role of the zone's account.
        targets: DNS names of both regions' entrances; the record is an alias of one of them.
        name: the public name, where the entrance itself knows it (an API's custom domain).
    """
    wanted = {plain_name(one) for one in targets}
    records = {}
    for zone in dns.pages("route53", "list_hosted_zones", "HostedZones"):
        zone_id = str(zone["Id"]).rsplit("/", 1)[-1]
        if zone.get("Config", {}).get("PrivateZone"):
            continue
        if name is not None and not f".{name}.".endswith(f".{zone['Name']}"):
            continue
        for one in dns.pages("route53", "list_resource_record_sets", "ResourceRecordSets", HostedZoneId=zone_id):
            alias = plain_name(str(one.get("AliasTarget", {}).get("DNSName", "")))
            own = str(one["Name"]).rstrip(".")
            if one["Type"] == "A" and (own == name or alias in wanted):
                records[own] = zone_id
    record = found.settle("dns/record", records, "A records in public zones that lead to one of the two entrances")
    if record is None:
        found.missing("dns/zone-id", "it follows from dns/record; a zone of another account needs --zone-role")
        return
    found.values["dns/zone-id"] = records[record]
