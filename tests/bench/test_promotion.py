"""The bench's own reckoning; the measurement itself is `python -m bench promotion`."""

from __future__ import annotations

import json

import pytest

from bench import promotion
from bench.promotion import Measured
from pattern.contract import ServiceEntry
from tests.scenario.promotion.seed_pair import Pair, Region


def test_the_critical_path_is_the_longest_chain_of_the_labs_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promotion, "HEALTH_INTERVAL", 30.0)
    assert promotion.critical_path() == 60 + 60
    assert promotion.waits_in_a_row() == 60 + 30 + 30 + 60
    monkeypatch.setattr(promotion, "HEALTH_INTERVAL", 70.0)
    assert promotion.critical_path() == 30 + 70 + 60


def test_the_scripts_own_numbers_are_read() -> None:
    err = "[   0.0s] preflight of myapp-prod in us-west-2\n[   2.4s] preflight done\n"
    out = "  RTO, first action to first good public answer: 98.7 s\n"
    assert promotion.read_run(5, 125.0, out, err) == Measured(5, 2.4, 98.7, 125.0)
    with pytest.raises(ValueError, match="did not finish"):
        promotion.read_run(5, 1.0, "", "STOPPED")


def test_the_runbook_by_hand_does_the_same_five_things() -> None:
    values = {
        "database/cluster-arn": "arn:cluster",
        "ingress/listener-arn": "arn:listener",
        "ingress/live-color": "blue",
        "ingress/blue-target-group-arn": "arn:blue",
        "ingress/api-domain-zone-id": "Z2",
        "ingress/api-domain-target": "d-1",
    }
    services = tuple(ServiceEntry(f"s{n}", f"s{n}", 6, 4, 12, {}) for n in range(5))
    steps = promotion.by_hand(Pair(Region("a", values, services), Region("b", values, services), "Z1"))
    assert [step for step, _ in steps] == ["promote Aurora", "listener", "raise services", "move DNS", "verify"]
    assert len(steps[2][1]) == 10 + 2
    verify = (promotion.SCRIPT.parent / "lib" / "verify.sh").read_text()
    assert f"STANDBY_SYNTHETIC_REQUESTS:-{promotion.SYNTHETIC_REQUESTS}}}" in verify
    batch = steps[3][1][0]
    assert json.loads(batch[batch.index("--change-batch") + 1])["Changes"][0]["Action"] == "UPSERT"


def test_every_wall_stands_beside_what_bounds_it() -> None:
    runs = [Measured(5, 2.5, 121.0, 126.0), Measured(200, 6.0, 140.0, 151.2)]
    path, hand, scale = promotion.comparisons(runs, 180.0)
    assert (round(path.ratio, 2), path.goal, path.verdict) == (1.05, 1.05, "met")
    assert (round(hand.ratio, 2), hand.goal, hand.verdict) == (0.7, 0.7, "met")
    assert "The floor is 0.67" in hand.note
    assert (round(scale.ratio, 2), scale.goal) == (1.2, 1.2)
