"""Functions about the account and the region: who is asking, where, and which zones there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.provider.errors import NotEmulated
from lab.provider.resource import Place, Resource

ZONE_ARGS = frozenset({"allAvailabilityZones", "excludeNames", "excludeZoneIds", "filters", "region", "state"})


def availability_zones(place: Place, args: Mapping[str, Any]) -> dict[str, Any]:
    """`aws.get_availability_zones`: names and zone ids, sorted by name."""
    refuse_unknown("getAvailabilityZones", args, ZONE_ARGS)
    filters = [{"Name": item["name"], "Values": item["values"]} for item in args.get("filters") or []]
    if args.get("state"):
        filters.append({"Name": "state", "Values": [args["state"]]})
    everything = {"AllAvailabilityZones": True} if args.get("allAvailabilityZones") else {}
    answer = place.client("ec2").describe_availability_zones(**({"Filters": filters} if filters else {}), **everything)
    zones = [
        zone
        for zone in sorted(answer["AvailabilityZones"], key=lambda zone: str(zone["ZoneName"]))
        if zone["ZoneName"] not in (args.get("excludeNames") or [])
        and zone["ZoneId"] not in (args.get("excludeZoneIds") or [])
    ]
    return {
        **args,
        "id": place.region,
        "region": place.region,
        "names": [zone["ZoneName"] for zone in zones],
        "zoneIds": [zone["ZoneId"] for zone in zones],
        "groupNames": sorted({zone.get("GroupName") or place.region for zone in zones}),
    }


def caller_identity(place: Place, args: Mapping[str, Any]) -> dict[str, Any]:
    """`aws.get_caller_identity`."""
    refuse_unknown("getCallerIdentity", args, frozenset({"id"}))
    found = place.client("sts").get_caller_identity()
    return {
        "id": found["Account"],
        "accountId": found["Account"],
        "arn": found["Arn"],
        "userId": found["UserId"],
    }


def region(place: Place, args: Mapping[str, Any]) -> dict[str, Any]:
    """`aws.get_region`: of the provider, or of the region given."""
    refuse_unknown("getRegion", args, frozenset({"endpoint", "id", "name", "region"}))
    found = args.get("region") or args.get("name") or place.region
    return {"id": found, "name": found, "region": found, "description": found, "endpoint": f"ec2.{found}.amazonaws.com"}


def partition(_place: Place, args: Mapping[str, Any]) -> dict[str, Any]:
    """`aws.get_partition`: the lab has the ordinary one only."""
    refuse_unknown("getPartition", args, frozenset({"id"}))
    return {"id": "aws", "partition": "aws", "dnsSuffix": "amazonaws.com", "reverseDnsPrefix": "com.amazonaws"}


def refuse_unknown(name: str, args: Mapping[str, Any], known: frozenset[str]) -> None:
    """Raise NotEmulated for arguments of a function that the lab does not carry out, by name."""
    other = sorted(set(args) - known)
    if other:
        raise NotEmulated(f"the lab's provider does not emulate {', '.join(other)} of {name}")


RESOURCES: tuple[type[Resource], ...] = ()
FUNCTIONS = {
    "aws:index/getAvailabilityZones:getAvailabilityZones": availability_zones,
    "aws:index/getCallerIdentity:getCallerIdentity": caller_identity,
    "aws:index/getPartition:getPartition": partition,
    "aws:index/getRegion:getRegion": region,
}
