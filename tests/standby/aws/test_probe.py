"""The app's door by curl: through the public name, past it, and when nobody is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lab.process import Emulator
from standby.aws.probe import NO_ANSWER, CurlProbe
from standby.errors import StepError
from standby.pair.facts import PublicAnswer
from tests.scenario.promotion.seed_pair import HEALTH_PATH, RECORD, WRITE_PATH, Pair, seed_pair

PROBE = CurlProbe(RECORD, HEALTH_PATH, WRITE_PATH, seconds=5)


@pytest.fixture
def pair(aws: Callable[..., Any], lab_env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Pair:
    """A pair in its normal state, with the lab's curl on PATH."""
    for name in ("PATH", "LAB_URL", "LAB_CURL"):
        monkeypatch.setenv(name, lab_env[name])
    return seed_pair(aws)


def test_public_name_answers_from_the_primary_and_writes(pair: Pair) -> None:
    assert PROBE.ask() == PublicAnswer(200, 200, "us-east-1")
    assert pair.primary.name == "us-east-1"


def test_a_door_of_one_side_is_entered_past_dns(pair: Pair) -> None:
    nothing_to_do = PROBE.ask(via=pair.primary.values["ingress/api-domain-target"])
    in_dr = PROBE.ask(via=pair.dr.values["ingress/api-domain-target"])
    assert (nothing_to_do.good, nothing_to_do.region) == (True, "us-east-1")
    assert in_dr.write == 503  # a copy takes no writes
    assert in_dr.region != "us-east-1"


def test_dead_region_is_no_answer(pair: Pair, lab: Emulator) -> None:
    lab.client.outage(pair.primary.name, "refuse")
    answer = PROBE.ask()
    assert answer.health >= 500
    assert answer.region is None


@pytest.mark.usefixtures("pair")
def test_app_without_a_write_path_is_not_asked_to_write() -> None:
    assert CurlProbe(RECORD, HEALTH_PATH, None).ask() == PublicAnswer(200, None, "us-east-1")


def test_nobody_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    curl = tmp_path / "curl"
    curl.write_text("#!/bin/sh\nprintf '\\n000'\nexit 7\n")
    curl.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert PROBE.ask() == PublicAnswer(NO_ANSWER, NO_ANSWER, None)


def test_no_curl_is_one_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StepError, match="no `curl` on PATH"):
        PROBE.ask()
