"""Policy config: nothing unknown passes, and a rule's options hold for its stack policy."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import grpc
import pytest
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import policy as sdk

from policy.engine import policy_config
from policy.engine.options import OptionError
from policy.engine.policy_config import known, nearest, problems, spread
from tests.policy.blueprint import Blueprint
from tests.policy.clean import ROLE, VPC
from tests.policy.verdicts import judge, policies, said

PEERS = {"us-east-1": ["10.0.0.0/16"], "us-west-2": ["10.0.0.0/16"]}


def one_vpc() -> Blueprint:
    made = Blueprint()
    made.add(VPC, "main", cidrBlock="10.0.0.0/16")
    return made


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"vpc-cidr-overlap": {"peerCidr": PEERS}}, "vpc-cidr-overlap has no option 'peerCidr' (did you mean 'peerCidrs'?); its options: "),
        ({"vpc-cidr-overlap-stack": {"peercidrs": PEERS}}, "(did you mean 'peerCidrs'?)"),
        ({"vpc-cidr-overlaps": {}}, "no policy 'vpc-cidr-overlaps' (did you mean 'vpc-cidr-overlap'?); its rules: vpc-cidr-overlap, "),
        ({"dr-iam-name-sufix": {"suffix": "-x"}}, "(did you mean 'dr-iam-name-suffix'?)"),
        ({"vpc-cidr-overlap-advice": {"peerCidrs": PEERS}}, "no options of its own: set peerCidrs on 'vpc-cidr-overlap'"),
        ({"zzz": {}}, "the pack has no policy 'zzz'; its rules"),
    ],
)  # fmt: skip
def test_what_is_unknown_is_an_error_that_names_the_nearest(given: dict[str, Any], words: str) -> None:
    with pytest.raises(OptionError) as raised:
        judge(one_vpc(), policy_config=given)
    assert words in str(raised.value)


def test_every_fault_is_named_at_once_and_the_engines_own_word_is_none() -> None:
    given = {"all": [], "vpc-cidr-overlap": ["x", "y"], "nothing": []}
    assert len(list(problems(known(policies()), given))) == 3


def test_the_context_is_told_where_there_is_one() -> None:
    """The engine prints what the call is ended with."""
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    request.policyConfig["nothing"].enforcementLevel = analyzer_pb2.MANDATORY
    context = Mock(abort=Mock(side_effect=RuntimeError))
    with pytest.raises(RuntimeError):
        policy_config._check(known(policies()), request, context)
    code, message = context.abort.call_args.args
    assert code.name == "INVALID_ARGUMENT"
    assert "no policy 'nothing'" in message


def test_options_of_a_rule_hold_for_its_stack_policy_and_its_advice() -> None:
    made = Blueprint("west", project="shop")
    made.add(ROLE, "app", name="shop-app")
    config = {"dr-iam-name-suffix": {"drStacks": ["west"], "suffix": "-west"}}
    for mode in ("up", "analyze"):
        assert len(said("dr-iam-name-suffix", made, mode=mode, policy_config=config)) == 1, (
            "analyze: by the stack policy"
        )
    made.edit(f"{ROLE}::app", name="shop-app-west")
    made.add("aws:cloudwatch/logGroup:LogGroup", "logs", name="shop-west")
    assert len(said("dr-iam-name-suffix", made, policy_config=config, refuses=False)) == 1


def test_a_stack_policy_that_says_otherwise_is_heard() -> None:
    options = {"suffix": "-dr", "names": []}
    assert spread(options, {"suffix": "-x", "names": ["a"]}, {"suffix": "-dr", "names": []}) == {
        "suffix": "-x",
        "names": ["a"],
    }
    assert spread(options, {"suffix": "-x"}, {"suffix": "-y"}) == {"suffix": "-y"}
    assert spread(options, {}, {"suffix": "-dr"}) == {"suffix": "-dr"}


def test_an_sdk_without_the_call_stays_as_it_is_and_rules_refuse_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(sdk, "_PolicyAnalyzerServicer")
    assert not policy_config.install()


def test_what_is_wrong_answers_the_engines_question_for_the_policies(monkeypatch: pytest.MonkeyPatch) -> None:
    class Context:
        def abort(self, code: grpc.StatusCode, words: str) -> None:
            raise OptionError(f"{code.name}: {words}")

    servicer: Any = sdk._PolicyAnalyzerServicer
    monkeypatch.setattr(servicer, "GetAnalyzerInfo", None)  # taken back after the test
    policy_config.refuse(["no policy 'x'", "no policy 'y'"])
    with pytest.raises(OptionError, match=r"^INVALID_ARGUMENT: the policy config .*no policy 'x'; no policy 'y'.*fix"):
        servicer.GetAnalyzerInfo(None, None, Context())


def test_what_is_wrong_ends_the_pack_where_the_sdk_has_no_such_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(sdk, "_PolicyAnalyzerServicer")
    with pytest.raises(SystemExit, match=r"^error: the policy config is not usable: no policy 'x'"):
        policy_config.refuse(["no policy 'x'"])


def test_installing_twice_is_installing_once() -> None:
    handler = sdk._PolicyAnalyzerServicer.Configure
    assert policy_config.install()
    assert sdk._PolicyAnalyzerServicer.Configure is handler


@pytest.mark.parametrize(("word", "found"), [("Peercidrs", "peerCidrs"), ("peer", "peerCidrs"), ("zzz", None)])
def test_the_nearest_word(word: str, found: str | None) -> None:
    assert nearest(word, ["peerCidrs", "suffix"]) == (f" (did you mean {found!r}?)" if found else "")
