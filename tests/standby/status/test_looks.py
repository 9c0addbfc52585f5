"""Which reads a look makes: no writes, nothing but what the contract names, and the last facts stand in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lab.process import Emulator
from standby.status.fact import State
from standby.status.looks import THEN_SERVICES, Looks
from tests.scenario.promotion.seed_pair import seed_pair
from tests.standby.status.seeded import seeded_project, seeded_zone


@pytest.mark.usefixtures("cloud")
def test_a_look_only_reads_and_a_second_one_marks_what_is_gone(
    aws: Any, lab: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = seed_pair(aws)
    monkeypatch.setattr("standby.status.looks.Route53Zone", seeded_zone(pair))
    looks = Looks(seeded_project(tmp_path, pair), deadline=30)
    lab.client.forget_calls()
    first = looks.look()
    assert first.dr.services.state is State.KNOWN
    assert first.dr.schedules.value == {"myapp-prod-nightly": "DISABLED"}
    assert first.primary.lag.state is State.UNKNOWN
    operations = {call["operation"] for call in lab.client.calls()}
    assert all(name.startswith(("Describe", "Get", "List")) for name in operations), operations
    services = {call["service"] for call in lab.client.calls()}
    assert services - {"ssm", "rds", "cloudwatch", "route53"} == set(THEN_SERVICES)
    lab.client.outage("us-west-2", "refuse")
    second = looks.look()
    lab.client.heal()
    assert second.dr.cluster.state is State.STALE
    assert second.dr.cluster.at == first.dr.cluster.at
    assert second.primary.cluster.state is State.KNOWN
