"""Answers with nothing in them and processes that are killed: never good news, never a refusal, never the end.

And the promotion's paperwork: nothing that it writes on this machine can stop it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lab.process import Emulator
from tests.scenario.promotion.odd_aws import OddAws
from tests.scenario.promotion.runs import ANSWERED, Promoter, assert_promoted, assert_safe, held_at, promotions
from tests.scenario.promotion.seed_pair import Pair

pytestmark = pytest.mark.scenario
Factory = Callable[..., Any]


@pytest.fixture
def odd(promote: Promoter, tmp_path: Path) -> OddAws:
    return OddAws(tmp_path / "odd", promote.environ)


@pytest.mark.parametrize("answer", ["none", "empty", "killed"])
@pytest.mark.parametrize("number", [1, 2], ids=["preflight", "step"])
def test_a_database_that_is_not_told_is_no_writer(
    number: int, answer: str, lab: Emulator, aws: Factory, pair: Pair, promote: Promoter, odd: OddAws
) -> None:
    """The write path is not asked, so that only the database's own answers keep DNS from moving."""
    aws("ssm", pair.dr.name).put_parameter(
        Name="/myapp/prod/standby/probe/write-path", Value="-", Type="String", Overwrite=True
    )
    odd.spoil("describe-global-clusters", number, answer)
    run = promote(*ANSWERED, environ=odd.environ)
    if run.code != 0:
        assert (run.code, number) == (3, 1), run.err
        assert "refuse  global-cluster" in run.err
        assert_safe(aws, pair)
        assert promotions(lab) == 0
        run = promote(*ANSWERED)
    assert run.code == 0, run.err
    assert promotions(lab) == 1
    assert_promoted(lab, aws, pair)


@pytest.mark.parametrize("answer", ["killed", "killed-after"])
@pytest.mark.parametrize("mode", ["managed", "detach"])
@pytest.mark.usefixtures("pair")
def test_a_killed_call_is_looked_for_and_made_once(
    mode: str, answer: str, lab: Emulator, promote: Promoter, odd: OddAws
) -> None:
    command = {"managed": "failover-global-cluster", "detach": "remove-from-global-cluster"}[mode]
    # the preflight asks for the skeleton of the failover call
    odd.spoil(command, 2 if mode == "managed" else 1, answer)
    run = promote("--mode", mode, *ANSWERED, environ=odd.environ)
    assert run.code == 0, run.err
    assert promotions(lab) == 1
    (journal,) = run.reports.glob("*.jsonl")
    events = re.findall(r'"step":"promote-aurora","event":"(\w+)"', journal.read_text())
    assert events[:2] == ["intent", "unknown"]
    assert "rejected" not in events


@pytest.mark.parametrize("operation", ["describe-services", "describe-scalable-targets"])
def test_capacity_that_is_not_told_is_not_judged(
    operation: str, lab: Emulator, aws: Factory, pair: Pair, promote: Promoter, odd: OddAws
) -> None:
    odd.spoil(operation, 2, "empty")
    run = promote(*ANSWERED, environ=odd.environ)
    if run.code != 0:
        assert run.code == 4, run.err
        assert "aws answered" in run.err.lower()
        run = promote.resume(*ANSWERED)
    assert run.code == 0, run.err
    assert_promoted(lab, aws, pair)
    assert promotions(lab) == 1


def test_a_folder_that_goes_away_is_said_and_stops_nothing(
    lab: Emulator, aws: Factory, pair: Pair, promote: Promoter
) -> None:
    started = held_at("FailoverGlobalCluster", lab, promote)
    shutil.rmtree(started.reports)
    started.reports.write_text("in the way")
    lab.client.clear_faults()
    run = started.wait()
    assert run.code == 0, run.err
    assert "cannot be written; from here on the journal is only in SSM" in run.err
    assert "the report could not be written" in run.err
    assert "Promotion of myapp-prod to us-west-2: done" in run.out
    found = assert_promoted(lab, aws, pair)
    assert (found["journal"][-1]["step"], found["journal"][-1]["event"]) == ("run", "done")


def test_a_temporary_folder_that_goes_away_stops_it_with_words_and_resume_ends_it(
    lab: Emulator, aws: Factory, pair: Pair, promote: Promoter, tmp_path: Path
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    started = held_at("FailoverGlobalCluster", lab, promote, environ={"TMPDIR": str(temporary)})
    (work,) = temporary.glob("promote-dr.*")
    subprocess.run(["rm", "-rf", work], check=False)  # the run goes on writing there
    lab.client.clear_faults()
    run = started.wait()
    assert run.code == 4, run.err
    assert re.search(r"STOPPED in step [a-z-]+\n  what: \S.*\n  do:   \S", run.err), run.err
    assert "--resume" in run.err.splitlines()[-1]
    resumed = promote("--resume", *ANSWERED)
    assert resumed.code == 0, resumed.err
    assert_promoted(lab, aws, pair)
    assert promotions(lab) == 1


@pytest.mark.usefixtures("pair")
def test_a_folder_that_cannot_be_written_is_noticed_in_the_preflight(promote: Promoter, tmp_path: Path) -> None:
    (tmp_path / "in-the-way").write_text("")
    run = promote("--preflight-only", "--report", str(tmp_path / "in-the-way" / "reports"))
    assert run.code == 0, run.err
    assert "warn    report" in run.err
