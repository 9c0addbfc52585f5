"""A certificate is issued when its validation record resolves."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def acm(emulator: Any) -> Any:
    return emulator.client("acm", "us-west-2")


@pytest.fixture
def certificate(acm: Any) -> str:
    return str(acm.request_certificate(DomainName="app.example.com", ValidationMethod="DNS")["CertificateArn"])


def _status(acm: Any, certificate: str) -> str:
    return str(acm.describe_certificate(CertificateArn=certificate)["Certificate"]["Status"])


def _validate(emulator: Any, acm: Any, certificate: str, value: str | None = None) -> None:
    shown = acm.describe_certificate(CertificateArn=certificate)["Certificate"]
    record = shown["DomainValidationOptions"][0]["ResourceRecord"]
    route53 = emulator.client("route53")
    zone = route53.create_hosted_zone(Name="example.com", CallerReference="1")["HostedZone"]["Id"]
    records = [{"Value": value or record["Value"]}]
    change = {"Name": record["Name"], "Type": "CNAME", "TTL": 300, "ResourceRecords": records}
    route53.change_resource_record_sets(
        HostedZoneId=zone, ChangeBatch={"Changes": [{"Action": "UPSERT", "ResourceRecordSet": change}]}
    )


def test_it_stays_pending_without_its_record(emulator: Any, acm: Any, certificate: str) -> None:
    emulator.advance(86_400)
    assert _status(acm, certificate) == "PENDING_VALIDATION"


def test_it_is_issued_once_the_record_resolves(emulator: Any, acm: Any, certificate: str) -> None:
    _validate(emulator, acm, certificate)
    emulator.advance(60)
    assert _status(acm, certificate) == "PENDING_VALIDATION"
    emulator.advance(120)
    assert _status(acm, certificate) == "ISSUED"


def test_a_record_with_another_value_does_not_validate(emulator: Any, acm: Any, certificate: str) -> None:
    _validate(emulator, acm, certificate, "wrong.acm-validations.aws.")
    emulator.advance(3600)
    assert _status(acm, certificate) == "PENDING_VALIDATION"


def test_the_control_api_forces_a_status(emulator: Any, acm: Any, certificate: str) -> None:
    emulator.control("POST", "certificate", {"arn": certificate, "status": "FAILED"})
    assert _status(acm, certificate) == "FAILED"
    assert "one of PENDING" in emulator.control("POST", "certificate", {"arn": certificate, "status": "odd"})["error"]
    assert (
        "there is no certificate" in emulator.control("POST", "certificate", {"arn": "x", "status": "ISSUED"})["error"]
    )


def test_a_key_that_is_none_is_refused_every_time(acm: Any) -> None:
    for _ in range(2):
        with pytest.raises(ClientError, match="private key is not PEM-encoded"):
            acm.import_certificate(Certificate=b"none", PrivateKey=b"none")
