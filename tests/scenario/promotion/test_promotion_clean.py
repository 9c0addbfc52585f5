"""Promotions that meet no trouble but the dead region: same end state, whatever the primary's death looks like."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from lab.process import Emulator
from tests.scenario.promotion import seed_pair as seeding
from tests.scenario.promotion.runs import (
    ANSWERED,
    COLD,
    Promoter,
    assert_promoted,
    mutating_calls,
    promotions,
    public,
    until_lag_is_known,
)
from tests.scenario.promotion.seed_pair import GLOBAL, Pair
from tests.scenario.promotion.truth import truth

pytestmark = pytest.mark.scenario


@pytest.mark.parametrize("mode", ["alive", "refuse", "hang", "5xx"])
def test_the_end_state_is_the_same_however_the_primary_died(
    mode: str, lab: Emulator, aws: Callable[..., Any], pair: Pair, promote: Promoter
) -> None:
    until_lag_is_known(aws, pair)
    if mode != "alive":
        lab.client.outage("us-east-1", mode)

    run = promote(*ANSWERED)

    assert run.code == 0, run.err
    lab.client.heal()
    assert_promoted(lab, aws, pair)
    assert promotions(lab) == 1
    assert "RTO, first action to first good public answer: " in run.out
    assert re.search(r"RPO bound: last known replication lag \d+ ms at 20", run.out)


def test_the_journal_tells_the_story_here_and_in_ssm(
    lab: Emulator, aws: Callable[..., Any], pair: Pair, promote: Promoter
) -> None:
    lab.client.forget_calls()
    run = promote(*ANSWERED)
    answered = [call["operation"].lower() for call in lab.client.calls() if call["service"]]

    (file,) = run.reports.glob("*.jsonl")
    local = [json.loads(line) for line in file.read_text().splitlines()]
    assert [line["n"] for line in local] == [str(number) for number in range(1, len(local) + 1)]
    told = [(line["step"], line["event"]) for line in local]
    assert told.index(("promote-aurora", "intent")) < told.index(("promote-aurora", "accepted"))
    assert told.index(("write-probe", "done")) < told.index(("move-dns", "intent"))
    assert told[-1] == ("run", "done")
    moved = next(line for line in local if (line["step"], line["event"]) == ("move-dns", "intent"))
    assert moved["old"].rstrip(".") == pair.primary.values["ingress/api-domain-target"]
    assert truth(aws, pair)["journal"] == local
    (list_of_calls,) = run.reports.glob("*.calls")
    made = [json.loads(line)["call"] for line in list_of_calls.read_text().splitlines()]
    operations = [call.partition(" ")[2].replace("-", "") for call in made]
    assert set(operations) == set(answered), "every call of the run is in the list of calls"
    for once in ("putparameter", "failoverglobalcluster", "updateservice"):
        assert operations.count(once) == answered.count(once)
    assert "lab-secret" not in file.read_text() + list_of_calls.read_text() + run.out + run.err


def test_a_dry_run_prints_what_a_real_run_does_and_changes_nothing(
    lab: Emulator, aws: Callable[..., Any], pair: Pair, promote: Promoter
) -> None:
    before = truth(aws, pair)
    lab.client.forget_calls()
    rehearsal = promote("--dry-run")
    assert rehearsal.code == 0, rehearsal.err
    assert mutating_calls(lab) == []
    assert truth(aws, pair) == before
    printed = [line.split("] aws ", 1)[1].split()[:2] for line in rehearsal.out.splitlines() if "] aws " in line]
    rehearsed = sorted(_operation(*words) for words in printed if _operation(*words) not in _ASKED)

    lab.client.forget_calls()
    assert promote(*ANSWERED).code == 0
    real = [name.split(":")[1] for name in mutating_calls(lab)]

    journal = real.count("PutParameter") - rehearsed.count("PutParameter")
    assert journal == 1, "a dry run has no line for the accepted call"
    assert sorted(set(real)) == sorted(set(rehearsed))
    for name in set(real) - {"PutParameter"}:
        assert real.count(name) == rehearsed.count(name), name
    groups = [line.split("]")[0].strip("[") for line in rehearsal.out.splitlines() if line.startswith("[")]
    assert groups == sorted(groups)


_ASKED = {
    "DescribeScalableTargets",
    "DescribeListeners",
    "DescribeDBClusters",
    "DescribeGlobalClusters",
    "DescribeServices",
    "DescribeTargetHealth",
    "ListResourceRecordSets",
    "GetChange",
    "GetParametersByPath",
}


def _operation(_service: str, command: str) -> str:
    return "".join("DB" if word == "db" else word.capitalize() for word in command.split("-"))


@pytest.mark.usefixtures("pair")
def test_preflight_only_reads(lab: Emulator, promote: Promoter) -> None:
    lab.client.forget_calls()
    run = promote("--preflight-only")
    assert run.code == 0, run.err
    assert mutating_calls(lab) == []
    asked = {(call["service"], call["region"]) for call in lab.client.calls() if call["service"]}
    assert all(region == "us-west-2" or service == "route53" for service, region in asked), asked
    assert len(re.findall(r"^(ok|warn) ", run.err, re.MULTILINE)) >= 15


def test_detach_promotes_without_the_global_cluster(
    lab: Emulator, aws: Callable[..., Any], pair: Pair, promote: Promoter
) -> None:
    """With an AWS CLI that starts again for every call, as on a laptop."""
    lab.client.outage("us-east-1", "refuse")
    run = promote("--mode", "detach", *ANSWERED, environ=COLD)
    assert run.code == 0, run.err
    assert promotions(lab) == 1
    found = truth(aws, pair)
    assert pair.dr.values["database/cluster-arn"] not in found["writers"]
    assert found["record"] == pair.dr.values["ingress/api-domain-target"]
    assert public(lab, "POST", seeding.WRITE_PATH)[0] == 200
    assert "still names the old writer" in run.out


def test_skip_dns_leaves_the_record_and_resume_is_a_later_move(
    lab: Emulator, aws: Callable[..., Any], pair: Pair, promote: Promoter
) -> None:
    assert promote("--skip-dns", *ANSWERED).code == 0
    found = truth(aws, pair)
    assert found["record"] == pair.primary.values["ingress/api-domain-target"]
    assert found["writers"] == [pair.dr.values["database/cluster-arn"]]

    again = promote("--skip-dns", "--resume", *ANSWERED)
    assert again.code == 0
    assert "nothing to resume (left out: the A record was not moved" in again.err

    moved = promote("--resume", *ANSWERED)
    assert moved.code == 0, moved.err
    assert_promoted(lab, aws, pair)
    assert promotions(lab) == 1
    assert "nothing to resume" in promote("--resume", *ANSWERED).err


def test_only_the_named_services_are_raised_and_resume_raises_the_rest(
    lab: Emulator, aws: Callable[..., Any], pair: Pair, promote: Promoter
) -> None:
    run = promote("--services", "api", *ANSWERED)
    assert run.code == 0
    assert "left out: not raised: worker-01 worker-02" in run.out
    desired = truth(aws, pair)["desired"]
    assert (desired["api"], desired["worker-01"]) == (6, 0)

    rest = promote("--resume", *ANSWERED)
    assert rest.code == 0, rest.err
    assert_promoted(lab, aws, pair)
    assert promotions(lab) == 1


def test_the_old_primary_can_be_promoted_back(
    lab: Emulator, aws: Callable[..., Any], pair: Pair, promote: Promoter
) -> None:
    assert promote(*ANSWERED).code == 0
    lab.client.advance(7200)

    back = promote(*ANSWERED, region="us-east-1")

    assert back.code == 0, back.err
    found = truth(aws, pair)
    assert found["writers"] == [pair.primary.values["database/cluster-arn"]]
    assert found["record"] == pair.primary.values["ingress/api-domain-target"]
    assert '"us-east-1"' in public(lab)[1]
    assert promotions(lab) == 2


@pytest.mark.usefixtures("pair")
def test_without_a_terminal_or_the_right_name_nothing_happens(lab: Emulator, promote: Promoter) -> None:
    lab.client.forget_calls()
    assert promote().code == 5
    wrong = promote("--yes", "--confirm", f"{GLOBAL}-other")
    assert wrong.code == 5
    assert GLOBAL in wrong.err
    assert mutating_calls(lab) == []


def test_no_write_path_is_said_aloud(aws: Callable[..., Any], promote: Promoter) -> None:
    pair = seeding.seed_pair(aws, write_path="-")
    run = promote(*ANSWERED)
    assert run.code == 0, run.err
    assert "no write path" in run.err
    assert truth(aws, pair)["record"] == pair.dr.values["ingress/api-domain-target"]
