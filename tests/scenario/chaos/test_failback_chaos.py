"""Failbacks under combined chaos on the lab: operators killed and put to sleep anywhere, regions lost anywhere, a second
operator who takes over, somebody's `pulumi up` in between, calls that AWS refuses.

A short fixed seed runs always. Big runs on request: `STANDBY_FAILBACK_CHAOS=100 pytest tests/scenario/chaos` plays that many
cases from `STANDBY_CHAOS_SEED` on; a wrong end names the seed that repeats it. AWS, the lock, the journal and the process
are the real ones, the four stacks are stand-ins (`stacks_stand_in`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lab.process import Emulator
from tests.scenario.chaos.failback_plan import MODES, WHAT, draw_failback
from tests.scenario.chaos.failback_play import FailbackPlay
from tests.scenario.promotion.runs import Promoter

pytestmark = pytest.mark.scenario
FIRST = int(os.environ.get("STANDBY_CHAOS_SEED", "1"))
COUNT = int(os.environ.get("STANDBY_FAILBACK_CHAOS", "2"))


@pytest.fixture
def promote(lab_env: dict[str, str], tmp_path: Path) -> Iterator[Promoter]:
    promoter = Promoter(lab_env, tmp_path)
    yield promoter
    promoter.end()


def test_the_same_seed_is_the_same_failback() -> None:
    drawn = [draw_failback(seed) for seed in range(200)]
    assert drawn == [draw_failback(seed) for seed in range(200)]
    assert {case.mode for case in drawn} == set(MODES)
    assert {trouble.what for case in drawn for trouble in case.operators} == set(WHAT)
    assert {(case.dead, case.healed) for case in drawn} == {(False, True), (True, True), (True, False)}


@pytest.mark.parametrize("seed", range(FIRST, FIRST + COUNT))
def test_every_failback_ends_right(
    seed: int, lab: Emulator, aws: Callable[..., Any], promote: Promoter, tmp_path: Path
) -> None:
    case = draw_failback(seed)
    play = FailbackPlay(case, lab, aws, promote, tmp_path)
    wrong = play()
    print(
        f"seed {seed}: {case.mode} {'dead' if case.dead else 'alive'} {'; '.join(play.story)}",
        *wrong,
        sep="\n  WRONG: ",
    )
    assert not wrong, "\n\n".join([f"seed {seed}", str(case), *play.story, *wrong])
