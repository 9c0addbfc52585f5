"""The lab's certificate."""

from __future__ import annotations

import ssl
from pathlib import Path

from cryptography import x509

from lab.data.certificate import AUTHORITY, SERVER, make


def test_a_client_can_verify_every_address_by_the_authority(tmp_path: Path) -> None:
    assert make(tmp_path, ["127.80.1.1", "127.80.1.2"]) == tmp_path / AUTHORITY
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / SERVER)
    ssl.create_default_context(cafile=str(tmp_path / AUTHORITY))
    certificate = x509.load_pem_x509_certificate((tmp_path / SERVER).read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(name) for name in names.get_values_for_type(x509.IPAddress)] == ["127.80.1.1", "127.80.1.2"]


def test_the_key_is_closed_to_others(tmp_path: Path) -> None:
    make(tmp_path, ["127.80.1.1"])
    assert (tmp_path / SERVER).stat().st_mode & 0o077 == 0
