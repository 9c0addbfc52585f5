"""Value rules and their complaints."""

from __future__ import annotations

from typing import Any

import pytest

from lab.provider.rules import broken

ENGINE = (
    {"says": "invalid value for VALUE (must begin with custom-)"},
    {"oneOf": ["aurora-mysql", "aurora-postgresql"]},
)
PERIOD = ({"oneOf": [10, 20, 30]}, {"divisibleBy": 60})
SLOW = ({"range": [0, 0]}, {"range": [30, 900]})
SOURCE = ({"arn": True}, {"says": 'first character of "VALUE" must be a letter'})


@pytest.mark.parametrize(
    ("value", "units"),
    [
        (5, ({"range": [0, 9]},)),
        ("5", ({"min": 5},)),
        ("abc", ({"length": [3, 3]},)),
        ("arn:aws:iam::123456789012:role/x", ({"arn": True},)),
        ("{}", ({"json": True},)),
        ("04:00-05:00", ({"format": "hh24:mi-hh24:mi"},)),
        ("sun:04:00-mon:05:00", ({"format": "ddd:hh24:mi-ddd:hh24:mi"},)),
        ("10.0.0.0/16", ({"network": [16, 28]},)),
        ("aurora-mysql", ENGINE),
        ("custom-oracle", ENGINE),
        (120, PERIOD),
        (10, PERIOD),
        (0, SLOW),
        (30, SLOW),
        ("arn:aws:rds:us-east-1:123456789012:cluster:1", SOURCE),
        ("name", SOURCE),
    ],
)
def test_good_values(value: Any, units: Any) -> None:
    assert broken(value, units, "x") is None


@pytest.mark.parametrize(
    ("value", "units", "says"),
    [
        (10, ({"range": [0, 9]},), "expected x to be in the range (0 - 9), got 10"),
        (True, ({"min": 1},), "expected x to be at least (1), got True"),
        ("ab", ({"length": [3, 5]},), "expected x to have a length in the range (3 - 5), got ab"),
        ("b", ({"oneOf": ["a"]},), 'expected x to be one of ["a"], got b'),
        ("no", ({"arn": True},), "expected x to be an ARN, got no"),
        ("4-5", ({"format": "hh24:mi-hh24:mi"},), 'expected x to satisfy the format of "hh24:mi-hh24:mi", got 4-5'),
        ("mysql", ENGINE, "invalid value for x (must begin with custom-)"),
        (45, PERIOD, 'expected x to be one of ["10" "20" "30"], got 45'),
        (15, SLOW, "expected x to be in the range (0 - 0), got 15"),
        (
            "10.0.0.1/16",
            ({"network": [16, 28]},),
            "expected x to contain a valid network Value, expected 10.0.0.0/16, got 10.0.0.1/16",
        ),
        (
            "10.0.0.0/8",
            ({"network": [16, 28]},),
            'expected "x" to contain a network Value with between 16 and 28 significant bits, got: 8',
        ),
    ],
)
def test_bad_values(value: Any, units: Any, says: str) -> None:
    assert broken(value, units, "x") == says


def test_a_hidden_value_stays_hidden() -> None:
    assert broken("secret", ({"length": [9, 9]},), "x", hide=True) == (
        "expected x to have a length in the range (9 - 9), got the value given"
    )


def test_bad_json_says_where() -> None:
    text = broken("{", ({"json": True},), "policy")
    assert text is not None
    assert text.startswith('"policy" contains an invalid JSON: ')


def test_a_rule_of_an_unknown_kind_is_an_error_not_a_pass() -> None:
    with pytest.raises(ValueError, match="unknown kind: color"):
        broken("x", ({"color": "red"},), "x")
