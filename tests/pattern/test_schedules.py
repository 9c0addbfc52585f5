"""Expressions as EventBridge takes them, and what is said of others."""

from __future__ import annotations

import pytest

from pattern.schedules import EXAMPLE, check_expression


@pytest.mark.parametrize(
    "expression",
    [
        "rate(1 minute)",
        "rate(15 minutes)",
        "rate(1 day)",
        "cron(0 3 * * ? *)",
        "cron(*/15 9-17 ? * MON-FRI *)",
        "cron(0 0 1,15 JAN,JUL ? 2027-2030)",
        "cron(0 18 L * ? *)",
        "cron(0 18 3W * ? *)",
        "cron(0 18 ? * 6#3 *)",
        "cron(0/5 8 ? * 2L *)",
    ],
)
def test_what_eventbridge_takes_passes(expression: str) -> None:
    assert check_expression(expression) == expression


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("0 3 * * *", "'0 3 * * *' is neither cron(…) nor rate(…)"),
        ("cron(0 3 * * *)", "'cron(0 3 * * *)': 5 fields; six are required: minutes, hours, day of month"),
        ("cron(0 3 * * * *)", "'cron(0 3 * * * *)': exactly one of day of month and day of week must be `?`"),
        ("cron(0 3 ? * ? *)", "'cron(0 3 ? * ? *)': exactly one of day of month and day of week must be `?`"),
        ("cron(60 3 * * ? *)", "'cron(60 3 * * ? *)': '60' is no minutes (0 to 59)"),
        ("cron(0 3 * FOO ? *)", "'cron(0 3 * FOO ? *)': 'FOO' is no month (1 to 12, or names)"),
        ("cron(0 3-5-7 * * ? *)", "'cron(0 3-5-7 * * ? *)': '3-5-7' is no hours (0 to 23)"),
        ("cron(0/0 3 * * ? *)", "'cron(0/0 3 * * ? *)': '0/0' is no minutes (0 to 59)"),
        ("rate(1 minutes)", "'rate(1 minutes)': write 'minute' after 1"),
        ("rate(5 minute)", "'rate(5 minute)': write 'minutes' after 5"),
        ("rate(0 days)", "'rate(0 days)': a rate is a number and a unit"),
        ("rate(2 weeks)", "'rate(2 weeks)': the unit 'weeks' is none of minute, hour, day"),
    ],
)
def test_others_are_told_what_is_wrong_with_an_example(expression: str, problem: str) -> None:
    with pytest.raises(ValueError, match="an hour") as error:
        check_expression(expression)
    assert str(error.value).startswith(problem)
    assert str(error.value).endswith(EXAMPLE)
