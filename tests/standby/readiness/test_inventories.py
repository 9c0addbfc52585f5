"""Inventories on the lab: what answers is there, what does not is a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from standby.readiness.inventories import entries, inventories, needed_vcpu
from standby.status.looks import Looks
from tests.scenario.promotion.seed_pair import seed_pair
from tests.standby.status.seeded import seeded_project, seeded_zone
from tests.standby.status.statuses import side


@pytest.mark.usefixtures("cloud")
def test_both_regions_on_the_lab(aws: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = seed_pair(aws)
    monkeypatch.setattr("standby.status.looks.Route53Zone", seeded_zone(pair))
    project = seeded_project(tmp_path, pair)
    primary, dr = inventories(project, Looks(project, deadline=30))
    assert (primary.region, dr.region) == ("us-east-1", "us-west-2")
    assert dr.traits is not None
    assert (dr.traits.contract or {})["version"] == "2"
    assert set(dr.traits.changed) == set(dr.traits.contract or {})
    assert dr.traits.engine_version == "16.8"
    assert dr.alarms is not None
    assert dr.images is not None
    assert set(dr.images) == {"api", "worker-01", "worker-02"}
    assert dr.needs_vcpu == needed_vcpu(project) == 6 * 0.25


def test_no_contract_has_no_services() -> None:
    assert entries(side("dr")) == {}
