"""Names and versions in the words of the region."""

from __future__ import annotations

import pytest

from lab.emulator.services.elasticache.members import full_version, region_code


@pytest.mark.parametrize(
    ("region", "code"),
    [("us-east-1", "use1"), ("us-west-2", "usw2"), ("ap-northeast-1", "apn1"), ("eu-central-1", "euc1")],
)
def test_region_codes(region: str, code: str) -> None:
    assert region_code(region) == code


@pytest.mark.parametrize(("asked", "told"), [(None, "7.1.0"), ("7.1", "7.1.0"), ("6.2.6", "6.2.6")])
def test_versions_are_told_in_full(asked: str | None, told: str) -> None:
    assert full_version(asked) == told
