"""How each protocol spells the same trouble."""

from __future__ import annotations

import pytest

from lab.emulator.engine.fault_kinds import KINDS, aws_error, protocol_key


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("protocol", ["query", "ec2", "json", "rest-json", "rest-xml", "smithy-rpc-v2-cbor"])
def test_every_kind_has_a_code_and_a_status_in_every_protocol(kind: str, protocol: str) -> None:
    error = aws_error(kind, protocol)
    assert error.code
    assert error.message
    assert 400 <= error.status < 600


def test_an_unknown_kind_is_awss_own_code_and_the_callers_words_win() -> None:
    assert aws_error("DBClusterNotFoundFault", "query").code == "DBClusterNotFoundFault"
    error = aws_error("Throttling", "json", message="slow down", status=429)
    assert (error.message, error.status) == ("slow down", 429)


def test_a_form_is_a_query_whatever_the_service_declares() -> None:
    form = "application/x-www-form-urlencoded; charset=utf-8"
    assert protocol_key("smithy-rpc-v2-cbor", form) == "query"
    assert protocol_key("ec2", form) == "ec2"
    assert protocol_key("rest-json", "") == "rest-json"
