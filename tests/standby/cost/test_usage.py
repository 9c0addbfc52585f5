"""What a month sees: defaults, and pairs on top."""

from __future__ import annotations

import pytest

from standby.cost.usage import Usage
from standby.errors import UsageError


def test_pairs_go_on_top() -> None:
    usage = Usage().with_values(["storage-gb=500", "lcu=2.5"])
    assert (usage.storage_gb, usage.lcu, usage.nat_gb) == (500, 2.5, Usage().nat_gb)


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(UsageError) as error:
        Usage().with_values(["storag=1", "lcu=much", "nat_gb=-1"])
    told = str(error.value)
    assert "no value 'storag'" in told
    assert "'much' is no number" in told
    assert "nat_gb cannot be negative" in told
