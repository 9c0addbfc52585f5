"""What the provider's own validators accept, found by the sentence with which they refuse.

Each row: a piece of the sentence, and the test of a value. The first row that matches counts. Read from the sentences
themselves and from the provider's validators (hashicorp/terraform-provider-aws, internal/service/*/validate.go).
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

Test = Callable[[Any], bool]

# Sentences that only repeat a length which the data has as a rule of its own.
UNCHECKED = ("expected length of", "Cannot be parsed as")


def _full(pattern: str) -> Test:
    # compiled at its first use: fifty patterns would cost every start of the plugin 20 ms
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _start(pattern: str) -> Test:
    return lambda value: isinstance(value, str) and re.match(pattern, value) is not None


def _identifier(pattern: str) -> Test:
    """RDS identifiers: the characters, no two hyphens in a row, none at the end."""
    fits = _full(pattern)
    return lambda value: fits(value) and "--" not in value and not value.endswith("-")


def _whole_number(low: int, high: int, *, also: tuple[str, ...] = ()) -> Test:
    def test(value: Any) -> bool:
        if str(value) in also:
            return True
        return str(value).lstrip("-").isdigit() and low <= int(value) <= high

    return test


def _float(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def _address(*versions: int) -> Test:
    def test(value: Any) -> bool:
        try:
            found = int(ipaddress.ip_address(value).version)
        except ValueError:
            return False
        return found in versions

    return test


def _block(value: Any) -> bool:
    """A CIDR block without host bits, of either family; "" is how routes say "none"."""
    try:
        ipaddress.ip_network(value, strict=True)
    except (ValueError, TypeError):
        return bool(value == "")
    return True


def _time(value: Any) -> bool:
    try:
        datetime.fromisoformat(str(value))
    except ValueError:
        return False
    return "T" in str(value)


def _json_list(value: Any) -> bool:
    try:
        return isinstance(json.loads(value), list)
    except (TypeError, ValueError):
        return False


def _base64(value: Any) -> bool:
    try:
        base64.b64decode(str(value), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _named(value: Any) -> bool:
    return str(value).lower() in ("", "true", "false")


ROWS: tuple[tuple[str, Test], ...] = (
    ("cannot be greater than 255 characters", lambda value: len(str(value)) <= 255),
    ("cannot be greater than 226 characters", lambda value: len(str(value)) <= 226),
    ("cannot be longer than 6 characters", lambda value: len(str(value)) <= 6),
    ("characters, periods, and hyphens allowed in parameter group", _identifier(r"[0-9a-z.-]+")),
    ("and hyphens allowed in parameter group", _full(r"[0-9a-z-]+")),
    ("first character of parameter group", _start(r"[a-z]")),
    ("characters, hyphens, underscores, periods, and spaces", _full(r"[ .0-9a-z_-]+")),
    ("only lowercase alphanumeric characters and hyphens", _identifier(r"[0-9a-z-]+")),
    ("contain only lowercase alphanumeric characters and hyphens", _identifier(r"[0-9a-z-]+")),
    ("first character of", _start(r"[a-z]")),
    ("must begin with a lowercase letter", _start(r"[a-z]")),
    ("only alphanumeric characters and hyphens", _identifier(r"[0-9A-Za-z-]+")),
    ("contain only alphanumeric characters and hyphens", _identifier(r"[0-9A-Za-z-]+")),
    ("must begin with a letter", _start(r"[A-Za-z]")),
    ("and /_+=.@- special characters", _full(r"[0-9A-Za-z/_+=.@-]+")),
    ("valid log group name", _full(r"[.\-_/#A-Za-z0-9]+")),
    ("doesn't comply with restrictions", _full(r"[0-9A-Za-z_ .:/()#,@\[\]+=&;{}!$*-]*")),
    ("must match [\\w+=,.@-]", _full(r"[\w+=,.@-]+")),
    ("must begin and end with a slash", _full(r"/(.*/)?")),
    ("any of the following: / , . + @ = _ -", _full(r"[0-9A-Za-z/,.+@=_-]*")),
    ("must begin with 'alias/'", _full(r"alias/[0-9A-Za-z_/-]+")),
    ("full service hostname", _full(r"[0-9a-z-]+(\.[0-9a-z-]+)*\.amazonaws\.com(\.cn)?")),
    ("alphanumerics, hyphens, and underscores", _full(r"[0-9A-Za-z_-]+")),
    ("lowercase letters, numbers, underscores and hyphens", _full(r"[0-9a-z_-]+")),
    ("API_TaskDefinition", _full(r"[0-9A-Za-z_-]+")),
    ("container_definitions is invalid", _json_list),
    ("must begin with custom-", _start(r"custom-")),
    ("must begin with AWSRDSCustom", _start(r"AWSRDSCustom")),
    ("must be 1-4 digits", _full(r"\d{1,4}")),
    ("only digits, commas, and hyphens", _full(r"[\d,-]+")),
    ("16 to 128 alphanumeric characters or symbols", _full(r"[!#-.0-?A-~]{16,128}")),
    ("For Redis v6 or higher", _full(r"([6-9]|[1-9]\d+)\.(\d+|x)|[1-5]\.\d+\.\d+")),
    ("For Valkey", _full(r"([6-9]|[1-9]\d+)\.(\d+|x)|[1-5]\.\d+\.\d+")),
    ("invalid statistic", _full(r"((p|tm|tc|ts|wm)(\d{1,2}(\.\d{1,10})?|100)|(PR|TM|TC|TS|WM)\(.+\)|IQM)")),
    ("to be one of '', 'true', or 'false'", _named),
    ("to have prefix /", _start(r"/")),
    ("to be an empty string", lambda value: value == ""),
    ("valid port number or 0", _whole_number(0, 65535)),
    ('(1-65536) or "traffic-port"', _whole_number(1, 65536, also=("traffic-port",))),
    ("valid port number", _whole_number(1, 65535)),
    ("range 1-50000 for normal rule", _whole_number(1, 50000, also=("99999",))),
    ("an integer between 0 and 100 or 'off'", _whole_number(0, 100, also=("off",))),
    ("an integer or 'off'", _whole_number(0, 2**31, also=("off",))),
    ("as int: strconv.ParseInt", _whole_number(-(2**63), 2**63)),
    ("as float: strconv.ParseFloat", _float),
    ("a valid IPv4 address", _address(4)),
    ("a valid IPv6 address", _address(6)),
    ("a valid IP,", _address(4, 6)),
    ("not a valid CIDR block", _block),
    ("contain a valid Value", _block),
    ("RFC3339", _time),
    ("AWS Account ID", _full(r"\d{12}")),
    ("base64-encoded", _base64),
)


@cache
def validator_of(says: str) -> Test | None:
    """The test behind a validator's sentence, or None for one that is not checked."""
    if found := re.search(r'to match regular expression "(.+)"$', says):
        return _full(found.group(1).replace("\\\\", "\\"))
    return next((test for piece, test in ROWS if piece in says), None)
