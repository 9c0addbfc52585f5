"""Promotions under combined chaos: an outage, faults, kills, laptops that sleep, other modes, odd answers; and resumes.

A short fixed seed runs always. Big runs on request: `STANDBY_CHAOS=500 STANDBY_CHAOS_SEED=1000 pytest tests/scenario/chaos`
plays that many cases from that seed on; a wrong end names the seed that repeats it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lab.process import Emulator
from tests.scenario.chaos.plan import draw
from tests.scenario.chaos.play import Play
from tests.scenario.promotion.runs import Promoter

pytestmark = pytest.mark.scenario
FIRST = int(os.environ.get("STANDBY_CHAOS_SEED", "1"))
COUNT = int(os.environ.get("STANDBY_CHAOS", "2"))


@pytest.fixture
def promote(lab_env: dict[str, str], tmp_path: Path) -> Any:
    promoter = Promoter(lab_env, tmp_path)
    yield promoter
    promoter.end()


def test_the_same_seed_is_the_same_case() -> None:
    assert [draw(seed) for seed in range(50)] == [draw(seed) for seed in range(50)]
    drawn = [draw(seed) for seed in range(200)]
    assert {attempt.end for case in drawn for attempt in case.attempts} == {"natural", "kill", "sleep"}
    assert {case.control_planes for case in drawn} == {"alive", "lost"}
    assert {(case.planned, case.dies_before is None) for case in drawn} == {
        (planned, lives) for planned in (True, False) for lives in (True, False)
    }


@pytest.mark.parametrize("seed", range(FIRST, FIRST + COUNT))
def test_every_end_is_right(
    seed: int, lab: Emulator, aws: Callable[..., Any], promote: Promoter, tmp_path: Path
) -> None:
    case = draw(seed)
    play = Play(case, lab, aws, promote, tmp_path)
    wrong = play()
    kind = "planned" if case.planned else "lost"
    print(f"seed {seed}: {kind} {case.outage} {'; '.join(play.story)}", *wrong, sep="\n  WRONG: ")
    assert not wrong, "\n\n".join([f"seed {seed}", str(case), *play.story, *wrong])
