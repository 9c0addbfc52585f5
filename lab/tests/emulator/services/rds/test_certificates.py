"""The certificate authorities, and the one of a new instance."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def test_the_authorities_and_the_default(emulator: Any) -> None:
    answer = emulator.client("rds", "us-west-2").describe_certificates()
    assert [one["CertificateIdentifier"] for one in answer["Certificates"]] == [
        "rds-ca-rsa2048-g1",
        "rds-ca-rsa4096-g1",
        "rds-ca-ecc384-g1",
    ]
    assert answer["DefaultCertificateForNewLaunches"] == "rds-ca-rsa2048-g1"
    assert answer["Certificates"][0]["CertificateArn"] == "arn:aws:rds:us-west-2::cert:rds-ca-rsa2048-g1"


def test_one_by_name(emulator: Any) -> None:
    rds = emulator.client("rds")
    (found,) = rds.describe_certificates(CertificateIdentifier="rds-ca-ecc384-g1")["Certificates"]
    assert found["ValidTill"].year == 2121
    with pytest.raises(ClientError, match="CertificateNotFound"):
        rds.describe_certificates(CertificateIdentifier="rds-ca-2019")
