"""From a rule to policies: names, levels, once, and a crash that is a violation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from pulumi_policy import EnforcementLevel, Policy, ResourceValidationPolicy, StackValidationPolicy
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, UnknownValueError

from policy import rules as pack
from policy.engine.finding import Finding, unchecked
from policy.engine.options import option
from policy.engine.rule import Rule
from policy.engine.severity import Severity
from policy.engine.stack import Estate
from policy.engine.subject import Resource
from tests.policy import verdicts
from tests.policy.blueprint import Blueprint
from tests.policy.verdicts import Verdict, judge

TOKEN = "aws:test/thing:Thing"


@dataclass(frozen=True)
class Options:
    """What the test's rule reads."""

    word: str = option("bad", "the word to find")


def on_resource(resource: Resource, _config: object, options: Options) -> Iterator[Finding]:
    if resource.text("word") == options.word:
        yield Finding(resource, "the word", "another", "change it")


def on_stack(estate: Estate, options: Options) -> Iterator[Finding]:
    for _, resource in estate.of(TOKEN):
        yield from on_resource(resource, None, options)
        yield unchecked(resource, "whether all is well", "it is a test", "nothing")


def rule(**changed: Any) -> Rule:
    values: dict[str, Any] = {
        "name": "word",
        "description": "No such word.",
        "fix": "Change it.",
        "severity": Severity.HIGH,
        "options": Options,
        "types": frozenset((TOKEN,)),
        "on_resource": on_resource,
        "on_stack": on_stack,
        **changed,
    }
    return Rule(**values)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`said(rule, word)`: what a pack with one rule says about a stack with one thing."""

    def judged(one: Rule, word: str = "bad", **more: Any) -> list[Verdict]:
        monkeypatch.setattr(verdicts, "RULES", (one,))
        made = Blueprint()
        made.add(TOKEN, "thing", word=word)
        return judge(made, **more)

    return judged


def test_policies_are_named_after_the_rule_and_have_its_level() -> None:
    def shown(policies: list[Policy]) -> list[tuple[str, type, Any]]:
        return [(policy.name, type(policy), policy.enforcement_level) for policy in policies]

    mandatory, advisory = EnforcementLevel.MANDATORY, EnforcementLevel.ADVISORY
    assert shown(rule().policies()) == [
        ("word", ResourceValidationPolicy, mandatory),
        ("word-stack", StackValidationPolicy, mandatory),
        ("word-advice", StackValidationPolicy, advisory),
    ]
    assert shown(rule(on_resource=None).policies())[0] == ("word", StackValidationPolicy, mandatory)
    assert shown(rule(on_stack=None).policies()) == [("word", ResourceValidationPolicy, mandatory)]


def test_what_blocks_is_said_once_and_advice_apart(said: Any) -> None:
    assert [(v.policy, v.level) for v in said(rule())] == [("word", "mandatory"), ("word-advice", "advisory")]
    assert [v.policy for v in said(rule(), "good")] == ["word-advice"]


def test_options_come_by_policy(said: Any) -> None:
    found = said(rule(on_stack=None), "worse", policy_config={"word": {"word": "worse"}})
    assert [v.policy for v in found] == ["word"]


def crash(*_arguments: object) -> Iterator[Finding]:
    raise ZeroDivisionError("division by zero")


def touch(resource: Resource, *_arguments: object) -> Iterator[Finding]:
    raise UnknownValueError(UNKNOWN_STRING_VALUE, [str(resource.props["word"])])


@pytest.mark.parametrize(
    ("changed", "policy"),
    [
        ({"on_resource": crash, "on_stack": None}, "word"),
        ({"on_resource": None, "on_stack": crash}, "word"),
        ({"on_resource": touch, "on_stack": None}, "word"),
    ],
)
def test_a_crash_is_a_violation_never_a_pass_nor_advice(said: Any, changed: dict[str, Any], policy: str) -> None:
    (verdict,) = said(rule(**changed))
    assert (verdict.policy, verdict.level) == (policy, "mandatory")
    assert "word could not finish: " in verdict.message
    assert "How to fix: correct the value it speaks of, or report this as a fault of the rule" in verdict.message
    assert "Traceback" not in verdict.message


def test_a_crash_in_the_middle_keeps_what_was_found_before(said: Any) -> None:
    def half(resource: Resource, config: object, options: Options) -> Iterator[Finding]:
        yield from on_resource(resource, config, options)
        yield from crash()

    found = said(rule(on_resource=half, on_stack=None))
    assert ["could not finish" in verdict.message for verdict in found] == [False, True]


def test_the_packs_rules_are_an_explicit_list() -> None:
    assert len({one.name for one in pack.RULES}) == len(pack.RULES) == 17
