"""No false alarm: our own four stacks and ten varied ones, in preview, up and analyze."""

from __future__ import annotations

import pytest

from tests.policy.clean import OURS, platform, workloads
from tests.policy.varied import VARIED
from tests.policy.verdicts import Mode, advice, refusals

# the primary of these blueprints is in us-east-1, and its platform declares the record
CONTROL_PLANE = "dns-ownership-binary-advice"
MODES: tuple[Mode, ...] = ("preview", "up", "analyze")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", [*OURS, *VARIED])
def test_a_clean_stack_is_not_refused(name: str, mode: Mode) -> None:
    assert refusals({**OURS, **VARIED}[name](), mode=mode) == []


@pytest.mark.parametrize("name", OURS)
def test_our_own_stacks_draw_no_advice_once_they_stand(name: str) -> None:
    expected = [CONTROL_PLANE] if name == "primary platform" else []
    assert [verdict.policy for verdict in advice(OURS[name](), mode="up")] == expected


def test_a_first_preview_only_says_what_nobody_can_know_yet() -> None:
    said = [verdict.policy for verdict in advice(platform(), mode="preview")]
    assert said.count(CONTROL_PLANE) == 1
    assert set(said) <= {"availability-zone-plan-advice", CONTROL_PLANE}


def test_both_regions_together_are_not_refused() -> None:
    four = (platform(), platform(True), workloads(), workloads(True))
    assert refusals(*four, mode="analyze") == []
    assert advice(*four, mode="analyze") == []
