"""What the provider's own validators accept."""

from __future__ import annotations

from typing import Any

import pytest

from lab.provider import schema
from lab.provider.patterns import UNCHECKED, validator_of

SAYS = sorted(
    {
        unit["says"]
        for token in schema.tokens()
        for units in schema.facts(token).rules.values()
        for unit in units
        if "says" in unit
    }
)


@pytest.mark.parametrize("says", SAYS)
def test_every_sentence_of_the_data_is_checked_or_listed(says: str) -> None:
    listed = any(piece in says for piece in UNCHECKED)
    assert (validator_of(says) is None) is listed


@pytest.mark.parametrize(
    ("says", "good", "bad"),
    [
        ('only lowercase alphanumeric characters and hyphens allowed in "VALUE"', "app-1", "app--1"),
        ('first character of "VALUE" must be a letter', "a1", "1a"),
        ("\"VALUE\" must begin with 'alias/' and only contain [0-9A-Za-z_/-]", "alias/x", "x"),
        ('"\\x01" is not a valid CIDR block: invalid CIDR address: ', "10.0.0.0/24", "10.0.0.1/24"),
        ('expected "VALUE" to be a valid port number, got: -99999', 443, 65536),
        ('"VALUE" must be a valid port number (1-65536) or "traffic-port"', "traffic-port", "0"),
        ("invalid value for VALUE (must match [\\w+=,.@-])", "a@b", "a b"),
        ('expected value of VALUE to match regular expression "^[245]\\\\d\\\\d$"', "503", "103"),
        ('"VALUE" ("\\x01") must be base64-encoded', "aGk=", "%%"),
        ("For Redis v6 or higher, use <major>.<minor>.", "7.1", "7.1.0"),
        (
            '"VALUE" must contain from 16 to 128 alphanumeric characters or symbols (excluding @, ", and /)',
            "a" * 16,
            "a" * 15 + "@",
        ),
        (
            '"VALUE" must contain from 16 to 128 alphanumeric characters or symbols (excluding @, ", and /)',
            "a" * 16,
            "a@" + "a" * 15,
        ),
        ('LONG: parameter group "VALUE" cannot be greater than 255 characters', "a" * 255, "a" * 256),
        ("\"VALUE\" must be an integer between 0 and 100 or 'off'", "off", "101"),
        ("expected VALUE to contain a valid IPv4 address, got: ", "10.0.0.1", "::1"),
    ],
)
def test_sentences(says: str, good: Any, bad: Any) -> None:
    test = validator_of(says)
    assert test is not None
    assert test(good)
    assert not test(bad)
