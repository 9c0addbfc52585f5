"""The database's config: passing config, one change, the exact message; and what each region is made with."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from pattern.database import Capacity, Database, capacity, major

SERVERLESS: dict[str, Any] = {"instanceClass": "db.serverless", "serverless": {"minAcu": 4, "maxAcu": 32}}


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (
            {"serverless": {"minAcu": 1, "maxAcu": 8}},
            "serverless is set, but instanceClass is 'db.r6g.large'; set instanceClass to 'db.serverless', or remove",
        ),
        ({"instanceClass": "db.serverless"}, "instanceClass is 'db.serverless', but serverless is missing; add"),
        (
            {**SERVERLESS, "serverless": {"minAcu": 9, "maxAcu": 8}},
            "minAcu 9 is above maxAcu 8; minAcu <= maxAcu is required",
        ),
        ({**SERVERLESS, "standby": {"minAcu": 5}}, "standby.minAcu 5 is above serverless.minAcu 4; DR may have less"),
        ({"standby": {"minAcu": 1}}, "standby.minAcu is 1, but the class is not 'db.serverless'; remove it"),
        ({"instances": 2, "standby": {"instances": 3}}, "standby.instances 3 is above instances 2; DR may have less"),
        ({**SERVERLESS, "serverless": {"minAcu": 0, "maxAcu": 8}}, "Input should be greater than or equal to 0.5"),
    ],
)
def test_one_bad_value_is_one_message(config: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as error:
        Database.model_validate(config)
    (detail,) = error.value.errors()
    assert detail["msg"].removeprefix("Value error, ").startswith(message)


def test_dr_may_be_smaller_until_a_promotion() -> None:
    database = Database.model_validate({**SERVERLESS, "instances": 3, "standby": {"instances": 1, "minAcu": 0.5}})
    assert capacity(database, dr=False) == Capacity(3, 4, 32)
    assert capacity(database, dr=True) == Capacity(1, 0.5, 32)


def test_without_a_standby_size_both_regions_are_alike() -> None:
    assert capacity(Database(), dr=True) == capacity(Database(), dr=False) == Capacity(2, None, None)
    serverless = Database.model_validate(SERVERLESS)
    assert capacity(serverless, dr=True) == Capacity(2, 4, 32)


def test_the_major_version_stands_before_the_dot() -> None:
    assert major("16.8") == "16"
