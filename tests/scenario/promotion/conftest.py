"""Fixtures of the promotion's scenarios: `pair` (two seeded regions) and `promote` (the script)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.scenario.promotion.runs import Promoter, raise_above_production
from tests.scenario.promotion.seed_pair import Pair, seed_pair


@pytest.fixture
def pair(aws: Callable[..., Any]) -> Pair:
    """Both regions with three services; the DR copy of `worker-02` stands above production already."""
    made = seed_pair(aws)
    raise_above_production(aws, made)
    return made


@pytest.fixture
def promote(lab_env: dict[str, str], tmp_path: Path) -> Iterator[Promoter]:
    """`promote(*arguments)` → Run."""
    promoter = Promoter(lab_env, tmp_path)
    yield promoter
    promoter.end()
