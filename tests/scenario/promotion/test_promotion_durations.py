"""Promotions that take as long as AWS takes: real durations, under a clock that a thread steps ahead.

A detached cluster is `promoting` for two minutes, a managed failover runs for one: that is waited for, by the run itself
and by whoever resumes it, and nothing is called twice.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lab.process import Emulator
from tests.scenario.chaos.invariants import writes
from tests.scenario.promotion.runs import ANSWERED, Promoter, assert_safe, promotions
from tests.scenario.promotion.seed_pair import Pair
from tests.scenario.promotion.truth import truth

pytestmark = pytest.mark.scenario
STEP, PAUSE = 2.0, 0.1  # lab seconds per wall seconds: twenty-fold
PATIENT = {"STANDBY_CAPACITY_SECONDS": "60", "STANDBY_PROBE_SECONDS": "60", "STANDBY_VERIFY_SECONDS": "120"}


@pytest.fixture
def stepped(lab: Emulator, pair: Pair) -> Iterator[Pair]:
    """The pair, with real durations and the lab's clock twenty times as fast as the wall's."""
    lab.client.set_profile("real")
    over = threading.Event()

    def steps() -> None:
        while not over.wait(PAUSE):
            lab.client.advance(STEP)

    thread = threading.Thread(target=steps)
    thread.start()
    yield pair
    over.set()
    thread.join()
    lab.client.set_profile("instant")


@pytest.mark.parametrize("mode", ["managed", "detach"])
def test_every_mode_waits_as_long_as_aws_takes(
    mode: str, lab: Emulator, aws: Callable[..., Any], stepped: Pair, promote: Promoter
) -> None:
    lab.client.outage("us-east-1", "refuse")
    run = promote("--mode", mode, *ANSWERED, environ=PATIENT)
    assert run.code == 0, run.err
    assert promotions(lab) == 1
    assert writes(aws, stepped)
    assert truth(aws, stepped)["record"] == stepped.dr.values["ingress/api-domain-target"]
    seen = {"managed": "failover failing-over", "detach": "cluster promoting"}[mode]
    assert seen in run.err


@pytest.mark.parametrize("mode", ["managed", "detach"])
def test_who_resumes_while_it_promotes_waits_and_calls_nothing(
    mode: str, lab: Emulator, aws: Callable[..., Any], stepped: Pair, promote: Promoter
) -> None:
    lab.client.outage("us-east-1", "refuse")
    started = promote.start("--mode", mode, *ANSWERED, environ=PATIENT)
    deadline = time.monotonic() + 60
    while promotions(lab) == 0:
        assert started.process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    started.kill()
    assert_safe(aws, stepped)
    run = promote("--resume", *ANSWERED, environ=PATIENT)
    assert run.code == 0, run.err
    assert "waiting, not calling" in run.err
    assert promotions(lab) == 1
    assert writes(aws, stepped)
