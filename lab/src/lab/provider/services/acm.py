"""ACM: certificates requested from Amazon, and the wait until one is issued.

Importing a certificate, private authorities, e-mail validation and changing `options` are refused by name: the pattern
validates by DNS.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from lab.provider.errors import Refused
from lab.provider.fields import aws_args, camel, live_values, pascal, tag_list, tag_map, words
from lab.provider.resource import Place, Resource, State
from lab.provider.waiting import wait_for

REQUEST = "domainName validationMethod subjectAlternativeNames keyAlgorithm"
LIVE = "arn=CertificateArn domainName status type keyAlgorithm renewalEligibility"
BROKEN = frozenset({"FAILED", "EXPIRED", "REVOKED", "VALIDATION_TIMED_OUT", "INACTIVE"})


class Certificate(Resource):
    """A certificate of this region, asked from Amazon; the program proves the domain by DNS records."""

    token = "aws:acm/certificate:Certificate"
    service = "acm"
    handles = words(f"{REQUEST} options")
    blocks = {"options": words("certificateTransparencyLoggingPreference export")}  # noqa: RUF012

    def create(self, inputs: State) -> str:
        if inputs.get("validationMethod") == "EMAIL":
            raise Refused("the lab's provider does not emulate certificates validated by EMAIL; use DNS")
        args = aws_args(inputs, REQUEST)
        if inputs.get("options"):
            args["Options"] = pascal(inputs["options"])
        if self.tags:
            args["Tags"] = tag_list(self.tags)
        return str(self.aws.request_certificate(**args)["CertificateArn"])

    def settle(self, ident: str, inputs: State) -> None:
        """The records to make appear a moment after the request; the real provider waits for them too."""
        if inputs.get("validationMethod") != "DNS":
            return

        def look() -> str:
            options = self._describe(ident).get("DomainValidationOptions") or []
            return "named" if options and all(option.get("ResourceRecord") for option in options) else "unnamed"

        wait_for(f"the validation records of certificate {ident}", look, frozenset({"named"}))

    def _describe(self, ident: str) -> dict[str, Any]:
        found: dict[str, Any] = self.aws.describe_certificate(CertificateArn=ident)["Certificate"]
        return found

    def read(self, ident: str, state: State) -> State | None:
        found = self._describe(ident)
        asked = state.get("subjectAlternativeNames")
        names = found.get("SubjectAlternativeNames") or []
        if asked is not None and found["DomainName"] not in asked:
            names = [name for name in names if name != found["DomainName"]]  # ACM adds the first name by itself
        options = found.get("DomainValidationOptions") or []
        return {
            **live_values(found, LIVE),
            "subjectAlternativeNames": names,
            "validationMethod": next((option.get("ValidationMethod") for option in options), "NONE"),
            "options": camel(found.get("Options") or {}),
            "domainValidationOptions": [_option(option) for option in options if option.get("ResourceRecord")],
            "validationEmails": [],
            "renewalSummaries": [],
            "pendingRenewal": False,
            "notBefore": _moment(found.get("NotBefore")),
            "notAfter": _moment(found.get("NotAfter")),
            "tags": tag_map(self.aws.list_tags_for_certificate(CertificateArn=ident).get("Tags")),
        }

    def retag(self, ident: str, state: State, gone: list[str]) -> None:
        if gone:
            self.aws.remove_tags_from_certificate(CertificateArn=ident, Tags=[{"Key": key} for key in gone])
        if self.tags:
            self.aws.add_tags_to_certificate(CertificateArn=ident, Tags=tag_list(self.tags))

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_certificate(CertificateArn=ident)


def _option(option: Mapping[str, Any]) -> dict[str, str]:
    record = option["ResourceRecord"]
    return {
        "domainName": option["DomainName"],
        "resourceRecordName": record["Name"],
        "resourceRecordType": record["Type"],
        "resourceRecordValue": record["Value"],
    }


def _moment(when: datetime | None) -> str:
    """RFC 3339 to the second in UTC, as the real provider writes times; "" for none."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if when is not None else ""


class CertificateValidation(Resource):
    """No thing of AWS: the wait until a certificate is ISSUED. Its id is the moment of the issue."""

    token = "aws:acm/certificateValidation:CertificateValidation"
    service = "acm"
    handles = words("certificateArn validationRecordFqdns")

    def create(self, inputs: State) -> str:
        """Waits here, not in `settle`: nothing is made that a failed wait could lose."""
        arn = inputs["certificateArn"]
        found = self._describe(arn)
        if found.get("Type") != "AMAZON_ISSUED":
            raise Refused(f"certificate {arn} is of type {found.get('Type')}: only AMAZON_ISSUED ones are validated")
        self._records_given(found, inputs.get("validationRecordFqdns") or [])
        wait_for(
            f"certificate {arn} to be issued",
            lambda: str(self._describe(arn)["Status"]),
            frozenset({"ISSUED"}),
            broken=BROKEN,
        )
        return _issued(self._describe(arn))

    def _describe(self, arn: str) -> dict[str, Any]:
        found: dict[str, Any] = self.aws.describe_certificate(CertificateArn=arn)["Certificate"]
        return found

    def _records_given(self, found: Mapping[str, Any], fqdns: list[str]) -> None:
        """When the program names records, none of those that ACM wants may be missing."""
        wanted = {
            option["ResourceRecord"]["Name"].rstrip(".").lower()
            for option in found.get("DomainValidationOptions") or []
            if option.get("ResourceRecord")
        }
        missing = sorted(wanted - {name.rstrip(".").lower() for name in fqdns})
        if fqdns and missing:
            raise Refused(f"missing DNS validation record: {', '.join(missing)}")

    def read(self, ident: str, state: State) -> State | None:
        found = self._describe(state["certificateArn"])
        if found["Status"] != "ISSUED":
            return None
        return {"certificateArn": found["CertificateArn"]}

    def delete(self, ident: str, state: State) -> None:
        """There is nothing to delete: the certificate is a resource of its own."""


def _issued(found: Mapping[str, Any]) -> str:
    when: datetime = found["IssuedAt"]
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S +0000 UTC")


def get_certificate(place: Place, args: Mapping[str, Any]) -> dict[str, Any]:
    """The one certificate of a domain; `mostRecent` decides between several. Raises Refused for none or many."""
    region = args.get("region")
    acm = place.client("acm", region)
    statuses = args.get("statuses") or ["ISSUED"]
    summaries = [
        summary
        for page in acm.get_paginator("list_certificates").paginate(CertificateStatuses=statuses)
        for summary in page["CertificateSummaryList"]
        if summary["DomainName"] == args.get("domain")
    ]
    found = [acm.describe_certificate(CertificateArn=item["CertificateArn"])["Certificate"] for item in summaries]
    found = [item for item in found if item.get("Type") in (args.get("types") or [item.get("Type")])]
    if not found:
        raise Refused(f"no ACM certificate of {args.get('domain')} with status {' or '.join(statuses)}")
    if len(found) > 1 and not args.get("mostRecent"):
        raise Refused(f"{len(found)} ACM certificates match {args.get('domain')}: set mostRecent to take the newest")
    best = max(found, key=lambda item: item["NotBefore"] if item.get("NotBefore") else item["CreatedAt"])
    arn = best["CertificateArn"]
    tags = tag_map(acm.list_tags_for_certificate(CertificateArn=arn).get("Tags"))
    own = {"arn": arn, "id": arn, "domain": best["DomainName"], "status": best["Status"], "tags": tags}
    return {**args, **own, "region": region or place.region}


RESOURCES: tuple[type[Resource], ...] = (Certificate, CertificateValidation)
FUNCTIONS = {"aws:acm/getCertificate:getCertificate": get_certificate}
