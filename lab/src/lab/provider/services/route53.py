"""Route 53: health checks, and looking a zone up by its name."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from lab.provider.errors import Refused
from lab.provider.fields import aws_args, live_values, names, tag_list, tag_map, words
from lab.provider.resource import Change, Place, Resource, State
from lab.provider.services.route53_record import zone_id

CHECK = (
    "type=Type fqdn=FullyQualifiedDomainName ipAddress=IPAddress port resourcePath failureThreshold requestInterval "
    "searchString measureLatency invertHealthcheck=Inverted disabled enableSni=EnableSNI "
    "childHealthchecks=ChildHealthChecks childHealthThreshold=HealthThreshold insufficientDataHealthStatus regions"
)
ALARM = "cloudwatchAlarmName=Name cloudwatchAlarmRegion=Region"
FIXED_CHECK = words("type requestInterval measureLatency")


class _Route53Resource(Resource):
    service = "route53"
    kind = ""  # Route 53's own word for the tagged thing

    def _tags(self, ident: str) -> dict[str, str]:
        answer = self.aws.list_tags_for_resource(ResourceType=self.kind, ResourceId=ident)
        return tag_map(answer["ResourceTagSet"]["Tags"])

    def retag(self, ident: str, state: State, gone: list[str]) -> None:
        args: dict[str, Any] = {"AddTags": tag_list(self.tags)} if self.tags else {}
        if gone:
            args["RemoveTagKeys"] = gone
        if args:
            self.aws.change_tags_for_resource(ResourceType=self.kind, ResourceId=ident, **args)


class HealthCheck(_Route53Resource):
    """A health check: an endpoint, other checks, or a CloudWatch alarm."""

    token = "aws:route53/healthCheck:HealthCheck"
    kind = "healthcheck"
    handles = names(CHECK) | names(ALARM) | words("referenceName triggers")
    updates = (handles - FIXED_CHECK - words("referenceName")) | words("triggers")

    def _config(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        config = aws_args(inputs, CHECK)
        alarm = aws_args(inputs, ALARM)
        if alarm:
            config["AlarmIdentifier"] = alarm
        return config

    def create(self, inputs: State) -> str:
        reference = f"{inputs.get('referenceName', '')}{uuid.uuid4().hex}"[-64:]
        answer = self.aws.create_health_check(CallerReference=reference, HealthCheckConfig=self._config(inputs))
        return str(answer["HealthCheck"]["Id"])

    def settle(self, ident: str, inputs: State) -> None:
        if self.tags:
            self.retag(ident, {}, [])

    def read(self, ident: str, state: State) -> State | None:
        config = self.aws.get_health_check(HealthCheckId=ident)["HealthCheck"]["HealthCheckConfig"]
        live = {**live_values(config, CHECK), **live_values(config.get("AlarmIdentifier") or {}, ALARM)}
        return {**live, "arn": f"arn:aws:route53:::healthcheck/{ident}", "tags": self._tags(ident)}

    def update(self, change: Change) -> None:
        wanted = {key: value for key, value in change.new.items() if key not in FIXED_CHECK}
        self.aws.update_health_check(HealthCheckId=change.ident, **self._config(wanted))

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_health_check(HealthCheckId=ident)


def get_zone(place: Place, args: Mapping[str, Any]) -> dict[str, Any]:
    """The one zone of an id, or of a name (public unless `privateZone`). Raises Refused for none or several."""
    client = place.client("route53")
    if args.get("zoneId"):
        found = [client.get_hosted_zone(Id=args["zoneId"])["HostedZone"]]
    elif args.get("name"):
        found = _zones_named(client, args["name"], private=bool(args.get("privateZone")))
    else:
        raise Refused("getZone needs zoneId or name")
    if len(found) != 1:
        raise Refused(
            f"{len(found) or 'no'} Route 53 hosted zones match {args.get('zoneId') or args['name']}, one is wanted"
        )
    zone = client.get_hosted_zone(Id=found[0]["Id"])
    ident, servers = zone_id(found[0]["Id"]), sorted((zone.get("DelegationSet") or {}).get("NameServers") or [])
    answer = client.list_tags_for_resource(ResourceType="hostedzone", ResourceId=ident)
    return {
        **args,
        "id": ident,
        "zoneId": ident,
        "arn": f"arn:aws:route53:::hostedzone/{ident}",
        "name": found[0]["Name"].rstrip("."),
        "callerReference": found[0]["CallerReference"],
        "comment": found[0].get("Config", {}).get("Comment", ""),
        "privateZone": bool(found[0].get("Config", {}).get("PrivateZone")),
        "resourceRecordSetCount": found[0].get("ResourceRecordSetCount", 0),
        "nameServers": servers,
        "primaryNameServer": servers[0] if servers else "",
        "tags": tag_map(answer["ResourceTagSet"]["Tags"]),
    }


def _zones_named(client: Any, name: str, *, private: bool) -> list[dict[str, Any]]:
    wanted = name.rstrip(".").lower()
    return [
        zone
        for page in client.get_paginator("list_hosted_zones").paginate()
        for zone in page["HostedZones"]
        if zone["Name"].rstrip(".") == wanted and bool(zone.get("Config", {}).get("PrivateZone")) == private
    ]


RESOURCES: tuple[type[Resource], ...] = (HealthCheck,)
FUNCTIONS = {"aws:route53/getZone:getZone": get_zone}
