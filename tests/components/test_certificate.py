"""The region's certificate, on mocks: one validation record for the pair."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from components.certificate import Certificate, CertificateArgs
from pattern.settings import Domain

DOMAIN = Domain(hosted_zone_id="Z0123456789EXAMPLE", name="app.example.com")
RECORD = "aws:route53/record:Record"


@pytest.mark.parametrize("creates_record", [True, False])
def test_every_region_has_a_certificate_and_one_stack_the_record(
    build: Callable[..., Any], creates_record: bool
) -> None:
    built = build(lambda: Certificate("certificate", CertificateArgs(DOMAIN, creates_record)))
    certificate = built.one("aws:acm/certificate:Certificate").inputs
    assert (certificate["domainName"], certificate["validationMethod"]) == ("app.example.com", "DNS")
    assert built.one("aws:acm/certificateValidation:CertificateValidation")
    assert len(built.all(RECORD)) == int(creates_record)


def test_the_record_is_what_acm_asks_for(build: Callable[..., Any]) -> None:
    record = build(lambda: Certificate("certificate", CertificateArgs(DOMAIN, True))).one(RECORD).inputs
    assert (record["name"], record["type"], record["records"]) == ("_v.app.example.com", "CNAME", ["_v.aws"])
    assert record["allowOverwrite"] is True


def test_an_existing_certificate_is_used_and_no_record_is_made(build: Callable[..., Any]) -> None:
    arn = "arn:aws:acm:us-west-2:123456789012:certificate/1234abcd"
    built = build(lambda: Certificate("certificate", CertificateArgs(DOMAIN, True, existing_arn=arn)))
    assert not [one for one in built.resources if one.type.startswith("aws:")]
    assert built.value["arn"] == arn
