"""Diff: what changes, what replaces, for every type of the schema data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from lab.provider import schema
from lab.provider.diff import ADD, DELETE_REPLACE, UPDATE, UPDATE_REPLACE, changed_inputs, diff
from lab.provider.wire import UNKNOWN

KEY = schema.facts("aws:kms/key:Key")
CLUSTER = schema.facts("aws:rds/cluster:Cluster")
ROLE = schema.facts("aws:iam/role:Role")


def block(path: str, value: str) -> dict[str, Any]:
    """A value at a dotted path."""
    key, _, rest = path.partition(".")
    return {key: block(rest, value) if rest else value}


def replacing() -> Iterator[tuple[str, str]]:
    for token in schema.tokens():
        for path in sorted(schema.facts(token).force_new):
            yield token, path


@pytest.mark.parametrize(("token", "path"), list(replacing()))
def test_every_force_new_input_of_the_data_replaces(token: str, path: str) -> None:
    facts, key = schema.facts(token), path.split(".")[0]
    for new in (block(path, "two"), block(path, UNKNOWN)):
        found = diff(facts, block(path, "one"), new, {}, {}, ())
        assert found.replaces == (key,)
        assert found.kinds == {key: UPDATE_REPLACE}


@pytest.mark.parametrize("token", schema.tokens())
def test_no_other_input_replaces(token: str) -> None:
    facts = schema.facts(token)
    conditional = " ".join(facts.force_new_when)
    for key in sorted(facts.inputs - {"region"}):
        listed = any(path.split(".")[0] == key for path in facts.force_new)
        if listed or facts.no_update or key in conditional or "kind of" in conditional:
            continue
        assert diff(facts, {key: "one"}, {key: "two"}, {}, {}, ("triggers",)).replaces == ()


@pytest.mark.parametrize("token", [token for token in schema.tokens() if not schema.facts(token).no_update])
def test_another_region_replaces_where_the_type_has_one(token: str) -> None:
    facts = schema.facts(token)
    found = diff(facts, {"region": "us-east-1"}, {"region": "us-west-2"}, {}, {}, ())
    assert found.replaces == (("region",) if facts.region_forces_new else ())


@pytest.mark.parametrize("token", schema.tokens())
def test_what_aws_computes_stays_when_it_is_no_longer_set(token: str) -> None:
    facts = schema.facts(token)
    for key in facts.inputs - {"tags"}:
        changed = changed_inputs(facts, {key: "one"}, {}, ())
        assert changed == ([] if key in facts.computed or key == "triggers" else [key])


def test_taking_a_plain_input_out_is_a_change() -> None:
    found = diff(CLUSTER, {"globalClusterIdentifier": "g", "sourceRegion": "x"}, {}, {}, {}, ())
    assert found.changed == ("globalClusterIdentifier", "sourceRegion")
    assert found.replaces == ("sourceRegion",)
    assert found.kinds["sourceRegion"] == DELETE_REPLACE


def test_ignored_changes_are_no_changes() -> None:
    old, new = {"engineVersion": "16.8", "port": 1}, {"engineVersion": "16.9", "port": 2}
    assert diff(CLUSTER, old, new, {}, {}, ("engineVersion", "port[0].x")).changed == ()


def test_sets_and_json_texts() -> None:
    old = {"assumeRolePolicy": '{"a": 1}', "managedPolicyArns": ["x", "y"]}
    new = {"assumeRolePolicy": '{"a":1}', "managedPolicyArns": ["y", "x"]}
    assert diff(ROLE, old, new, {}, {}, ()).changed == ()


def test_default_tags_show_as_tags_all() -> None:
    state = {"tagsAll": {"a": "1"}}
    found = diff(KEY, {}, {}, state, {"a": "2"}, ())
    assert found.kinds == {"tagsAll": UPDATE}
    assert diff(KEY, {}, {}, state, {"a": "1"}, ()).changed == ()
    assert diff(KEY, {}, {}, state, {"a": UNKNOWN}, ()).changed == ()
    assert diff(KEY, {}, {}, state, {"a": "2"}, ("tags",)).changed == ()
    assert diff(KEY, {}, {"tags": {"b": "1"}}, state, {"a": "1", "b": "1"}, ()).kinds == {"tags": ADD}


def test_a_fixed_name_goes_first_a_made_up_one_does_not() -> None:
    fixed = {"name": "task", "path": "/a/"}
    assert diff(ROLE, fixed, {**fixed, "path": "/b/"}, {}, {}, ()).delete_before_replace
    renamed = diff(ROLE, fixed, {**fixed, "name": "other"}, {}, {}, ())
    assert (renamed.replaces, renamed.delete_before_replace) == (("name",), False)
    made_up = {**fixed, "__defaults": ["name"]}
    assert not diff(ROLE, made_up, {**made_up, "path": "/b/"}, {}, {}, ()).delete_before_replace


def test_a_type_without_update_is_replaced() -> None:
    facts = schema.facts("aws:acm/certificateValidation:CertificateValidation")
    assert facts.no_update
    key = sorted(facts.inputs - {"region"})[0]
    assert diff(facts, {key: "a"}, {key: "b"}, {}, {}, ()).replaces == (key,)
