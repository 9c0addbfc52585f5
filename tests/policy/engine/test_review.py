"""Verdicts on states without Pulumi: the same as through the SDK, with the same policy config."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from policy.engine.options import OptionError
from policy.engine.review import review
from policy.engine.state import held
from policy.rules import RULES
from tests.policy.blueprint import Blueprint, deployment
from tests.policy.cases import cases
from tests.policy.clean import ROLE, VPC, platform, workloads
from tests.policy.verdicts import judge


def on(*blueprints: Blueprint, config: dict[str, Any] | None = None) -> set[tuple[str, str, str | None]]:
    resources = held(deployment(*blueprints)["deployment"]["resources"])
    return {(one.rule, one.level, one.urn) for one in review(RULES, resources, config or {})}


@pytest.mark.parametrize(
    "case", [c for c in (*cases("wrong"), *cases("clean")) if "analyze" in c.modes], ids=lambda c: c.id
)
def test_the_verdicts_are_those_of_analyze(case: Any) -> None:
    said = judge(*case.stacks, mode="analyze", policy_config=case.policy_config)
    expected = {(one.rule, one.level, one.urn or None) for one in said}
    assert on(*case.stacks, config=dict(case.policy_config)) == expected


def test_our_own_pair_is_clean() -> None:
    assert on(platform(), platform(True), workloads(), workloads(True)) == set()


def role() -> Blueprint:
    made = Blueprint("dr", "shop", "us-west-2")
    made.add(ROLE, "task", name="shop-task")
    return made


@pytest.mark.parametrize(
    ("config", "levels"),
    [
        ({}, ["mandatory"]),
        ({"dr-iam-name-suffix-stack": "advisory"}, ["advisory"]),
        ({"all": "disabled"}, []),
        ({"dr-iam-name-suffix": {"suffix": "-task", "enforcementLevel": "mandatory"}}, []),
    ],
)
def test_levels_and_options_of_the_config_hold(config: dict[str, Any], levels: list[str]) -> None:
    assert [level for _, level, _ in on(role(), config=config)] == levels


def test_what_is_unknown_in_the_config_is_an_error() -> None:
    with pytest.raises(OptionError, match="did you mean 'suffix'"):
        on(role(), config={"dr-iam-name-suffix": {"sufix": "-x", "enforcementLevel": "mandatory"}})


def test_a_rule_that_crashes_has_not_passed() -> None:
    def crash(*_args: object) -> Any:
        raise RuntimeError("boom")

    broken = replace(RULES[0], on_resource=crash)
    made = Blueprint()
    made.add(VPC, "v", cidrBlock="10.0.0.0/16")
    (verdict,) = review([broken], held(deployment(made)["deployment"]["resources"]), {})
    assert verdict.refuses
    assert "found vpc-cidr-overlap that could not finish: RuntimeError: boom" in verdict.message
