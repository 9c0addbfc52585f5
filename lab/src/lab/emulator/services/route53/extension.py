"""moto's Route 53, extended: atomic batches with AWS's messages, changes that take time, record protections."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult, EmptyResult
from moto.route53 import urls
from moto.route53.exceptions import InvalidActionValue, Route53ClientError
from moto.route53.models import FakeZone, HostedZoneIdentifier, Route53Backend
from moto.route53.responses import Route53
from moto.route53.utils import validate_domain_name

from lab.emulator.engine.context import installed
from lab.emulator.engine.control import ControlError
from lab.emulator.engine.corrections import Correction, put_in_place
from lab.emulator.services.route53.batch import BatchRefusedError, apply_batch, dns_name
from lab.emulator.services.route53.zones import ZoneBook, all_zones, from_moto, to_moto

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context
    from lab.emulator.engine.control import ControlRequest

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("route53", "ChangeResourceRecordSets"): (
        "approximated",
        "atomic, with AWS's messages; routing policies are stored and not checked against each other",
    ),
    ("route53", "GetChange"): ("emulated", "PENDING until the clock says INSYNC; unknown IDs are NoSuchChange"),
    ("route53", "CreateHostedZone"): ("emulated", "its ID begins with Z; its change takes time like any other"),
    ("route53", "DeleteHostedZone"): (
        "emulated",
        "refused while records are protected or more than NS and SOA is left",
    ),
    ("route53", "CreateResourceRecordSetProtections"): ("approximated", "checks existence, not the type"),
    ("route53", "DeleteResourceRecordSetProtections"): ("emulated", "all of them or none"),
    ("route53", "ListResourceRecordSetProtections"): (
        "emulated",
        "in pages of at most 300, as AWS's API reference says; the token is opaque",
    ),
}
_new_zone_id, _delete_zone = HostedZoneIdentifier.generate, Route53Backend.delete_hosted_zone
_create_zone_response, _change_response = Route53.create_hosted_zone, Route53.change_resource_record_sets
_delete_zone_response = Route53.delete_hosted_zone
PROTECTIONS_A_PAGE = 300
_PROTECTION_PATHS = ("rrsetprotection", "rrsetprotection/delete")


def _book() -> ZoneBook:
    found: ZoneBook = installed().state["route53"]
    return found


def _zone_id(self: HostedZoneIdentifier, *arguments: Any, **named: Any) -> str:
    """moto's IDs begin with any character, AWS's with Z."""
    return f"Z{_new_zone_id(self, *arguments, **named)[1:]}"


def _change_atomically(self: Route53Backend, zoneid: str, change_list: list[dict[str, Any]]) -> None:
    zone = self.get_hosted_zone(zoneid)
    guarded = _book().protected(zone.resource_id)
    refused = []
    for change in change_list:
        if change["Action"] not in ("CREATE", "UPSERT", "DELETE"):
            raise InvalidActionValue(change["Action"])
        record = change["ResourceRecordSet"]
        validate_domain_name(record["Name"], code="InvalidChangeBatch")
        key = (dns_name(record["Name"]), record["Type"])
        if key in guarded:
            note = f" ({guarded[key]})" if guarded[key] else ""
            refused.append(f"The resource record set [name='{key[0]}', type='{key[1]}'] is protected{note}")
    values = [from_moto(record) for record in zone.rrsets]
    try:
        if refused:
            raise BatchRefusedError(refused)
        records = apply_batch(zone.name, values, change_list)
    except BatchRefusedError as wrong:
        raise Route53ClientError("InvalidChangeBatch", str(wrong)) from wrong
    untouched = {id(value): record for value, record in zip(values, zone.rrsets, strict=True)}
    zone.rrsets = [untouched.get(id(record)) or to_moto(record) for record in records]


def _delete_unprotected_zone(self: Route53Backend, id_: str) -> FakeZone | None:
    book, zone = _book(), self.get_hosted_zone(id_)
    if book.protected(zone.resource_id):
        text = "The specified hosted zone contains protected resource record sets and so cannot be deleted."
        raise Route53ClientError("HostedZoneNotEmpty", text)
    book.served.pop(zone.resource_id, None)
    return _delete_zone(self, id_)


def _create_hosted_zone(self: Route53) -> ActionResult:
    result = _create_zone_response(self)
    zone: FakeZone = result.result["HostedZone"]  # type: ignore[index]
    result.result["ChangeInfo"] = _book().submit(zone).shown()  # type: ignore[index]
    return result


def _change_resource_record_sets(self: Route53) -> ActionResult:
    _change_response(self)
    zone = self.backend.get_hosted_zone(self._get_param("HostedZoneId"))
    return ActionResult({"ChangeInfo": _book().submit(zone, self._get_param("ChangeBatch.Comment")).shown()})


def _delete_hosted_zone(self: Route53) -> ActionResult:
    zone = self.backend.get_hosted_zone(self._get_param("Id"))
    _delete_zone_response(self)
    change = _book().submit(zone)
    change.transition.action = lambda: None  # a zone that is gone must not come back for resolvers
    return ActionResult({"ChangeInfo": change.shown()})


def _get_change(self: Route53) -> ActionResult:
    identity = str(self._get_param("Id")).rsplit("/", 1)[-1]
    change = _book().changes.get(identity)
    if change is None:
        raise Route53ClientError("NoSuchChange", f"Could not find resource with ID: {identity}")
    return ActionResult({"ChangeInfo": change.shown()})


def _guarded_of(response: Route53) -> tuple[str, dict[tuple[str, str], str | None]]:
    """The name of the zone that the request names, and its protections, to be changed in place."""
    zone = response.backend.get_hosted_zone(response._get_param("HostedZoneId"))
    return zone.name, _book().protected(zone.resource_id)


def _create_protections(self: Route53) -> ActionResult:
    zone, guarded = _guarded_of(self)
    wanted = {
        (dns_name(one["RecordName"]), one["RecordType"]): one.get("Comment") for one in self._get_param("Protections")
    }
    for name, _ in wanted:
        if name != dns_name(zone) and not name.endswith("." + dns_name(zone)):
            raise Route53ClientError("InvalidResourceRecordSetProtectionBatch", f"{name} is not in zone {zone}")
    if all(key in guarded for key in wanted):
        raise Route53ClientError("ProtectionAlreadyExists", "A protection already exists for every name and type.")
    guarded.update(wanted)
    return EmptyResult()


def _delete_protections(self: Route53) -> ActionResult:
    _, guarded = _guarded_of(self)
    wanted = [(dns_name(one["RecordName"]), one["RecordType"]) for one in self._get_param("Protections")]
    if missing := [key for key in wanted if key not in guarded]:
        text = f"No protection exists for {missing[0][0]} {missing[0][1]}"
        raise Route53ClientError("InvalidResourceRecordSetProtectionBatch", text)
    for key in wanted:
        del guarded[key]
    return EmptyResult()


def _list_protections(self: Route53) -> ActionResult:
    _, guarded = _guarded_of(self)
    begin = (dns_name(self._get_param("StartRecordName") or ""), self._get_param("StartRecordType") or "")
    if token := self._get_param("NextToken"):
        begin = _place(token)
    keys = sorted(key for key in guarded if key >= begin)
    count = min(int(self._get_param("MaxResults") or PROTECTIONS_A_PAGE), PROTECTIONS_A_PAGE)
    shown = [{"RecordName": name, "RecordType": kind, "Comment": guarded[name, kind]} for name, kind in keys[:count]]
    more = {"NextToken": _token(keys[count])} if len(keys) > count else {}
    return ActionResult({"ResourceRecordSetProtections": shown, **more})


def _token(key: tuple[str, str]) -> str:
    return base64.b64encode("\n".join(key).encode()).decode()


def _place(token: str) -> tuple[str, str]:
    try:
        name, kind = base64.b64decode(token, validate=True).decode().split("\n")
    except ValueError:
        raise Route53ClientError("InvalidPaginationToken", "The pagination token is not valid.") from None
    return name, kind


def _steer_protection(request: ControlRequest) -> object:
    """Protect a record, or free it, in every zone that holds its name."""
    name, kind = dns_name(request.required("name")), str(request.body.get("type", "A"))
    zones = [zone for zone in all_zones() if (f".{name}").endswith(f".{dns_name(zone.name)}")]
    if not zones:
        raise ControlError(f"no hosted zone holds {name}; there are {sorted(zone.name for zone in all_zones())}", 404)
    for zone in zones:
        guarded = _book().protected(zone.resource_id)
        if request.body.get("protected", True):
            guarded[(name, kind)] = request.body.get("comment")
        else:
            guarded.pop((name, kind), None)
    return {"name": name, "type": kind, "zones": [zone.resource_id for zone in zones]}


CORRECTIONS: tuple[Correction, ...] = (
    (HostedZoneIdentifier, "generate", _zone_id),
    (Route53Backend, "change_resource_record_sets", _change_atomically),
    (Route53Backend, "delete_hosted_zone", _delete_unprotected_zone),
    (Route53, "create_hosted_zone", _create_hosted_zone),
    (Route53, "change_resource_record_sets", _change_resource_record_sets),
    (Route53, "delete_hosted_zone", _delete_hosted_zone),
    (Route53, "get_change", _get_change),
    (Route53, "create_resource_record_set_protections", _create_protections),
    (Route53, "delete_resource_record_set_protections", _delete_protections),
    (Route53, "list_resource_record_set_protections", _list_protections),
)


def install(context: Context) -> None:
    """Extend moto's Route 53 for ``context`` (the one lab of this process)."""
    book = context.state["route53"] = ZoneBook(context)
    context.on_reset(book.clear)
    for path in _PROTECTION_PATHS:
        urls.url_paths[r"{0}/(?P<api_version>[\d_-]+)/hostedzone/(?P<zone_id>[^/]+)/" + path + "$"] = Route53.dispatch
    context.control.route("POST", "/_lab/record-protection", _steer_protection)
    put_in_place(CORRECTIONS)
