"""Which side a stack is."""

from __future__ import annotations

import pytest

from policy.engine.stack_config import StackConfig
from policy.knowledge.region_role import is_dr

NONE = StackConfig({})


@pytest.mark.parametrize("name", ["dr", "DR", "prod-dr", "dr.us-west-2", "passive_eu", "shop-secondary", "standby"])
def test_a_name_says_it(name: str) -> None:
    assert is_dr(name, NONE)


@pytest.mark.parametrize("name", ["primary", "drive", "hydra", "prod", "us-west-2"])
def test_other_names_do_not(name: str) -> None:
    assert not is_dr(name, NONE)


def test_a_suffix_or_the_policy_config_says_it() -> None:
    assert is_dr("us-west-2", StackConfig({"standby:nameSuffix": "-dr"}))
    assert not is_dr("us-west-2", StackConfig({"standby:nameSuffix": "", "standby:servesTraffic": "false"}))
    assert is_dr("us-west-2", NONE, ("us-west-2",))
