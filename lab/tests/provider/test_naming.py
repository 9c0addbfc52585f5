"""Made-up names."""

from __future__ import annotations

import re

import pytest

from lab.provider.naming import DISABLE, ENFORCE, PROPOSE, made_up_name
from lab.provider.schema import Autoname

NAME = Autoname("name", 20)


def test_a_name_is_the_logical_one_and_seven_digits() -> None:
    assert re.fullmatch(r"web-[0-9a-f]{7}", made_up_name(NAME, "web", b"seed"))
    assert made_up_name(NAME, "web", b"seed") == made_up_name(NAME, "web", b"seed")
    assert made_up_name(NAME, "web", b"seed") != made_up_name(NAME, "web", b"other")


def test_prefix_and_lower_case() -> None:
    assert made_up_name(Autoname("name", 99, prefix="alias/"), "Db", b"s").startswith("alias/Db-")
    assert made_up_name(Autoname("bucket", 63, lower=True), "Logs", b"s").startswith("logs-")


def test_too_long_is_refused_not_cut() -> None:
    assert len(made_up_name(NAME, "a" * 12, b"s")) == 20
    with pytest.raises(ValueError, match="longer than maximum length 20"):
        made_up_name(NAME, "a" * 13, b"s")


def test_the_stack_may_steer_names() -> None:
    assert made_up_name(NAME, "web", b"s", proposed="mine", mode=PROPOSE) == "mine"
    assert made_up_name(NAME, "web", b"s", proposed="mine", mode=ENFORCE) == "mine"
    with pytest.raises(ValueError, match="automatic naming is disabled"):
        made_up_name(NAME, "web", b"s", mode=DISABLE)
