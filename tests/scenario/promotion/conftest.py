"""Fixtures of the promotion's scenarios: `pair` (two seeded regions) and `promote` (the script)."""

from __future__ import annotations

import functools
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.scenario.promotion.runs import Promoter, raise_above_production
from tests.scenario.promotion.seed_pair import Pair, seed_pair


@pytest.fixture(scope="session")
def warm_cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder whose `aws` is the environment's AWS CLI, imported once."""
    folder = tmp_path_factory.mktemp("cli")
    command = [sys.executable, str(Path(__file__).with_name("warm_cli.py")), str(folder)]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdin is not None
    assert server.stdout is not None
    assert server.stdout.readline() == "ready\n"
    yield folder
    server.stdin.close()
    server.stdout.close()
    server.wait(timeout=10)


@pytest.fixture
def aws(aws: Callable[..., Any]) -> Callable[..., Any]:
    """`aws(service, region)`: one client of each kind per test; making one costs more than most calls."""
    return functools.cache(aws)


@pytest.fixture
def pair(aws: Callable[..., Any]) -> Pair:
    """Both regions with three services; the DR copy of `worker-02` stands above production already."""
    made = seed_pair(aws)
    raise_above_production(aws, made)
    return made


@pytest.fixture
def promote(lab_env: dict[str, str], warm_cli: Path, tmp_path: Path) -> Iterator[Promoter]:
    """`promote(*arguments)` → Run."""
    promoter = Promoter({**lab_env, "PATH": f"{warm_cli}:{lab_env['PATH']}"}, tmp_path)
    yield promoter
    promoter.end()
