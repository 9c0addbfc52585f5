"""Check: every type of the schema data refuses what the real provider refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from lab.provider import registry, schema
from lab.provider.check import Checked, blocks_at, check, values_at
from lab.provider.schema import Facts
from lab.provider.wire import UNKNOWN

TOKENS = schema.tokens()


def checked(facts: Facts, given: dict[str, Any], **more: Any) -> Checked:
    """Check with everything emulated and a name at hand."""
    options: dict[str, Any] = {"name": "it", "old": {}, "make_name": lambda: "it-1234567", **more}
    return check(facts, options.pop("handled", facts.inputs), options.pop("blocks", {}), given, **options)


def complaints(facts: Facts, given: dict[str, Any], piece: str) -> list[str]:
    return [text for text in checked(facts, given).failures if piece in text]


@pytest.mark.parametrize("token", TOKENS)
def test_an_unknown_input_is_refused_with_the_nearest_name(token: str) -> None:
    facts = schema.facts(token)
    known = sorted(facts.inputs)[0]
    found = complaints(facts, {f"{known}x": 1}, "Invalid or unknown key")
    assert len(found) == 1
    assert f"did you mean {known}?" in found[0]


@pytest.mark.parametrize("token", [token for token in TOKENS if schema.facts(token).required])
def test_every_required_input_is_missed_by_name(token: str) -> None:
    facts = schema.facts(token)
    found = complaints(facts, {}, "Missing required argument. The argument")
    named = {text.split('"')[1] for text in found}
    made_up = {facts.autoname.field} if facts.autoname else set()
    assert named == set(facts.required) - made_up - set(facts.defaults)
    unknown = dict.fromkeys(facts.required, UNKNOWN)
    assert complaints(facts, unknown, "Missing required argument. The argument") == []


def conflicting() -> Iterator[tuple[str, str, str]]:
    for token in TOKENS:
        for key, others in schema.facts(token).conflicts.items():
            for other in others:
                if "." not in key and "." not in other:
                    yield token, key, other


@pytest.mark.parametrize(("token", "key", "other"), list(conflicting()))
def test_every_conflict_is_refused(token: str, key: str, other: str) -> None:
    found = complaints(schema.facts(token), {key: UNKNOWN, other: UNKNOWN}, "conflicts with")
    assert [text for text in found if (f'"{key}"' in text and other in text) or (f'"{other}"' in text and key in text)]


@pytest.mark.parametrize("token", [token for token in TOKENS if schema.facts(token).exactly_one])
def test_exactly_one_means_one(token: str) -> None:
    facts = schema.facts(token)
    for group in facts.exactly_one:
        if any("." in key for key in group):
            continue
        assert complaints(facts, {}, f"one of `{','.join(group)}` must be specified")
        both = {group[0]: "x", group[1]: "x"}
        assert complaints(facts, both, f"only one of `{','.join(group)}` can be specified")
        assert not complaints(facts, {group[0]: "x"}, f"`{','.join(group)}`")
        # one of two unknown ones may turn out to be unset
        assert not complaints(facts, {group[0]: "x", group[1]: UNKNOWN}, f"only one of `{','.join(group)}`")


@pytest.mark.parametrize("token", [token for token in TOKENS if schema.facts(token).required_with])
def test_companions_are_required(token: str) -> None:
    facts = schema.facts(token)
    for key, others in facts.required_with.items():
        if "." in key:
            continue
        assert complaints(facts, {key: "x"}, f'"{key}": all of `')
        assert not complaints(facts, dict.fromkeys((key, *others), "x"), f'"{key}": all of `')


@pytest.mark.parametrize("token", TOKENS)
def test_bad_values_are_refused_and_unknown_ones_wait(token: str) -> None:
    facts = schema.facts(token)
    for path, units in facts.rules.items():
        plain = [unit for unit in units if set(unit) & {"oneOf", "range", "arn", "json", "format"}]
        if "." in path or len(plain) != len(units):
            continue
        assert [text for text in checked(facts, {path: "\x01"}).failures if text.endswith(f"'it.{path}'.")], path
        bad = [text for text in checked(facts, {path: UNKNOWN}).failures if f"expected {path} " in text]
        assert bad == []


@pytest.mark.parametrize("token", TOKENS)
def test_defaults_and_names_are_filled_in_and_noted(token: str) -> None:
    facts = schema.facts(token)
    filled = checked(facts, {}).inputs
    for key, value in facts.defaults.items():
        assert filled[key] == value
    expected = set(facts.defaults) | ({facts.autoname.field} if facts.autoname else set())
    assert set(filled["__defaults"]) == expected


@pytest.mark.parametrize("token", list(registry.resources()))
def test_known_but_not_emulated_inputs_are_refused_by_name(token: str) -> None:
    facts = schema.facts(token)
    handled = registry.handled(token)
    refused = sorted(facts.inputs - handled)
    found = checked(facts, dict.fromkeys(refused, "asked"), handled=handled).failures
    told = {key for key in refused for text in found if f"does not emulate {key} of {token}" in text}
    assert told == set(refused)


def test_what_asks_for_nothing_is_not_refused() -> None:
    facts = schema.facts("aws:ec2/subnet:Subnet")
    given = {"vpcId": "vpc-1", "cidrBlock": "10.0.0.0/24", "ipv6Native": False}
    assert checked(facts, given, handled=frozenset({"vpcId", "cidrBlock"})).failures == []


def test_foreign_keys_in_a_block_are_refused_by_name() -> None:
    facts = schema.facts("aws:ec2/securityGroup:SecurityGroup")
    rule = {"protocol": "tcp", "fromPort": 1, "toPort": 1, "color": "red"}
    keys = frozenset({"protocol", "fromPort", "toPort"})
    found = checked(facts, {"ingress": [rule]}, blocks={"ingress": keys}).failures
    assert len(found) == 1
    assert "does not emulate ingress.color" in found[0]


def test_required_keys_in_blocks() -> None:
    facts = schema.facts("aws:ec2/securityGroup:SecurityGroup")
    found = checked(facts, {"ingress": [{"protocol": "tcp"}]}).failures
    assert {text.split('"')[1] for text in found} == {"ingress.fromPort", "ingress.toPort"}


def test_a_made_up_name_stays_and_a_given_one_wins() -> None:
    facts = schema.facts("aws:iam/policy:Policy")
    first = checked(facts, {"policy": "{}"}).inputs
    again = checked(facts, {"policy": "{}"}, old=first, make_name=lambda: "other")
    assert again.inputs["name"] == "it-1234567"
    given = checked(facts, {"policy": "{}", "name": "mine"}, old=first)
    assert given.inputs["name"] == "mine"
    assert "name" not in given.inputs["__defaults"]
    later = checked(facts, {"policy": "{}"}, old=given.inputs, make_name=lambda: "made-up")
    assert later.inputs["name"] == "made-up"


def test_a_prefix_is_instead_of_a_made_up_name() -> None:
    facts = schema.facts("aws:iam/policy:Policy")
    assert "name" not in checked(facts, {"policy": "{}", "namePrefix": "x-"}).inputs


def test_all_problems_are_told_at_once() -> None:
    facts = schema.facts("aws:rds/cluster:Cluster")
    given = {"engine": "mongo", "clusterIdentifer": "x", "clusterIdentifierPrefix": "X"}
    assert len(checked(facts, given).failures) == 3


def test_values_at_a_path() -> None:
    values = {"a": [{"b": 1}, {"b": None}, {"b": [2]}], "c": {"d": "x"}}
    assert values_at(values, "a.b") == [1, [2]]
    assert values_at(values, "c.d") == ["x"]
    assert values_at(values, "c.e") == []
    assert blocks_at(values, "a") == values["a"]
