"""Names in shared namespaces: with and without the suffix, explicit and automatic, alone and as a pair."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pattern.naming import KINDS, Names, Scope
from policy.knowledge.namespaces import EXEMPT, NAME_KEYS, TYPES, auto_named, carries
from policy.rules.dr_iam_name_suffix import RULE
from tests.policy.blueprint import Blueprint, Later, with_config
from tests.policy.clean import ROLE, platform
from tests.policy.verdicts import Mode, said

NAME = RULE.name


def role(name: object, **config: object) -> Blueprint:
    """A DR stack with one role."""
    made = Blueprint("dr", config={"standby:nameSuffix": "-dr", "standby:environment": "prod"})
    made.add(ROLE, "task", name=name)
    return with_config(made, **config)


@pytest.mark.parametrize("mode", ["preview", "up"])
def test_a_role_without_the_suffix_is_refused_with_a_name_that_passes(mode: Mode) -> None:
    (verdict,) = said(NAME, role("myapp-prod-task-role"), mode=mode)
    assert verdict.policy == NAME, "the resource policy, which blocks"
    assert (
        "aws:iam/role:Role 'task' (stack dr): found name 'myapp-prod-task-role' without the suffix '-dr'. Required: the "
        "suffix as a whole segment, at the end or after the environment: IAM is global and compares names without "
        "regard to case, and the primary region's stack has the same name. How to fix: name it "
        "'myapp-prod-dr-task-role', or leave the name to Pulumi." in verdict.message
    )
    assert said(NAME, role("myapp-prod-dr-task-role"), mode=mode) == []


@pytest.mark.parametrize("name", ["myapp-prod-dr-task", "myapp-prod-task-dr", "MyApp-Prod-DR-Task", "myapp_prod_dr"])
def test_the_suffix_as_a_whole_segment_passes(name: str) -> None:
    assert carries(name, "-dr", "prod")


@pytest.mark.parametrize(
    "name", ["myapp-prod-drive", "dr-myapp-prod", "myapp-dr-prod-task", "myapp-prod-x-dr-task", "dr"]
)
def test_the_suffix_elsewhere_or_inside_a_word_does_not(name: str) -> None:
    assert not carries(name, "-dr", "prod")


def test_a_prefix_is_a_name_too_and_an_automatic_name_is_not() -> None:
    made = role(None)
    made.edit(f"{ROLE}::task", name=None, namePrefix="myapp-prod-")
    assert len(said(NAME, made)) == 1
    assert said(NAME, role("task-0a1b2c3")) == []
    assert len(said(NAME, role("task-0a1b2c3x"))) == 1
    assert auto_named("averylongn-0a1b2c3", "averylongname", 7, 18)
    assert not auto_named("avery-0a1b2c3", "averylongname", 7, 64)


def test_the_primary_may_name_as_it_likes() -> None:
    made = role("myapp-prod-task")
    made.stack = "primary"
    assert said(NAME, with_config(made, nameSuffix="")) == []


def test_a_dr_stack_without_a_suffix_is_refused_and_its_name_is_enough_to_know_it() -> None:
    (verdict,) = said(NAME, role("myapp-prod-dr-task", nameSuffix=""))
    assert "found a DR stack ('dr') without a suffix" in verdict.message
    assert "pulumi config set standby:nameSuffix" in verdict.message


def test_without_config_of_ours_the_policy_config_says_the_suffix() -> None:
    foreign = Blueprint("west", project="shop")
    foreign.add(ROLE, "app", name="shop-app")
    assert said(NAME, foreign) == []
    config = {"drStacks": ["west"], "suffix": "-west"}
    (verdict,) = said(NAME, foreign, policy_config={NAME: config, f"{NAME}-stack": config})
    assert "without the suffix '-west'" in verdict.message


def test_a_name_that_is_not_known_yet_is_said_and_judged_in_up() -> None:
    made = role(Later("myapp-prod-task"))
    assert said(NAME, made, mode="preview") == []
    (advice,) = said(NAME, made, mode="preview", refuses=False)
    assert "cannot be checked yet whether the name carries the suffix" in advice.message
    assert len(said(NAME, made, mode="up")) == 1


def test_the_suffix_on_a_regional_name_is_advised_against() -> None:
    made = role("myapp-prod-dr-task")
    made.add("aws:cloudwatch/logGroup:LogGroup", "logs", name="/myapp-prod-dr/web")
    (advice,) = said(NAME, made, refuses=False)
    assert "found name '/myapp-prod-dr/web' with the suffix '-dr'" in advice.message
    assert said(NAME, made) == []


def test_an_oidc_url_of_the_own_region_cannot_collide() -> None:
    made = Blueprint("dr", region="us-west-2", config={"standby:nameSuffix": "-dr"})
    made.add(
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider", "eks", url="https://oidc.eks.us-west-2.example/id/1"
    )
    assert said(NAME, made) == []


def test_one_global_name_in_both_states_is_refused_but_for_shared_ones() -> None:
    primary, dr = platform(), platform(True)
    for made in (primary, dr):
        made.add(ROLE, "ci", name="Acme-CI" if made is primary else "acme-ci-dr")
    assert said(NAME, primary, dr, mode="analyze") == []
    dr.edit(f"{ROLE}::ci", name="acme-ci")
    found = {verdict.policy for verdict in said(NAME, primary, dr, mode="analyze")}
    assert found == {f"{NAME}-stack"}, "in analyze the stack policy judges, which sees both accounts"
    shared = {"sharedNames": ["acme-ci", "Acme-CI"]}
    config = {NAME: shared, f"{NAME}-stack": shared}
    assert said(NAME, primary, dr, mode="analyze", policy_config=config) == []


def test_every_global_kind_of_the_pattern_is_judged_or_exempt_with_a_reason() -> None:
    for kind in KINDS.values():
        for token in kind.pulumi_types:
            if kind.scope is Scope.GLOBAL:
                assert token in TYPES
    assert not TYPES & EXEMPT.keys()
    assert all(reason for reason in EXEMPT.values())
    assert NAME_KEYS.keys() <= TYPES


PARTS = st.from_regex(r"[a-z][a-z0-9]{0,6}", fullmatch=True).filter(lambda part: part != "dr")


@settings(deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=4), PARTS, st.integers(0, 4))
def test_random_names_carry_the_suffix_just_where_it_stands(parts: list[str], environment: str, place: int) -> None:
    assert not carries("-".join([*parts, environment]), "-dr", environment)
    assert carries("-".join([*parts, environment, "dr"]), "-dr", environment)
    assert carries("_".join([*parts, environment, "DR", *parts]), "-dr", environment)
    inside = [*parts[:place], "dr", *parts[place:], environment]
    assert carries("-".join(inside), "-dr", environment) is (inside[: inside.index("dr")][-1:] == [environment])


@settings(deadline=None)
@given(PARTS, PARTS)
def test_names_of_the_pattern_itself_pass(app: str, part: str) -> None:
    for kind, rule in KINDS.items():
        if rule.scope is Scope.GLOBAL:
            assert carries(Names(app, "prod", "us-west-2", "-dr").of(kind, part), "-dr", "prod")


def test_a_project_per_region_may_call_its_stacks_alike_and_layers_may_read_each_other() -> None:
    east, west = Blueprint("prod", "net-east"), Blueprint("prod", "net-west", "us-west-2")
    for made in (east, west):
        made.add(ROLE, "ci", name="acme-ci")
    (verdict,) = said(NAME, east, west, mode="analyze")
    assert "found name 'acme-ci', which aws:iam/role:Role 'ci' (stack prod) has, too. Required: one owner" in (
        verdict.message
    )
    west.region = "us-east-1"
    assert said(NAME, east, west, mode="analyze") == [], "two layers of one side: one makes the role, one reads it"
