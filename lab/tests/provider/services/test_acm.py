"""Certificates: requested, validated by DNS, found again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from lab.provider.services import acm

CERTIFICATE = "aws:acm/certificate:Certificate"
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"
INPUTS = {"domainName": "app.shop.test", "validationMethod": "DNS", "tags": {"app": "x"}}


@pytest.fixture
def zone(aws: Callable[..., Any]) -> str:
    made = aws("route53").create_hosted_zone(Name="shop.test", CallerReference="1")["HostedZone"]["Id"]
    return str(made).removeprefix("/hostedzone/")


def prove(engine: Any, zone: str, certificate: Any) -> Any:
    option = certificate.outputs["domainValidationOptions"][0]
    return engine.create(
        "aws:route53/record:Record",
        "proof",
        {
            "zoneId": zone,
            "name": option["resourceRecordName"],
            "type": option["resourceRecordType"],
            "records": [option["resourceRecordValue"]],
            "ttl": 60,
            "allowOverwrite": True,
        },
    )


def test_certificate_lives(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(CERTIFICATE, "app", INPUTS)
    live = aws("acm").describe_certificate(CertificateArn=made.ident)["Certificate"]
    assert made.ident == made.outputs["arn"]
    option = made.outputs["domainValidationOptions"][0]
    record = live["DomainValidationOptions"][0]["ResourceRecord"]
    assert option == {
        "domainName": "app.shop.test",
        "resourceRecordName": record["Name"],
        "resourceRecordType": "CNAME",
        "resourceRecordValue": record["Value"],
    }
    engine.lives_through(made, INPUTS)


def test_the_first_name_is_no_drift_of_the_others(engine: Any) -> None:
    inputs = {**INPUTS, "subjectAlternativeNames": ["www.shop.test"]}
    made = engine.create(CERTIFICATE, "app", inputs)
    assert engine.refresh(made).inputs["subjectAlternativeNames"] == ["www.shop.test"]


def test_records_are_unknown_before_the_request(engine: Any) -> None:
    found = engine.preview(CERTIFICATE, "app", INPUTS)
    assert found["domainValidationOptions"] == found["arn"] != []


@pytest.mark.parametrize("change", [{"domainName": "b.shop.test"}, {"subjectAlternativeNames": ["c.shop.test"]}])
def test_another_name_replaces(engine: Any, change: dict[str, Any]) -> None:
    made = engine.create(CERTIFICATE, "app", INPUTS)
    assert engine.diff(made, {**INPUTS, **change}).replaces == set(change)


def test_tags_change_in_place(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(CERTIFICATE, "app", INPUTS)
    engine.update(made, {**INPUTS, "tags": {"owner": "us"}})
    tags = aws("acm").list_tags_for_certificate(CertificateArn=made.ident)["Tags"]
    assert tags == [{"Key": "owner", "Value": "us"}]


def test_validation_waits_until_the_certificate_is_issued(engine: Any, aws: Callable[..., Any], zone: str) -> None:
    certificate = engine.create(CERTIFICATE, "app", INPUTS)
    proof = prove(engine, zone, certificate)
    inputs = {"certificateArn": certificate.ident, "validationRecordFqdns": [proof.outputs["fqdn"]]}
    made = engine.create(VALIDATION, "app", inputs)
    assert aws("acm").describe_certificate(CertificateArn=certificate.ident)["Certificate"]["Status"] == "ISSUED"
    assert datetime.strptime(made.ident, "%Y-%m-%d %H:%M:%S +0000 UTC").replace(tzinfo=UTC) <= datetime.now(UTC)
    assert engine.diff(made, inputs).changed == set()
    assert engine.refresh(made).inputs == made.inputs
    engine.delete(made)
    engine.delete(certificate)
    assert engine.refresh(made) is None  # the wait is as gone as the certificate


def test_a_missing_record_is_refused_before_the_wait(engine: Any) -> None:
    certificate = engine.create(CERTIFICATE, "app", INPUTS)
    inputs = {"certificateArn": certificate.ident, "validationRecordFqdns": ["wrong.shop.test"]}
    with pytest.raises(Exception, match="missing DNS validation record: _"):
        engine.create(VALIDATION, "app", inputs)


def test_validation_by_email_is_refused_by_name(engine: Any) -> None:
    with pytest.raises(Exception, match="does not emulate certificates validated by EMAIL"):
        engine.create(CERTIFICATE, "app", {**INPUTS, "validationMethod": "EMAIL"})


def test_imported_certificates_are_refused_by_name(engine: Any) -> None:
    _, failures = engine.check(CERTIFICATE, "app", {"privateKey": "k", "certificateBody": "b"})
    assert [text for text in failures if "does not emulate privateKey of aws:acm/certificate:Certificate" in text]


def test_changing_options_is_refused_by_name(engine: Any) -> None:
    made = engine.create(CERTIFICATE, "app", INPUTS)
    new = {**INPUTS, "options": {"certificateTransparencyLoggingPreference": "DISABLED"}}
    with pytest.raises(
        Exception, match="does not emulate changing options of aws:acm/certificate:Certificate in place"
    ):
        engine.update(made, new, preview=True)


def test_a_certificate_is_found_by_its_domain(engine: Any) -> None:
    made = engine.create(CERTIFICATE, "app", INPUTS)
    args = {"domain": "app.shop.test", "statuses": ["PENDING_VALIDATION", "ISSUED"]}
    found = engine.invoke("aws:acm/getCertificate:getCertificate", args)
    assert found["arn"] == found["id"] == made.ident
    assert found["tags"] == {"app": "x"}


def test_no_certificate_is_an_error(engine: Any) -> None:
    with pytest.raises(Exception, match=r"no ACM certificate of b\.shop\.test with status ISSUED"):
        engine.invoke("aws:acm/getCertificate:getCertificate", {"domain": "b.shop.test"})


def test_moments_are_in_utc() -> None:
    assert acm._moment(datetime.fromisoformat("2026-01-02T03:04:05+02:00")) == "2026-01-02T01:04:05Z"
    assert acm._moment(None) == ""
