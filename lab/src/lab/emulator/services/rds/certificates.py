"""The certificate authorities of database servers.

Source: Aurora user guide, "Using SSL/TLS to encrypt a connection to a DB cluster": the three authorities and their
names; rds-ca-rsa2048-g1 is the default of new instances. The dates are those of us-east-1.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from moto.rds.exceptions import RDSClientError

DEFAULT = "rds-ca-rsa2048-g1"
VALID_TILL = {
    "rds-ca-rsa2048-g1": datetime(2061, 5, 25, 23, 34, 57, tzinfo=UTC),
    "rds-ca-rsa4096-g1": datetime(2121, 5, 25, 23, 38, 35, tzinfo=UTC),
    "rds-ca-ecc384-g1": datetime(2121, 5, 25, 23, 41, 55, tzinfo=UTC),
}
VALID_FROM = datetime(2021, 5, 25, 22, 34, 57, tzinfo=UTC)


def describe(region: str, name: str | None) -> list[dict[str, Any]]:
    """DescribeCertificates: one by name, or all."""
    if name and name not in VALID_TILL:
        raise RDSClientError("CertificateNotFound", f"Certificate not found: {name}")
    return [_shown(region, one) for one in VALID_TILL if name in (None, "", one)]


def details(name: str) -> dict[str, Any]:
    """CertificateDetails of an instance."""
    return {"CAIdentifier": name, "ValidTill": VALID_TILL.get(name, VALID_TILL[DEFAULT])}


def _shown(region: str, name: str) -> dict[str, Any]:
    return {
        "CertificateIdentifier": name,
        "CertificateType": "CA",
        "ValidFrom": VALID_FROM,
        "ValidTill": VALID_TILL[name],
        "CertificateArn": f"arn:aws:rds:{region}::cert:{name}",
        "CustomerOverride": False,
    }
