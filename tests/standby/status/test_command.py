"""`standby status` as typed, on the lab: a pair in its normal state, a dead region, an ended sign-in, no contract."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lab.process import Emulator
from standby import cli
from standby.status.looks import Looks
from tests.scenario.promotion.seed_pair import PATH, Pair, seed_pair
from tests.standby.status.seeded import project_folder, seeded_zone

pytestmark = pytest.mark.usefixtures("cloud")
Run = Callable[..., tuple[int, str]]
PATIENT_SECONDS = 12.0


@pytest.fixture
def pair(aws: Any) -> Pair:
    """Both regions seeded; this process talks to the lab."""
    return seed_pair(aws)


@pytest.fixture
def run(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """`run("--format", "json")`: exit code, and what was printed."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr("standby.status.looks.Route53Zone", seeded_zone(pair))
    # a busy machine is slow to answer; what the deadline does is shown where a region hangs, and in test_gather.py
    monkeypatch.setattr("standby.status.command.Looks", lambda opened: Looks(opened, deadline=PATIENT_SECONDS))

    def call(*words: str, **changes: object) -> tuple[int, str]:
        folder = project_folder(tmp_path / "project", pair, **changes)
        monkeypatch.setattr(sys, "argv", ["standby", "status", "--project", str(folder), *words])
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        told = capsys.readouterr()
        return code, told.out + told.err

    yield call
    for thread in threading.enumerate():
        if thread.name == "look":  # a read that nobody waited for still holds a socket
            thread.join(10)


def test_a_pair_in_its_normal_state(run: Run) -> None:
    code, out = run()
    assert code == 0, out
    assert "serves     primary (us-east-1)" in out
    assert "writes     primary (us-east-1)" in out
    assert "nothing to do" in out
    assert out.count("!") == out.count("green ! the contract says blue") == 1  # so the seeded DR is, until a promotion
    assert "[off until promoted]" in out


def test_json_has_state_and_age_of_every_fact(run: Run) -> None:
    code, out = run("--format", "json")
    assert code == 0
    found = json.loads(out)
    dr = found["regions"][1]
    assert dr["contract"]["state"] == "known"
    assert dr["contract"]["ageSeconds"] < 10
    assert dr["contract"]["value"]["ecs/cluster"] == "myapp-prod"
    assert found["troubles"] == []


@pytest.mark.parametrize("mode", ["refuse", "hang"])
def test_a_dead_region(run: Run, lab: Emulator, mode: str) -> None:
    lab.client.outage("us-east-1", mode)
    code, out = run()
    lab.client.heal()
    assert code == 3, out
    assert "us-east-1 (primary) does not answer" in out
    assert "runbooks/promote-dr.sh" in out
    assert "! never seen" in out
    assert "secondary, connected" in out  # what DR knows is there


def test_both_regions_dead(run: Run, lab: Emulator) -> None:
    for region in ("us-east-1", "us-west-2"):
        lab.client.outage(region, "refuse")
    code, out = run()
    lab.client.heal()
    assert code == 4
    assert "Neither region answers." in out


def test_an_ended_sign_in_is_one_trouble(run: Run, lab: Emulator) -> None:
    lab.client.add_fault(service="*", error="ExpiredToken", times=None)
    code, out = run()
    lab.client.clear_faults()
    assert code == 4, out
    assert out.count("sign in again") == 1
    assert "ExpiredToken" in out


def test_no_contract_and_a_wrong_name(run: Run, pair: Pair, aws: Any) -> None:
    code, out = run(app="acme")
    assert code == 3
    assert "has no failover contract of acme-prod" in out
    assert "myapp prod" in out  # what there is instead
    ssm = aws("ssm", pair.dr.name)
    names = [
        one["Name"]
        for page in ssm.get_paginator("get_parameters_by_path").paginate(Path=PATH, Recursive=True)
        for one in page["Parameters"]
    ]
    for start in range(0, len(names), 10):
        ssm.delete_parameters(Names=names[start : start + 10])
    code, out = run()
    assert code == 3
    assert "us-west-2 has no failover contract of myapp-prod" in out
    assert "pulumi up" in out


def test_watch_keeps_what_a_region_said_last(run: Run, lab: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []

    def pause(_: float) -> None:
        looked.append(1)
        lab.client.outage("us-east-1", "refuse")

    monkeypatch.setattr("standby.status.command.time.sleep", pause)
    _, out = run("--watch", "--times", "2")
    lab.client.heal()
    assert looked == [1]
    assert "unreachable, seen" in out
    assert "events" in out
