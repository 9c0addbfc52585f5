"""The lab's own certificate: an authority of its own that signs one server certificate for all of its addresses."""

from __future__ import annotations

import datetime
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

AUTHORITY, SERVER = "authority.pem", "server.pem"
LIFETIME = datetime.timedelta(days=30)


def make(folder: Path, addresses: list[str]) -> Path:
    """Write both into `folder`; returns the authority's file, which a client verifies by."""
    began = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=5)
    authority_key, server_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "lab authority")])

    def begin(name: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(issuer).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number())
        return builder.not_valid_before(began).not_valid_after(began + LIFETIME)

    usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
    identity = x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key())
    root = begin(issuer, authority_key).add_extension(x509.BasicConstraints(True, None), True)
    root = root.add_extension(usage, True).add_extension(identity, False)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(one)) for one in addresses])
    known = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identity)
    server = begin(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "lab endpoint")]), server_key)
    server = server.add_extension(names, False).add_extension(known, False)
    signed = [one.sign(authority_key, hashes.SHA256()) for one in (server, root)]
    public = [one.public_bytes(serialization.Encoding.PEM) for one in signed]
    private = server_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / SERVER
    path.touch(0o600)
    path.write_bytes(private + public[0])
    (folder / AUTHORITY).write_bytes(public[1])
    return folder / AUTHORITY
