"""Whose requests are the public's."""

from __future__ import annotations

from typing import Any

import pytest

from lab.emulator.engine.probe.middleware import public_host


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1:4566", None),
        ("localhost:4566", None),
        ("[::1]:4566", None),
        ("rds.us-east-1.amazonaws.com", None),
        ("app.example.com", "app.example.com"),
        ("app.example.com:443", "app.example.com"),
        ("", None),
    ],
)
def test_every_host_but_the_labs_own_and_awss_is_public(host: str, expected: str | None) -> None:
    assert public_host({"HTTP_HOST": host}) == expected


def test_a_signed_request_is_aws_whatever_its_host() -> None:
    assert public_host({"HTTP_HOST": "app.example.com", "HTTP_AUTHORIZATION": "AWS4-HMAC-SHA256 Credential=x"}) is None


def test_public_requests_are_not_in_the_journal_of_calls(emulator: Any, public: Any) -> None:
    assert public("GET", "/")[0] == 599
    assert emulator.control("GET", "calls") == []
