"""Route 53 records: one record set each, written as the real provider does (CREATE unless `allowOverwrite`), awaited
until INSYNC.

An id reads `<zone>_<name>_<type>` and, with a routing policy, `_<set identifier>`. Names are lower case without the
last dot; a name outside the zone is taken as relative to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lab.provider.errors import Refused
from lab.provider.fields import aws_args, words
from lab.provider.resource import Change, Resource, State
from lab.provider.waiting import wait_for

TYPES = "A|AAAA|CAA|CNAME|DS|HTTPS|MX|NAPTR|NS|PTR|SOA|SPF|SRV|SSHFP|SVCB|TLSA|TXT"
ID = re.compile(rf"(?P<zone>[^_]+)_(?P<name>.+?)_(?P<type>{TYPES})(?:_(?P<set>.+))?")
QUOTED = frozenset({"TXT", "SPF"})
ROUTING = words("failoverRoutingPolicies weightedRoutingPolicies latencyRoutingPolicies geolocationRoutingPolicies")


def zone_id(text: str) -> str:
    """A zone's id without Route 53's `/hostedzone/` in front."""
    return text.removeprefix("/hostedzone/")


def full_name(name: str, zone: str) -> str:
    """The whole name of a record, lower case, without the last dot: ("app", "example.com.") is app.example.com."""
    own, parent = name.rstrip(".").lower(), zone.rstrip(".").lower()
    if own == parent or own.endswith(f".{parent}"):
        return own
    return f"{own}.{parent}" if own else parent


def record_set(inputs: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The inputs as Route 53's ResourceRecordSet."""
    found = {"Name": name, "Type": inputs["type"], **aws_args(inputs, "setIdentifier healthCheckId ttl=TTL")}
    if inputs.get("records"):
        found["ResourceRecords"] = [{"Value": _to_wire(inputs["type"], text)} for text in inputs["records"]]
    for alias in inputs.get("aliases") or []:
        found["AliasTarget"] = {
            "HostedZoneId": alias["zoneId"],
            "DNSName": alias["name"],
            "EvaluateTargetHealth": bool(alias.get("evaluateTargetHealth")),
        }
    for policy in inputs.get("failoverRoutingPolicies") or []:
        found["Failover"] = policy["type"]
    for policy in inputs.get("weightedRoutingPolicies") or []:
        found["Weight"] = policy["weight"]
    for policy in inputs.get("latencyRoutingPolicies") or []:
        found["Region"] = policy["region"]
    for policy in inputs.get("geolocationRoutingPolicies") or []:
        found["GeoLocation"] = aws_args(
            policy, "continent=ContinentCode country=CountryCode subdivision=SubdivisionCode"
        )
    if inputs.get("multivalueAnswerRoutingPolicy"):
        found["MultiValueAnswer"] = True
    return found


def live_record(found: Mapping[str, Any]) -> State:
    """Route 53's ResourceRecordSet under Pulumi's names."""
    live: State = {"ttl": found.get("TTL"), "healthCheckId": found.get("HealthCheckId")}
    live["setIdentifier"] = found.get("SetIdentifier")
    live["records"] = [_from_wire(found["Type"], item["Value"]) for item in found.get("ResourceRecords") or []] or None
    alias = found.get("AliasTarget")
    if alias:
        target = alias["DNSName"].rstrip(".").lower()
        health = alias["EvaluateTargetHealth"]
        live["aliases"] = [{"name": target, "zoneId": alias["HostedZoneId"], "evaluateTargetHealth": health}]
    if "Failover" in found:
        live["failoverRoutingPolicies"] = [{"type": found["Failover"]}]
    if "Weight" in found:
        live["weightedRoutingPolicies"] = [{"weight": found["Weight"]}]
    if "Region" in found:
        live["latencyRoutingPolicies"] = [{"region": found["Region"]}]
    if "GeoLocation" in found:
        place = found["GeoLocation"]
        keys = {"continent": "ContinentCode", "country": "CountryCode", "subdivision": "SubdivisionCode"}
        live["geolocationRoutingPolicies"] = [{ours: place[key] for ours, key in keys.items() if key in place}]
    live["multivalueAnswerRoutingPolicy"] = found.get("MultiValueAnswer") or None
    return {key: value for key, value in live.items() if value is not None}


def _to_wire(kind: str, text: str) -> str:
    return f'"{text}"' if kind in QUOTED else text


def _from_wire(kind: str, text: str) -> str:
    return text[1:-1] if kind in QUOTED and text[:1] == '"' == text[-1:] else text


class Record(Resource):
    """One record set of a zone."""

    token = "aws:route53/record:Record"
    service = "route53"
    handles = ROUTING | words(
        "zoneId name type ttl records aliases setIdentifier healthCheckId multivalueAnswerRoutingPolicy allowOverwrite"
    )
    updates = handles - words("zoneId name type allowOverwrite")
    settings = words("allowOverwrite")

    _change: str | None = None

    def _name(self, state: Mapping[str, Any]) -> str:
        zone = self.aws.get_hosted_zone(Id=zone_id(state["zoneId"]))["HostedZone"]["Name"]
        return full_name(state["name"], zone)

    def _submit(self, state: Mapping[str, Any], *changes: tuple[str, dict[str, Any]]) -> str:
        batch = {"Changes": [{"Action": action, "ResourceRecordSet": found} for action, found in changes]}
        answer = self.aws.change_resource_record_sets(HostedZoneId=zone_id(state["zoneId"]), ChangeBatch=batch)
        return str(answer["ChangeInfo"]["Id"])

    def _in_sync(self, change: str, what: str) -> None:
        def look() -> str:
            return str(self.aws.get_change(Id=change.removeprefix("/change/"))["ChangeInfo"]["Status"])

        wait_for(f"record {what} to be INSYNC", look, frozenset({"INSYNC"}))

    def create(self, inputs: State) -> str:
        action = "UPSERT" if inputs.get("allowOverwrite") else "CREATE"
        self._change = self._submit(inputs, (action, record_set(inputs, self._name(inputs))))
        parts = [zone_id(inputs["zoneId"]), inputs["name"].rstrip(".").lower(), inputs["type"]]
        return "_".join([*parts, inputs["setIdentifier"]] if inputs.get("setIdentifier") else parts)

    def settle(self, ident: str, inputs: State) -> None:
        if self._change is not None:
            self._in_sync(self._change, ident)

    def _find(self, state: Mapping[str, Any], name: str) -> dict[str, Any] | None:
        pages = self.aws.get_paginator("list_resource_record_sets").paginate(
            HostedZoneId=zone_id(state["zoneId"]), StartRecordName=name, StartRecordType=state["type"]
        )
        for page in pages:
            for found in page["ResourceRecordSets"]:
                # Route 53 writes the star of a wildcard as an octal escape.
                if found["Name"].replace("\\052", "*").rstrip(".").lower() != name or found["Type"] != state["type"]:
                    return None  # sorted by name and type: past the place where it would stand
                if found.get("SetIdentifier") == state.get("setIdentifier"):
                    record: dict[str, Any] = found
                    return record
        return None

    def read(self, ident: str, state: State) -> State | None:
        name = self._name(state)
        found = self._find(state, name)
        if found is None:
            return None
        own = {"zoneId": zone_id(state["zoneId"]), "name": state["name"], "type": state["type"], "fqdn": name}
        return {**live_record(found), **own}

    def update(self, change: Change) -> None:
        name = self._name(change.new)
        wanted = record_set(change.new, name)
        batch = [("UPSERT", wanted)]
        if change.touches("setIdentifier", "multivalueAnswerRoutingPolicy", *ROUTING):
            present = self._find(change.old, name)  # another policy is another record set: swap both in one batch
            batch = [("DELETE", present), ("CREATE", wanted)] if present else [("CREATE", wanted)]
        self._in_sync(self._submit(change.new, *batch), change.ident)

    def delete(self, ident: str, state: State) -> None:
        found = self._find(state, self._name(state))
        if found is not None:  # what stands there, not what we wrote: a promotion may have moved it
            self._in_sync(self._submit(state, ("DELETE", found)), ident)

    def import_state(self, ident: str) -> State:
        match = ID.fullmatch(ident)
        if match is None:
            raise Refused(f"record id {ident!r}: expected ZONEID_name_TYPE or ZONEID_name_TYPE_setidentifier")
        state = {"zoneId": match["zone"], "name": match["name"], "type": match["type"]}
        return {**state, "setIdentifier": match["set"]} if match["set"] else state


RESOURCES: tuple[type[Resource], ...] = (Record,)
