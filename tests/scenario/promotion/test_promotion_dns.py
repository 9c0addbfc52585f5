"""A silent Route 53 does not stop a promotion: us-east-1 is lost together with the global control planes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from lab.process import Emulator
from tests.scenario.promotion import seed_pair as seeding
from tests.scenario.promotion.runs import ANSWERED, Promoter, assert_promoted, promotions
from tests.scenario.promotion.seed_pair import Pair
from tests.scenario.promotion.truth import truth

pytestmark = pytest.mark.scenario
Factory = Callable[..., Any]
HURRIED = {"STANDBY_READ_SECONDS": "2"}
A_MINUTE = 60.0


def wait_for(what: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def everything_but_the_record(aws: Factory, pair: Pair) -> bool:
    """Asked through DR's own APIs, which live."""
    desired = aws("ecs", pair.dr.name).describe_services(cluster=seeding.STEM, services=["api", seeding.OFF])
    rule = aws("events", pair.dr.name).describe_rule(Name=seeding.RULE)["State"]
    return [one["desiredCount"] for one in desired["services"]] == [seeding.DESIRED] * 2 and rule == "ENABLED"


@pytest.mark.parametrize("mode", ["refuse", "hang", "5xx"])
def test_everything_else_is_done_and_the_record_follows_without_anybody_typing(
    mode: str, lab: Emulator, aws: Factory, pair: Pair, promote: Promoter
) -> None:
    lab.client.outage("us-east-1", mode, control_planes="lost")
    started = promote.start(*ANSWERED, "--dns-timeout", "600", environ=HURRIED)
    wait_for(lambda: started.process.poll() is not None or everything_but_the_record(aws, pair))
    assert started.process.poll() is None, started.wait().err

    lab.client.outage("us-east-1", mode, control_planes="alive")
    answers_again = time.monotonic()
    run = started.wait()

    assert run.code == 0, run.err
    assert time.monotonic() - answers_again < A_MINUTE
    assert "warn    record" in run.err
    assert "cannot be read, will be tried: aws route53" in run.err
    assert "record: not moved yet, trying on" in run.err
    lab.client.heal()
    assert_promoted(lab, aws, pair)
    assert promotions(lab) == 1


def test_when_the_time_is_over_it_says_what_serves_and_resume_moves_the_record(
    lab: Emulator, aws: Factory, pair: Pair, promote: Promoter
) -> None:
    lab.client.outage("us-east-1", "refuse", control_planes="lost")
    run = promote(*ANSWERED, "--dns-timeout", "2")
    assert run.code == 4, run.err
    assert "STOPPED in step move-dns" in run.err
    assert "us-west-2 is ready to serve; missing: app.example.com -> d-" in run.err
    assert everything_but_the_record(aws, pair)

    lab.client.outage("us-east-1", "refuse", control_planes="alive")
    assert truth(aws, pair)["record"] == pair.primary.values["ingress/api-domain-target"]
    again = promote("--resume", *ANSWERED)
    assert again.code == 0, again.err
    assert_promoted(lab, aws, pair)
    assert promotions(lab) == 1
